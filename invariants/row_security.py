# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Row-level security: a table shows and takes only rows of the town in scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from invariants.base import Invariant, Quote
from invariants.scope import SETTING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model


class RowSecurity(Invariant):
    """Force row security on the table, for its owner too.

    The policy reads the setting without a default, so a missing town is an error and never an
    empty page. The comparison is between integers: it is leakproof and stays indexed.
    """

    def __init__(self, *, name: str, field: str = "municipality") -> None:
        super().__init__(name=name)
        self.field = field

    def added(self, model: type[Model], quote: Quote) -> str:
        table = quote.table(model)
        mine = f"{quote.column(model, self.field)} = current_setting('{SETTING}')::bigint"
        return (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; "
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY; "
            f"CREATE POLICY {quote(self.name)} ON {table} USING ({mine}) WITH CHECK ({mine})"
        )

    def removed(self, model: type[Model], quote: Quote) -> str:
        table = quote.table(model)
        return (
            f"DROP POLICY {quote(self.name)} ON {table}; "
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; "
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"
        )

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        if self.field != "municipality":
            kwargs["field"] = self.field
        return path, args, kwargs
