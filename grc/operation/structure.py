# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What stands around the rows: tables, keys, triggers, policies, rights; one line each.

A copy whose rows are right but whose triggers or policies are missing is not a copy.
"""

from __future__ import annotations

import re
from typing import Final

from grc.operation.connecting import Connection, rows

#: Kinds whose words do not change from one PostgreSQL to the next.
LASTING: Final = ("row security", "policies", "triggers", "functions", "rights")

# PostgreSQL reads back its own ``x = ANY ((ARRAY['a'::varchar])::text[])`` in other words.
_WORDING: Final = re.compile(
    r"::(?:character varying|timestamp with time zone|[a-z_]+)(?:\(\d+\))?(?:\[\])?|[()]"
)

_QUERIES: Final = {
    "row security": """
        SELECT concat_ws(' ', relname, relrowsecurity, relforcerowsecurity)
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    """,
    "policies": """
        SELECT concat_ws(' ', tablename, policyname, permissive, roles, cmd, qual, with_check)
        FROM pg_policies WHERE schemaname = 'public'
    """,
    "triggers": """
        SELECT concat_ws(' ', tgenabled, pg_get_triggerdef(t.oid))
        FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = tgrelid
        WHERE relnamespace = 'public'::regnamespace AND NOT tgisinternal
    """,
    "functions": """
        SELECT concat_ws(' ', oid::regprocedure, md5(prosrc), prosecdef)
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    """,
    "rights": """
        SELECT concat_ws(' ', kind, name, coalesce(rolname, 'PUBLIC'),
                         string_agg(privilege_type, ',' ORDER BY privilege_type))
        FROM (
            SELECT relkind::text, relname::text, relowner, relacl FROM pg_class
            WHERE relnamespace = 'public'::regnamespace
            UNION ALL
            SELECT 'function', oid::regprocedure::text, proowner, proacl FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace
            UNION ALL
            SELECT 'schema', nspname, nspowner, nspacl FROM pg_namespace WHERE nspname = 'public'
            UNION ALL
            SELECT 'new ' || defaclobjtype::text, '', defaclrole, defaclacl FROM pg_default_acl
            WHERE defaclnamespace = 'public'::regnamespace
        ) AS thing (kind, name, owner, acl),
        LATERAL aclexplode(acl) LEFT JOIN pg_roles ON pg_roles.oid = grantee
        WHERE grantee <> owner
        GROUP BY kind, name, rolname
    """,
    "columns": """
        SELECT concat_ws(' ', relname, attname, format_type(atttypid, atttypmod), attnotnull,
                         attidentity, pg_get_expr(adbin, adrelid))
        FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = attrelid
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')
          AND attnum > 0 AND NOT attisdropped
    """,
    "keys": """
        SELECT concat_ws(' ', conrelid::regclass, conname, convalidated, pg_get_constraintdef(oid))
        FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f', 'c', 'x')
    """,
    "indexes": """
        SELECT concat_ws(' ', indisvalid, pg_get_indexdef(indexrelid))
        FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
        WHERE relnamespace = 'public'::regnamespace
    """,
}

Structure = dict[str, list[str]]


def structure(connection: Connection) -> Structure:
    """Return what stands in the schema, by kind."""
    return {
        kind: sorted(line for (line,) in rows(connection, query))
        for kind, query in _QUERIES.items()
    }


def differences(wanted: Structure, found: Structure, *, same_version: bool) -> list[str]:
    """Return the lines that only one of both has, each with its kind.

    Other versions of PostgreSQL write columns, keys and indexes in other words: then only what
    keeps towns apart and history whole is compared.
    """
    kinds = wanted.keys() if same_version else LASTING
    return [
        f"{sign} {kind}: {line}"
        for kind in kinds
        for sign, there, here in (("-", wanted, found), ("+", found, wanted))
        for line in _only_in(there.get(kind, []), here.get(kind, []))
    ]


def wording(line: str) -> str:
    """Return a definition without the casts and brackets that PostgreSQL adds or leaves out."""
    return _WORDING.sub("", line)


def grantees(wanted: Structure) -> set[str]:
    """Return the roles that the rights name: they must exist before a copy can be made."""
    return {line.split()[-2] for line in wanted.get("rights", ())} - {"PUBLIC"}


def _only_in(there: list[str], here: list[str]) -> list[str]:
    known = {wording(line) for line in here}
    return [line for line in there if wording(line) not in known]
