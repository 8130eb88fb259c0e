# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Does PostgreSQL keep the towns apart, table by table?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps
from django.utils.translation import gettext as _

from grc.operation.connecting import rows
from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation
from grc.operation.structure import wording
from invariants import RowSecurity
from invariants.scope import SETTING

_STATES: Final = """
    SELECT relname::text, relrowsecurity, relforcerowsecurity FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
"""
_POLICIES: Final = """
    SELECT tablename::text, policyname::text, permissive = 'PERMISSIVE' AND cmd = 'ALL',
           qual, with_check
    FROM pg_policies WHERE schemaname = 'public'
"""
_BEARS_TOWN: Final = """
    SELECT relname::text FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT relrowsecurity
      AND attname = 'municipality_id' AND NOT attisdropped
"""


def check(installation: Installation) -> Iterator[Finding]:
    """Every table of a town is under forced row security, by the policy that its model declares."""
    database = installation.database
    expected = dict(_declared())
    states = {name: (on, forced) for name, on, forced in rows(database, _STATES)}
    wrong = [table for table in expected if table in states and not states[table][0]]
    wrong += _unknown(installation, expected)
    unforced = [table for table in expected if states.get(table) == (True, False)]
    told = list(_policies(installation))
    policies = [table for table in expected if table in states and _differs(table, expected, told)]
    yield from _findings(wrong, unforced, policies)


def _declared() -> Iterator[tuple[str, tuple[str, str]]]:
    """Give each table under row security, with the name and the words of its policy."""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, RowSecurity):
                column: Any = model._meta.get_field(constraint.field)
                words = wording(f"({column.column} = current_setting('{SETTING}')::bigint)")
                yield model._meta.db_table, (constraint.name, words)


def _unknown(installation: Installation, expected: dict[str, Any]) -> list[str]:
    """Tables that bear a town and belong to no model: nobody else watches over them."""
    known = {model._meta.db_table for model in apps.get_models()}
    bearing = [name for (name,) in rows(installation.database, _BEARS_TOWN)]
    return [name for name in bearing if name not in known and name not in expected]


def _policies(installation: Installation) -> Iterator[tuple[str, str, bool, str, str]]:
    for table, name, plain, reads, writes in rows(installation.database, _POLICIES):
        yield table, name, plain, wording(reads or ""), wording(writes or "")


def _differs(
    table: str,
    expected: dict[str, tuple[str, str]],
    told: list[tuple[str, str, bool, str, str]],
) -> bool:
    """A second policy widens what the first lets through."""
    name, words = expected[table]
    return [policy for policy in told if policy[0] == table] != [(table, name, True, words, words)]


def _findings(wrong: list[str], unforced: list[str], policies: list[str]) -> Iterator[Finding]:
    for code, tables, sentence, remedy in (
        (
            "separation.off",
            wrong,
            _("Row security is off: %(tables)s. Every town reads the others' rows."),
            _("As the owner: ALTER TABLE … ENABLE ROW LEVEL SECURITY, for each. Find out who."),
        ),
        (
            "separation.unforced",
            unforced,
            _("Row security does not hold the owner: %(tables)s."),
            _("As the owner: ALTER TABLE … FORCE ROW LEVEL SECURITY, for each."),
        ),
        (
            "separation.policy",
            policies,
            _("The policies are not those of Catalaune: %(tables)s."),
            _(
                "Compare them with \\d of psql in a fresh installation; drop what was added, "
                "and put back what is missing."
            ),
        ),
    ):
        if tables:
            yield Finding(code, sentence % {"tables": ", ".join(sorted(tables))}, remedy)
