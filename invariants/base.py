# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What all invariants share: SQL that is added after the table, and removed by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import BaseConstraint

if TYPE_CHECKING:
    from collections.abc import Container

    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.models import Model


class Invariant(BaseConstraint):
    """A constraint that Django does not know, expressed as statements of PostgreSQL.

    Subclasses write ``added`` and ``removed``; the migration framework does the rest, both ways.
    """

    def added(self, model: type[Model], quote: Quote) -> str:
        """Return the statements that install the invariant on the table of ``model``."""
        raise NotImplementedError

    def removed(self, model: type[Model], quote: Quote) -> str:
        """Return the statements that take it away."""
        raise NotImplementedError

    def constraint_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        return self.create_sql(model, schema_editor)

    def create_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        # Last of its migration, once every table, key and unique constraint of it stands.
        if model is not None and schema_editor is not None:
            schema_editor.deferred_sql.append(self.added(model, Quote(schema_editor)))
        return ""

    def remove_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        if model is None or schema_editor is None:
            raise TypeError("An invariant needs the model and the schema editor.")
        return self.removed(model, Quote(schema_editor))

    def validate(
        self,
        model: type[Model],
        instance: Model,
        exclude: Container[str] | None = None,
        using: str = "default",
    ) -> None:
        """Do nothing: only the database can judge these."""

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Invariant):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), self.name))


class Quote:
    """Quotes identifiers for one schema editor: tables, columns, and the invariant's own name."""

    def __init__(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        self._quote = schema_editor.quote_name

    def __call__(self, name: str) -> str:
        return str(self._quote(name))

    def table(self, model: type[Model]) -> str:
        return self(model._meta.db_table)

    def column(self, model: type[Model], field: str) -> str:
        return self(str(model._meta.get_field(field).column))  # type: ignore[union-attr]
