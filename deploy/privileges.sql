-- SPDX-FileCopyrightText: 2026 The Catalaune authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- What the application role may do inside one database. Plain SQL, run by `roles.sql`, and by the
-- owner in every database it creates (default privileges belong to a database, not to a server).
-- Existing tables are left alone: a migration may have taken a right away on purpose.

DO $$
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO catalaune', current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM catalaune;
GRANT USAGE, CREATE ON SCHEMA public TO catalaune_owner;
GRANT USAGE ON SCHEMA public TO catalaune;

ALTER DEFAULT PRIVILEGES FOR ROLE catalaune_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO catalaune;
ALTER DEFAULT PRIVILEGES FOR ROLE catalaune_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO catalaune;
ALTER DEFAULT PRIVILEGES FOR ROLE catalaune_owner IN SCHEMA public
  GRANT EXECUTE ON FUNCTIONS TO catalaune;
