# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Do the database roles hold what they must, and nothing more?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.apps import apps
from django.utils.translation import gettext as _

from grc.operation.connecting import row, rows
from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation

# Truncating would pass beside the triggers that keep history.
_POWERS: Final = """
    SELECT rolsuper, rolbypassrls,
           EXISTS (SELECT FROM pg_class WHERE relowner = r.oid
                   AND relnamespace = 'public'::regnamespace)
             OR EXISTS (SELECT FROM pg_roles AS o WHERE o.rolname = %s AND o.oid <> r.oid
                        AND pg_has_role(r.oid, o.oid, 'MEMBER')),
           has_schema_privilege('public', 'CREATE'),
           EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace
                   AND relkind = 'r' AND has_table_privilege(oid, 'TRUNCATE, TRIGGER'))
    FROM pg_roles AS r WHERE rolname = current_user
"""
_UNREADABLE: Final = """
    SELECT relname::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      AND NOT has_table_privilege(oid, 'SELECT')
    ORDER BY relname
"""
# Reading past row security is what a backup needs; writing past it would hold for every town.
_WRITES: Final = """
    SELECT rolsuper OR has_schema_privilege('public', 'CREATE')
        OR EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace
                   AND relkind = 'r'
                   AND has_table_privilege(oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER'))
    FROM pg_roles WHERE rolname = current_user
"""


def check_application(installation: Installation) -> Iterator[Finding]:
    """The role of pages is held by row security, owns nothing, and can use every table."""
    application = installation.as_application
    superuser, bypasses, owns, creates, empties = row(application, _POWERS, installation.owner.role)
    role = {"role": installation.application.role}
    remedy = _(
        "Run deploy/roles.sql as superuser, and give DATABASE_URL the role catalaune. "
        "Until then nothing keeps towns apart."
    )
    if superuser:
        yield Finding("roles.superuser", _("The role %(role)s is a superuser.") % role, remedy)
    if bypasses:
        yield Finding(
            "roles.bypass", _("The role %(role)s may read past row security.") % role, remedy
        )
    if owns and not superuser:
        yield Finding(
            "roles.owner",
            _("The role %(role)s owns tables, or can act as their owner.") % role,
            remedy,
        )
    if (creates or empties) and not (superuser or owns):
        yield Finding(
            "roles.changes",
            _("The role %(role)s can make tables, empty them, or add triggers.") % role,
            _("Run deploy/roles.sql as superuser; take other rights away with REVOKE."),
        )
    yield from _unusable(installation)


def check_backup(installation: Installation) -> Iterator[Finding]:
    """The role of backups sees every row of every table, and can change none."""
    backup = installation.as_backup
    role = {"role": backup.info.user}
    (sees,) = row(
        backup, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    hidden = [name for (name,) in rows(backup, _UNREADABLE)]
    remedy = _(
        "Run deploy/roles.sql as superuser, and give DATABASE_BACKUP_URL the role "
        "catalaune_backup; take other rights away with REVOKE."
    )
    if not sees or hidden:
        yield Finding(
            "roles.backup",
            _("The role %(role)s cannot read everything: backups fail.") % role,
            remedy,
        )
    (writes,) = row(backup, _WRITES)
    if sees and writes:
        yield Finding(
            "roles.backup-writes",
            _("The role %(role)s sees every town, and can change what it should only read.") % role,
            remedy,
        )


def _unusable(installation: Installation) -> Iterator[Finding]:
    """Tables that a superuser made, or a restore without rights."""
    ours = {model._meta.db_table for model in apps.get_models()}
    hidden = [name for (name,) in rows(installation.as_application, _UNREADABLE) if name in ours]
    if hidden:
        yield Finding(
            "roles.rights",
            _("The role %(role)s cannot read: %(tables)s.")
            % {"role": installation.application.role, "tables": ", ".join(hidden)},
            _(
                "Migrate with manage.py migrate --database=owner only. Mend it as the owner: "
                "GRANT SELECT, INSERT, UPDATE, DELETE ON the table TO %(role)s."
            )
            % {"role": installation.application.role},
        )
