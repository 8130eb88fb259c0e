-- SPDX-FileCopyrightText: 2026 The Catalaune authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- What the application role and the backup role may do inside one database. Plain SQL, run by
-- `roles.sql`, and by the owner in every database it creates (default privileges belong to a
-- database, not to a server). The application's rights on existing tables are left alone: a
-- migration may have taken one away on purpose. The backup reads them all.

DO $$
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format(
    'GRANT CONNECT ON DATABASE %I TO catalaune, catalaune_backup', current_database()
  );
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM catalaune;
GRANT USAGE, CREATE ON SCHEMA public TO catalaune_owner;
GRANT USAGE ON SCHEMA public TO catalaune, catalaune_backup;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO catalaune_backup;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO catalaune_backup;

ALTER DEFAULT PRIVILEGES FOR ROLE catalaune_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO catalaune;
ALTER DEFAULT PRIVILEGES FOR ROLE catalaune_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO catalaune;
ALTER DEFAULT PRIVILEGES FOR ROLE catalaune_owner IN SCHEMA public
  GRANT EXECUTE ON FUNCTIONS TO catalaune;
ALTER DEFAULT PRIVILEGES FOR ROLE catalaune_owner IN SCHEMA public
  GRANT SELECT ON TABLES TO catalaune_backup;
ALTER DEFAULT PRIVILEGES FOR ROLE catalaune_owner IN SCHEMA public
  GRANT SELECT ON SEQUENCES TO catalaune_backup;
