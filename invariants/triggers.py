# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Rows that history depends on: a trigger refuses to change them, whoever asks.

A refusal is raised as a check violation that bears the invariant's name, hence Django's
``IntegrityError``. TRUNCATE is not covered: the application role is never granted it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from invariants.base import Invariant, Quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model

# Or replace: a table that is dropped takes its trigger along, not the trigger's function.
_FUNCTION = """
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {condition}
    RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}',
        TABLE = TG_TABLE_NAME;
END $$;
CREATE TRIGGER {trigger} BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW {when} EXECUTE FUNCTION {function}()
"""


class _Guard(Invariant):
    """A trigger before UPDATE and DELETE that raises unless its condition lets the row pass."""

    message = ""

    def condition(self, model: type[Model]) -> str:
        return ""

    def when(self) -> str:
        return ""

    def added(self, model: type[Model], quote: Quote) -> str:
        return _FUNCTION.format(
            function=quote(self.name),
            trigger=quote(self.name),
            table=quote.table(model),
            name=self.name,
            message=self.message,
            condition=self.condition(model),
            when=self.when(),
        )

    def removed(self, model: type[Model], quote: Quote) -> str:
        name = quote(self.name)
        return f"DROP TRIGGER {name} ON {quote.table(model)}; DROP FUNCTION {name}()"


class AppendOnly(_Guard):
    """Rows are added, never changed nor deleted."""

    message = "This table is append-only."


class Frozen(_Guard):
    """Once ``when`` (SQL on OLD) holds, a row keeps its content, but for the ``free`` columns.

    Without ``when`` the row is frozen from birth. A frozen row cannot be deleted either.
    """

    message = "This row is frozen."

    def __init__(self, *, name: str, frozen_when: str = "", free: Sequence[str] = ()) -> None:
        super().__init__(name=name)
        self.frozen_when, self.free = frozen_when, tuple(free)

    def condition(self, model: type[Model]) -> str:
        columns = [str(model._meta.get_field(field).column) for field in self.free]  # type: ignore[union-attr]
        free = "ARRAY[" + ", ".join(f"'{column}'" for column in columns) + "]::text[]"
        return (
            f"IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - {free} = to_jsonb(OLD) - {free} "
            "THEN RETURN NEW; END IF;"
        )

    def when(self) -> str:
        return f"WHEN ({self.frozen_when})" if self.frozen_when else ""

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        kwargs.update(frozen_when=self.frozen_when, free=self.free)
        return path, args, kwargs


_DEMAND = """
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {demand} THEN RETURN NEW; END IF;
    RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}',
        TABLE = TG_TABLE_NAME;
END $$;
CREATE TRIGGER {trigger} BEFORE UPDATE ON {table}
    FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {function}()
"""


class Demanded(Invariant):
    """A change of a row is refused unless ``demand`` holds: SQL that may look at other tables.

    ``when`` is SQL on OLD and NEW, ``demand`` on NEW. It is asked with the rights of whoever
    changes the row, so under the row security of their town.
    """

    def __init__(self, *, name: str, when: str, demand: str, message: str) -> None:
        super().__init__(name=name)
        self.when, self.demand, self.message = when, demand, message

    def added(self, model: type[Model], quote: Quote) -> str:
        return _DEMAND.format(
            function=quote(self.name),
            trigger=quote(self.name),
            table=quote.table(model),
            name=self.name,
            message=self.message.replace("'", "''"),
            when=self.when,
            demand=self.demand.strip(),
        )

    def removed(self, model: type[Model], quote: Quote) -> str:
        name = quote(self.name)
        return f"DROP TRIGGER {name} ON {quote.table(model)}; DROP FUNCTION {name}()"

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        kwargs.update(when=self.when, demand=self.demand, message=self.message)
        return path, args, kwargs
