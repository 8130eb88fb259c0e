# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The database that an archive is put back into: fit for it, empty, and entered by nobody else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg import sql

from grc.operation.connecting import Connection, major, row, rows
from grc.operation.manifest import Manifest
from grc.operation.refusals import CannotRestore
from grc.operation.structure import grantees

_OWNER = """
    SELECT current_user, current_database(), rolsuper,
           pg_get_userbyid(datdba) = current_user
    FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()
"""
_THINGS = """
    SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace)
         + (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace)
         + (SELECT count(*) FROM pg_type WHERE typnamespace = 'public'::regnamespace)
"""
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND (usename = current_user OR usename = ANY(%s))
"""
_VISITORS = """
    SELECT DISTINCT rolname::text
    FROM pg_database, LATERAL aclexplode(datacl) JOIN pg_roles ON pg_roles.oid = grantee
    WHERE datname = current_database() AND grantee <> datdba AND privilege_type = 'CONNECT'
"""
_KNOWN = "SELECT rolname::text FROM pg_roles WHERE rolname = ANY(%s) AND rolname <> current_user"


def owner_settings() -> dict[str, Any]:
    """Return the database that archives are put back into, as its owner reaches it."""
    return connections["owner"].settings_dict


def refuse_unfit(connection: Connection, manifest: Manifest, *, replace: bool) -> None:
    """Raise CannotRestore, with the first reason why the archive cannot go in here."""
    _refuse_wrong_role(connection)
    _refuse_older_server(connection, manifest)
    _refuse_missing_roles(connection, manifest)
    if not replace:
        _refuse_contents(connection)
    _refuse_company(connection)


def keep_others_out(connection: Connection) -> set[str]:
    """Let nobody but the owner connect, until ``let_in``; return who could.

    A worker that found half a database would send what the original sent already. Raises
    CannotRestore, and lets them in again, when somebody is connected already.
    """
    visitors = {role for (role,) in rows(connection, _VISITORS)}
    connection.execute(_about_database(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC"))
    for role in visitors:
        connection.execute(
            _about_database(connection, "REVOKE CONNECT ON DATABASE {} FROM {}", role)
        )
    try:
        _refuse_company(connection)
    except CannotRestore:
        let_in(connection, visitors)
        raise
    return visitors


def let_in(connection: Connection, visitors: set[str]) -> None:
    """Let the roles of the settings connect, and those who could before."""
    for (role,) in rows(connection, _KNOWN, sorted(visitors | _roles_of_settings())):
        connection.execute(_about_database(connection, "GRANT CONNECT ON DATABASE {} TO {}", role))


def empty(connection: Connection) -> None:
    """Drop everything that the owner made in this database."""
    connection.execute("DROP OWNED BY CURRENT_USER CASCADE")
    _refuse_contents(connection)


def _refuse_wrong_role(connection: Connection) -> None:
    role, database, superuser, owns = row(connection, _OWNER)
    if superuser or not owns:
        raise CannotRestore(
            _(
                "DATABASE_OWNER_URL names the role %(role)s. It must be the one that owns the "
                "database %(database)s, and no superuser: run deploy/roles.sql."
            )
            % {"role": role, "database": database}
        )


def _refuse_older_server(connection: Connection, manifest: Manifest) -> None:
    if major(connection) < manifest.postgres:
        raise CannotRestore(
            _(
                "The archive comes from PostgreSQL %(theirs)d and this server is PostgreSQL "
                "%(ours)d: put it back into version %(theirs)d or later."
            )
            % {"theirs": manifest.postgres, "ours": major(connection)}
        )


def _refuse_missing_roles(connection: Connection, manifest: Manifest) -> None:
    application = str(connections[DEFAULT_DB_ALIAS].settings_dict["USER"])
    wanted = grantees(manifest.structure) | {application}
    there = {name for (name,) in rows(connection, "SELECT rolname FROM pg_roles")}
    if missing := sorted(wanted - there):
        raise CannotRestore(
            _("These database roles are missing: %(roles)s. Run deploy/roles.sql as superuser.")
            % {"roles": ", ".join(missing)}
        )


def _refuse_contents(connection: Connection) -> None:
    (things,) = row(connection, _THINGS)
    if things:
        raise CannotRestore(
            _(
                "The database %(database)s is not empty. Name an empty one in "
                "DATABASE_OWNER_URL, or delete everything in this one with --replace."
            )
            % {"database": connection.info.dbname}
        )


def _refuse_company(connection: Connection) -> None:
    (others,) = row(connection, _OTHERS, sorted(_roles_of_settings()))
    if others:
        raise CannotRestore(
            ngettext(
                "Another program is connected to the database %(database)s. Stop the web server "
                "and the worker, then start again.",
                "%(count)d other programs are connected to the database %(database)s. Stop the "
                "web server and the worker, then start again.",
                others,
            )
            % {"count": others, "database": connection.info.dbname}
        )


def _roles_of_settings() -> set[str]:
    """Return the roles of pages and of backups."""
    application = connections[DEFAULT_DB_ALIAS].settings_dict
    return {str(application["USER"]), str(settings.BACKUP_DATABASE["USER"])}


def _about_database(connection: Connection, statement: str, role: str = "") -> sql.Composed:
    names = [connection.info.dbname, *([role] if role else [])]
    return sql.SQL(statement).format(*map(sql.Identifier, names))
