# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What conditions may speak of: declared facts, each with a type and the operators it knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workflows.fields.kinds import Choice
from workflows.rules.conditions import Op
from workflows.rules.folding import fold
from workflows.text import LocalisedText

# One to four codes with points between them: "outcome", "values.amount".
FACT_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39}){0,3}")


class FactType(StrEnum):
    """What the value of a fact is; None, or no value at all, is a fact that is not known.

    ===========  ==========================================================================
    type         value in ``holds``
    ===========  ==========================================================================
    choice       the code of one of the options, text
    choices      codes of options: a set, a list or a tuple of texts
    text         text
    words        a text whose words are looked for; or single words: a set, a list or a tuple
    whole        int
    decimal      Decimal, int or float, finite
    percentage   Decimal, int or float, from 0 to 100
    boolean      bool
    date         date (a datetime has no day before its zone is known: it counts as not known)
    ===========  ==========================================================================
    """

    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    WORDS = "words"
    WHOLE = "whole"
    DECIMAL = "decimal"
    PERCENTAGE = "percentage"
    BOOLEAN = "boolean"
    DATE = "date"


NUMBER_TYPES = frozenset({FactType.WHOLE, FactType.DECIMAL, FactType.PERCENTAGE})
OPTION_TYPES = frozenset({FactType.CHOICE, FactType.CHOICES})

_EVERY_TYPE = (Op.IS_FILLED, Op.IS_EMPTY)
_ONE = (Op.IS, Op.IS_NOT, Op.ONE_OF, Op.NONE_OF)
_SEVERAL = (Op.CONTAINS_ANY, Op.CONTAINS_NONE)
_NUMBER = (Op.AT_LEAST, Op.MORE_THAN, Op.AT_MOST, Op.LESS_THAN, Op.EQUALS, Op.DIFFERS)

# In the order in which a list proposes them.
OPERATORS: Mapping[FactType, tuple[Op, ...]] = {
    FactType.CHOICE: (*_ONE, *_EVERY_TYPE),
    FactType.CHOICES: (*_SEVERAL, *_EVERY_TYPE),
    FactType.TEXT: (*_ONE, *_SEVERAL, *_EVERY_TYPE),
    FactType.WORDS: (*_SEVERAL, *_EVERY_TYPE),
    FactType.WHOLE: (*_NUMBER, *_EVERY_TYPE),
    FactType.DECIMAL: (*_NUMBER, *_EVERY_TYPE),
    FactType.PERCENTAGE: (*_NUMBER, *_EVERY_TYPE),
    FactType.BOOLEAN: (Op.IS_TRUE, Op.IS_FALSE, *_EVERY_TYPE),
    FactType.DATE: (Op.BEFORE, Op.ON_OR_AFTER, *_EVERY_TYPE),
}


@dataclass(frozen=True)
class Fact:
    """One thing that is known of a case, or not.

    ``label`` begins a sentence: a singular noun with its article, in small letters ("the amount",
    « le montant »). With ``asked`` it is the question of a form instead, and is quoted. ``options``
    are those of a choice; ``unit`` follows numbers ("€").

    Raises ``ValueError`` when it contradicts itself.
    """

    name: str
    type: FactType
    label: LocalisedText
    options: tuple[Choice, ...] = ()
    unit: LocalisedText = LocalisedText()  # noqa: RUF009 - immutable
    asked: bool = False

    def __post_init__(self) -> None:
        if not FACT_NAME.fullmatch(self.name):
            raise ValueError(f"“{self.name}” is not the name of a fact.")
        if (self.type in OPTION_TYPES) != bool(self.options):
            raise ValueError(f"“{self.name}”: a choice has options, nothing else has any.")
        if len({fold(option.code) for option in self.options}) != len(self.options):
            raise ValueError(f"“{self.name}” has two options whose codes read the same.")

    @property
    def operators(self) -> tuple[Op, ...]:
        """The operators that can be asked of it, in the order in which a list proposes them."""
        return OPERATORS[self.type]

    def option(self, code: str) -> Choice | None:
        """Return the option of that code, if there is one."""
        return next((option for option in self.options if option.code == code), None)


class Vocabulary:
    """The facts that a condition may speak of; immutable.

    Raises ``ValueError`` when two facts have one name.
    """

    __slots__ = ("_facts",)

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._facts: dict[str, Fact] = {}
        for fact in facts:
            if fact.name in self._facts:
                raise ValueError(f"Two facts are named “{fact.name}”.")
            self._facts[fact.name] = fact

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts.values())

    def __len__(self) -> int:
        return len(self._facts)

    def __contains__(self, name: object) -> bool:
        return name in self._facts

    def __or__(self, other: Vocabulary) -> Vocabulary:
        """Return one vocabulary of both, as of a house and of one service's form."""
        return Vocabulary((*self, *other))

    def fact(self, name: str) -> Fact | None:
        """Return the fact of that name, if it is declared."""
        return self._facts.get(name)
