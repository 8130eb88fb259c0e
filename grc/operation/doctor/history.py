# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Do the triggers stand that keep history from being rewritten?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.apps import apps
from django.db import connections
from django.utils.translation import gettext as _

from grc.operation.connecting import rows
from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation
from invariants import AppendOnly, Frozen
from invariants.base import Quote

# 27: for each row, before UPDATE or DELETE, of whatever column.
_TRIGGERS: Final = """
    SELECT relname::text, tgname::text, prosrc,
           tgenabled IN ('O', 'A') AND tgtype = 27 AND tgattr::text = '', tgqual IS NOT NULL
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE relnamespace = 'public'::regnamespace AND NOT tgisinternal
"""


@dataclass(frozen=True)
class _Guard:
    """A trigger that works: the words of its function, and whether rows may be exempt from it."""

    source: list[str]
    has_condition: bool


def check(installation: Installation) -> Iterator[Finding]:
    """Every append-only or frozen table has its trigger, switched on, with the words of its
    model."""
    found = {
        (table, name): _Guard(source.split(), has_condition) if works else None
        for table, name, source, works, has_condition in rows(installation.database, _TRIGGERS)
    }
    tables = {table for (table,) in rows(installation.database, _TABLES)}
    open_ones = [
        f"{table} ({name})"
        for table, name, guard in _declared()
        if table in tables and found.get((table, name)) != guard
    ]
    if open_ones:
        yield Finding(
            "history.open",
            _(
                "Triggers are missing, switched off or changed: %(triggers)s. The past can be "
                "rewritten."
            )
            % {"triggers": ", ".join(sorted(open_ones))},
            _(
                "As the owner: ALTER TABLE … ENABLE TRIGGER, for each. If one is missing or "
                "changed, put a backup back. Find out who did it and what they changed."
            ),
        )


_TABLES: Final = """
    SELECT relname::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
"""


def _declared() -> Iterator[tuple[str, str, _Guard]]:
    """Give table and name of every trigger that a model declares, and what it must be."""
    quote = Quote(connections["owner"].ops)  # type: ignore[arg-type]
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, AppendOnly | Frozen):
                source = constraint.added(model, quote).split("$$")[1].split()
                guard = _Guard(source, has_condition=bool(constraint.when()))
                yield model._meta.db_table, constraint.name, guard
