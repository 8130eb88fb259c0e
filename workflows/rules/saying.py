# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A condition as a plain sentence: "the outcome is “refused” and the amount is more than 500".

The engine has no translator at hand: whoever has one gives it, as ``workflows.sentences`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflows.fields.words import words
from workflows.findings import gettext_noop
from workflows.reading import decimal_data
from workflows.rules.conditions import OPPOSITE, All, Condition, Not, Op, Test
from workflows.rules.vocabulary import Fact, FactType, Vocabulary
from workflows.text import LocalisedText, resolve

Translate = Callable[[str], str]
NO_BREAK = "\u00a0"

_PHRASES: Mapping[Op, str] = {
    Op.IS: gettext_noop("%(fact)s is %(value)s"),
    Op.IS_NOT: gettext_noop("%(fact)s is not %(value)s"),
    Op.ONE_OF: gettext_noop("%(fact)s is %(value)s"),
    Op.NONE_OF: gettext_noop("%(fact)s is not %(value)s"),
    Op.CONTAINS_ANY: gettext_noop("%(fact)s contains %(value)s"),
    Op.CONTAINS_NONE: gettext_noop("%(fact)s does not contain %(value)s"),
    Op.EQUALS: gettext_noop("%(fact)s is exactly %(value)s"),
    Op.DIFFERS: gettext_noop("%(fact)s is not exactly %(value)s"),
    Op.AT_LEAST: gettext_noop("%(fact)s is at least %(value)s"),
    Op.LESS_THAN: gettext_noop("%(fact)s is less than %(value)s"),
    Op.AT_MOST: gettext_noop("%(fact)s is at most %(value)s"),
    Op.MORE_THAN: gettext_noop("%(fact)s is more than %(value)s"),
    Op.BEFORE: gettext_noop("%(fact)s is before %(value)s"),
    Op.ON_OR_AFTER: gettext_noop("%(fact)s is on or after %(value)s"),
    Op.IS_TRUE: gettext_noop("%(fact)s is %(value)s"),
    Op.IS_FALSE: gettext_noop("%(fact)s is %(value)s"),
    Op.IS_FILLED: gettext_noop("%(fact)s is known"),
    Op.IS_EMPTY: gettext_noop("%(fact)s is not known"),
}
_OR_UNKNOWN = gettext_noop("%(test)s or is not known")
_AND = gettext_noop("%(first)s and %(last)s")
_OR = gettext_noop("%(first)s or %(last)s")
_ALWAYS = gettext_noop("in every case")
_NEVER = gettext_noop("in no case")
_QUOTED = gettext_noop("“%(text)s”")
_FIELD = gettext_noop("the field “%(label)s”")
_PERCENTAGE = gettext_noop("%(number)s%%")

# Everything that ``translate`` may be asked for.
MSGIDS = frozenset(
    {*_PHRASES.values(), _OR_UNKNOWN, _AND, _OR, _ALWAYS, _NEVER, _QUOTED, _FIELD, _PERCENTAGE}
)


def say(
    condition: Condition,
    vocabulary: Vocabulary,
    language: str,
    translate: Translate = str,
) -> str:
    """Return the condition in words, without a capital nor a final point.

    ``language`` chooses among the labels of the vocabulary and says how numbers and dates are
    written; ``translate`` puts an English msgid in that language. What the vocabulary does not
    know, as in an old condition, is named by its code. Whatever negates is said of the tests
    themselves: of ``Not(is refused)`` one reads "the outcome is not “refused” or is not known".
    """
    return _Speaker(vocabulary, language, translate).said(condition, negated=False).text


@dataclass(frozen=True)
class _Said:
    """Some words; ``joined`` by "and" or "or", they need brackets inside the other."""

    text: str
    joined: str = ""

    def inside(self, joint: str) -> str:
        return f"({self.text})" if self.joined not in ("", joint) else self.text


class _Speaker:
    def __init__(self, vocabulary: Vocabulary, language: str, translate: Translate) -> None:
        self.vocabulary, self.language, self.translate = vocabulary, language, translate
        self.words = words(language)

    def said(self, condition: Condition, *, negated: bool) -> _Said:
        if isinstance(condition, Not):
            return self.said(condition.part, negated=not negated)
        if isinstance(condition, Test):
            return self._test(condition, negated=negated)
        joint = _AND if isinstance(condition, All) is not negated else _OR
        parts = [self.said(part, negated=negated) for part in condition.parts]
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return _Said(self.translate(_ALWAYS if joint == _AND else _NEVER))
        return _Said(self._listed([part.inside(joint) for part in parts], joint), joint)

    def _test(self, test: Test, *, negated: bool) -> _Said:
        op = OPPOSITE[test.op] if negated else test.op
        fact = self.vocabulary.fact(test.fact)
        params = {"fact": self._fact(fact, test.fact), "value": self._value(fact, op, test)}
        text = self.translate(_PHRASES[op]) % params
        if not negated or op in (Op.IS_FILLED, Op.IS_EMPTY):
            return _Said(text)
        return _Said(self.translate(_OR_UNKNOWN) % {"test": text}, _OR_UNKNOWN)

    def _fact(self, fact: Fact | None, name: str) -> str:
        if fact is None:
            return self._quoted(name)
        label = resolve(fact.label, self.language)
        return self.translate(_FIELD) % {"label": label} if fact.asked else label

    def _value(self, fact: Fact | None, op: Op, test: Test) -> str:
        value = test.value
        if op is Op.IS_TRUE or op is Op.IS_FALSE:
            return self._quoted((self.words.yes if op is Op.IS_TRUE else self.words.no).lower())
        if isinstance(value, Decimal) and value.is_finite():
            return self._number(fact, value)
        if isinstance(value, date):
            return self.words.date(value)
        if isinstance(value, tuple):
            return self._listed([self._option(fact, item) for item in value], _OR)
        return self._option(fact, value) if isinstance(value, str) else ""

    def _number(self, fact: Fact | None, number: Decimal) -> str:
        # Written as 500, be it stored as 5E+2 or as 500.0.
        text = self.words.number(Decimal(decimal_data(number)))
        if fact is not None and fact.type is FactType.PERCENTAGE:
            return self.translate(_PERCENTAGE) % {"number": text}
        unit = resolve(fact.unit if fact is not None else LocalisedText(), self.language)
        return f"{text}{NO_BREAK}{unit}" if unit else text

    def _option(self, fact: Fact | None, code: str) -> str:
        option = fact.option(code) if fact is not None else None
        return self._quoted(code if option is None else resolve(option.label, self.language))

    def _quoted(self, text: str) -> str:
        return self.translate(_QUOTED) % {"text": text}

    def _listed(self, items: Sequence[str], joint: str) -> str:
        if len(items) < 2:
            return "".join(items)
        params = {"first": ", ".join(items[:-1]), "last": items[-1]}
        return self.translate(joint) % params
