# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The application's database role must be one that row security holds; nothing starts otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_POWERS = """
    SELECT current_user, rolsuper, rolbypassrls,
           EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid AND relrowsecurity)
    FROM pg_roles WHERE rolname = current_user
"""
_verified: set[tuple[str, str]] = set()


def refuse_powerful_role(
    sender: Any = None, *, connection: BaseDatabaseWrapper, **kwargs: Any
) -> None:
    """Check the role of a new connection, once per process and role.

    Raises ImproperlyConfigured when the role is a superuser, may bypass row security, or owns a
    table under it. A receiver of ``connection_created``.
    """
    known = (str(connection.settings_dict["NAME"]), str(connection.settings_dict["USER"]))
    if connection.alias != DEFAULT_DB_ALIAS or known in _verified:
        return
    with connection.cursor() as cursor:
        cursor.execute(_POWERS)
        name, superuser, bypasses, owns = cursor.fetchone()
    powers = [
        power
        for power, held in (
            ("is a superuser", superuser),
            ("may bypass row security", bypasses),
            ("owns tables", owns),
        )
        if held
    ]
    if powers:
        raise ImproperlyConfigured(
            f"The database role {name} {' and '.join(powers)}: towns would not be kept apart. "
            "Give DATABASE_URL the application role that deploy/roles.sql makes."
        )
    _verified.add(known)
