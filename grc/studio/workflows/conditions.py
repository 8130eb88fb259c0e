# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Conditions as lists: groups of tests, and a test as a fact, an operator and values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from grc.studio.workflows.keys import Data
from workflows.rules import OPERATORS, Fact, FactType, Op
from workflows.rules.conditions import KIND_OF_VALUE, MOST_DEPTH, ValueKind
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workflows.rules import Vocabulary

OPERATOR_WORDS: Final = {
    Op.ONE_OF: gettext_lazy("is"),
    Op.NONE_OF: gettext_lazy("is not"),
    Op.CONTAINS_ANY: gettext_lazy("contains"),
    Op.CONTAINS_NONE: gettext_lazy("does not contain"),
    Op.EQUALS: gettext_lazy("is exactly"),
    Op.DIFFERS: gettext_lazy("is not exactly"),
    Op.AT_LEAST: gettext_lazy("is at least"),
    Op.LESS_THAN: gettext_lazy("is less than"),
    Op.AT_MOST: gettext_lazy("is at most"),
    Op.MORE_THAN: gettext_lazy("is more than"),
    Op.BEFORE: gettext_lazy("is before"),
    Op.ON_OR_AFTER: gettext_lazy("is on or after"),
    Op.IS_TRUE: pgettext_lazy("operator", "is yes"),
    Op.IS_FALSE: pgettext_lazy("operator", "is no"),
    Op.IS_FILLED: gettext_lazy("is known"),
    Op.IS_EMPTY: gettext_lazy("is not known"),
}
# One value or several are asked in one way: a list of one is written as one.
_SINGULAR: Final = {Op.ONE_OF: Op.IS, Op.NONE_OF: Op.IS_NOT}
_PLURAL: Final = {one: several for several, one in _SINGULAR.items()}
_NUMBERS: Final = {FactType.WHOLE, FactType.DECIMAL, FactType.PERCENTAGE}
_OPTIONS: Final = {FactType.CHOICE, FactType.CHOICES}
# Before the code of a shared condition, where a fact could be named.
SHARED: Final = "part:"
# Deeper inside each other, groups cannot be read.
DEEPEST: Final = MOST_DEPTH - 1


@dataclass(frozen=True)
class Part:
    """A part of a condition on the page: a test, or a group (``how``: all, any, not)."""

    at: str
    sentence: str
    how: str = ""
    parts: list[Part] = field(default_factory=list)
    fact: str = ""
    may_hold_more: bool = False


def parts_of(
    condition: Data, say: Callable[[Data], str], at: str = "/when", depth: int = 1
) -> Part:
    """Return a condition as a tree of parts, each with its place and its words."""
    how = next((key for key in ("all", "any", "not") if key in condition), "")
    inside: Any = condition.get(how, []) if how else []
    if how == "not":
        children = [(inside, f"{at}/not")]
    else:
        children = [(one, f"{at}/{how}/{index}") for index, one in enumerate(inside)]
    return Part(
        at=at,
        sentence=say(condition),
        how=how,
        parts=[parts_of(one, say, place, depth + 1) for one, place in children],
        fact=condition.get("fact", ""),
        may_hold_more=how in ("all", "any") and depth < DEEPEST,
    )


def fact_label(fact: Fact) -> str:
    """Return how a list names a fact."""
    label = resolve(fact.label, get_language() or "fr")
    return _("the field “%(label)s”") % {"label": label} if fact.asked else label


class FactForm(forms.Form):
    """Which fact a test is about."""

    fact = forms.ChoiceField(label=gettext_lazy("What is looked at"))

    def __init__(
        self,
        *args: Any,
        vocabulary: Vocabulary,
        shared: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["fact"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        named = [
            (SHARED + code, _("what is shared as “%(name)s”") % {"name": label})
            for code, label in shared
        ]
        field.choices = [*((fact.name, fact_label(fact)) for fact in vocabulary), *named]


class SharedForm(forms.Form):
    """The use of a shared condition: there is nothing to type."""

    based_on = forms.CharField(widget=forms.HiddenInput, max_length=40)


class TestForm(forms.Form):
    """An operator and its values, for one fact."""

    __test__ = False  # not one of pytest's

    based_on = forms.CharField(widget=forms.HiddenInput, max_length=40)
    op = forms.ChoiceField(label=gettext_lazy("How"))

    def __init__(self, *args: Any, fact: Fact, test: Data | None = None, **kwargs: Any) -> None:
        self.fact = fact
        kwargs["initial"] = _initial(fact, test or {}) | kwargs.pop("initial", {})
        super().__init__(*args, **kwargs)
        field = self.fields["op"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(op.value, OPERATOR_WORDS[op]) for op in _offered(fact)]
        if (value := _value_field(fact)) is not None:
            self.fields["value"] = value

    def clean(self) -> Data:
        cleaned = super().clean() or self.cleaned_data
        kind = self._kind(cleaned)
        is_read = kind is not ValueKind.NOTHING and "value" not in self.errors
        if is_read and cleaned.get("value") in (None, "", []):
            self.add_error("value", _("Say with what it is compared."))
        return cleaned

    @property
    def content(self) -> Data:
        """The test as data; for a form that was found valid."""
        op, kind = Op(self.cleaned_data["op"]), self._kind(self.cleaned_data)
        if kind is ValueKind.NOTHING:
            return {"fact": self.fact.name, "op": op.value}
        value: Any = self.cleaned_data["value"]
        if kind is ValueKind.STRINGS and op in _SINGULAR and len(value) == 1:
            op, value = _SINGULAR[op], value[0]
        elif kind is ValueKind.NUMBER:
            value = int(value) if value == int(value) else format(value.normalize(), "f")
        elif kind is ValueKind.DAY:
            value = value.isoformat()
        return {"fact": self.fact.name, "op": op.value, "value": value}

    def _kind(self, cleaned: Mapping[str, Any]) -> ValueKind:
        op = cleaned.get("op")
        return KIND_OF_VALUE[Op(op)] if op else ValueKind.NOTHING


class LinesField(forms.CharField):
    """Some words, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def clean(self, value: Any) -> Any:
        words = [line.strip() for line in (super().clean(value) or "").splitlines()]
        return list(dict.fromkeys(filter(None, words)))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


def _offered(fact: Fact) -> list[Op]:
    ops = (_PLURAL.get(op, op) for op in OPERATORS[fact.type])
    return list(dict.fromkeys(ops))


def _value_field(fact: Fact) -> forms.Field | None:
    language = get_language() or "fr"
    shared: dict[str, Any] = {"label": gettext_lazy("With what"), "required": False}
    if fact.type in _OPTIONS:
        options = [(one.code, resolve(one.label, language)) for one in fact.options]
        return forms.MultipleChoiceField(
            choices=options, widget=forms.CheckboxSelectMultiple, **shared
        )
    if fact.type in _NUMBERS:
        unit = resolve(fact.unit, language)
        places = 0 if fact.type is FactType.WHOLE else 6
        return forms.DecimalField(
            max_digits=15 + places, decimal_places=places, help_text=unit, localize=True, **shared
        )
    if fact.type is FactType.DATE:
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=day, **shared)
    if fact.type is FactType.BOOLEAN:
        return None
    return LinesField(help_text=_("Several: one a line. One of them is enough."), **shared)


def _initial(fact: Fact, test: Data) -> Data:
    if test.get("fact") != fact.name:
        return {}
    op, value = Op(test["op"]), test.get("value")
    if op in _PLURAL:
        op, value = _PLURAL[op], [value]
    return {"op": op.value, "value": value}
