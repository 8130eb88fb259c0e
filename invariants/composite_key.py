# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Foreign keys over several columns.

PostgreSQL checks a key as the table's owner would, past row security: a plain key to another
town's row is accepted. A key that carries the town is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from invariants.base import Invariant, Quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model


class CompositeForeignKey(Invariant):
    """Tie ``fields`` together to ``to_fields`` of the model that the key ``via`` points to.

    The target needs a unique constraint over ``to_fields``. Declare ``via`` itself with
    ``db_constraint=False``: this key replaces its own.
    """

    def __init__(
        self, *, name: str, fields: Sequence[str], via: str, to_fields: Sequence[str]
    ) -> None:
        super().__init__(name=name)
        self.fields, self.via, self.to_fields = tuple(fields), via, tuple(to_fields)

    def added(self, model: type[Model], quote: Quote) -> str:
        target: Any = model._meta.get_field(self.via).remote_field.model  # type: ignore[union-attr]
        here = ", ".join(quote.column(model, field) for field in self.fields)
        there = ", ".join(quote.column(target, field) for field in self.to_fields)
        tables = dict.fromkeys((quote.table(model), quote.table(target)))
        # Adding a key reads both tables as their owner, whom forced row security stops.
        lift = [f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in tables]
        restore = [f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in tables]
        add = (
            f"ALTER TABLE {quote.table(model)} ADD CONSTRAINT {quote(self.name)} "
            f"FOREIGN KEY ({here}) REFERENCES {quote.table(target)} ({there})"
        )
        return "; ".join([*lift, add, *restore])

    def removed(self, model: type[Model], quote: Quote) -> str:
        return f"ALTER TABLE {quote.table(model)} DROP CONSTRAINT {quote(self.name)}"

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        kwargs.update(fields=self.fields, via=self.via, to_fields=self.to_fields)
        return path, args, kwargs


class SameTown(CompositeForeignKey):
    """The row that ``field`` points to belongs to the same town as this one."""

    def __init__(self, field: str, *, name: str) -> None:
        super().__init__(
            name=name,
            fields=("municipality", field),
            via=field,
            to_fields=("municipality", "id"),
        )

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, _, _ = super().deconstruct()
        return path, (self.via,), {"name": self.name}
