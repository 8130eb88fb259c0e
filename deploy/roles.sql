-- SPDX-FileCopyrightText: 2026 The Catalaune authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- The three roles and the database. Run once as superuser on PostgreSQL 15 or later, and again
-- after an upgrade: nothing is lost by a second run.
--
--   psql -v owner_password=... -v application_password=... -v backup_password=... \
--     -f deploy/roles.sql postgres
--
-- Variables, all optional:
--   owner_password, application_password, backup_password
--                           set the password of the role (without: left as it is)
--   owner_createdb=on|off   may the owner create databases? (the test suite needs it)
--   database                name of the database, `catalaune` if not given
--
-- The owner migrates. The application serves pages: it cannot change tables, and row-level
-- security binds it, because it is neither superuser nor owner nor BYPASSRLS. The backup reads
-- every town, hence BYPASSRLS, and writes nothing (docs/decisions/0010).

\set ON_ERROR_STOP on
\set QUIET on

\if :{?database}
\else
  \set database catalaune
\endif
\if :{?owner_createdb}
  \if :owner_createdb
    \set createdb CREATEDB
  \else
    \set createdb NOCREATEDB
  \endif
\else
  \set createdb NOCREATEDB
\endif

SET client_min_messages = warning;

SELECT format('CREATE ROLE %I', role)
FROM unnest(ARRAY['catalaune_owner', 'catalaune', 'catalaune_backup']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec

ALTER ROLE catalaune_owner
  LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION :createdb;
ALTER ROLE catalaune
  LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB;
ALTER ROLE catalaune_backup
  LOGIN NOSUPERUSER BYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB;
ALTER ROLE catalaune_backup SET default_transaction_read_only = on;

\if :{?owner_password}
  ALTER ROLE catalaune_owner PASSWORD :'owner_password';
\endif
\if :{?application_password}
  ALTER ROLE catalaune PASSWORD :'application_password';
\endif
\if :{?backup_password}
  ALTER ROLE catalaune_backup PASSWORD :'backup_password';
\endif

-- A membership would let the application act as the owner, or see every town.
SELECT format('REVOKE %I FROM %I', granted.rolname, member.rolname)
FROM pg_auth_members AS m
JOIN pg_roles AS granted ON granted.oid = m.roleid
JOIN pg_roles AS member ON member.oid = m.member
WHERE granted.rolname IN ('catalaune_owner', 'catalaune_backup')
  AND member.rolname IN ('catalaune', 'catalaune_backup') \gexec

SELECT format(
  'CREATE DATABASE %I OWNER catalaune_owner TEMPLATE template0 ENCODING ''UTF8''', :'database'
)
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

ALTER DATABASE :"database" OWNER TO catalaune_owner;

\connect :"database"
SET client_min_messages = warning;
\ir privileges.sql
