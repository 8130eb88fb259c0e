# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a condition of Publik tests: never its text, only of what kind it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
        |(?P<number>-?\d+(?:\.\d+)?)
        |(?P<compare>==|!=|<=|>=|<|>)
        |(?P<filter>\|\s*[A-Za-z_]\w*)
        |(?P<colon>:)
        |(?P<word>[A-Za-z_][\w.]*)
    )""",
    re.VERBOSE,
)
_LONGEST = 5_000  # characters

WORKING_DAYS = {
    "add_working_days",
    "adjust_to_working_day",
    "age_in_working_days",
    "is_working_day",
    "is_working_day_with_saturday",
}
DATES = {
    "add_days",
    "add_hours",
    "add_minutes",
    "age_in_days",
    "age_in_hours",
    "age_in_months",
    "age_in_years",
    "date",
    "datetime",
    "is_future",
    "is_past",
    "is_today",
    "time",
}
COUNTS = {"count", "length"}


@dataclass(frozen=True)
class Names:
    """The variables that a workflow makes by itself, so that its conditions can be told apart."""

    backoffice: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Operand:
    """A word of the expression (``text``, ``number`` or ``word``) and the filters behind it."""

    kind: str
    text: str
    filters: tuple[str, ...] = ()


@dataclass
class Tested:
    """What one condition is made of; lists, because a thing may be tested twice."""

    tests: list[str] = field(default_factory=list)
    connectives: list[str] = field(default_factory=list)
    filters: list[str] = field(default_factory=list)


def take_apart(language: str, expression: str, names: Names) -> Tested:
    """Take a condition apart. What cannot be read is one test named so."""
    if language != "django":
        return Tested(["Python expression" if language == "python" else "other language"])
    words = _words(expression)
    if words is None:
        return Tested(["unreadable"])
    found = Tested()
    for operand in words:
        if isinstance(operand, Operand):
            found.filters += operand.filters
        elif operand in ("and", "or", "not"):
            found.connectives.append(operand)
    found.tests = [_test(atom, names) for atom in _atoms(words)]
    return found


def _words(expression: str) -> list[Operand | str] | None:
    words: list[Operand | str] = []
    place, end = 0, len(expression.rstrip())
    argument = False
    while place < end:
        token = _TOKEN.match(expression, place) if end <= _LONGEST else None
        if token is None:
            return None
        place = token.end()
        kind, text = str(token.lastgroup), token[0].strip()
        last = words[-1] if words else None
        if kind == "colon":
            argument = True
        elif kind == "filter":
            if not isinstance(last, Operand):
                return None
            words[-1] = Operand(last.kind, last.text, (*last.filters, text[1:].strip()))
        elif argument:
            argument = False
        elif kind == "compare" or (kind == "word" and text in ("and", "or", "not", "in", "is")):
            words.append(text)
        else:
            words.append(Operand(kind, text))
    return words or None


def _atoms(words: list[Operand | str]) -> Iterator[list[Operand | str]]:
    atom: list[Operand | str] = []
    for word in words:
        if word in ("and", "or"):
            yield atom
            atom = []
        elif word != "not":
            atom.append(word)
    yield atom


def _test(atom: list[Operand | str], names: Names) -> str:
    match atom:
        case [Operand() as left]:
            return _alone(left, names)
        case [Operand() as left, str() as sign, Operand() as right]:
            sides = [left, right]
        case _:
            return "unreadable"
    subjects = [_subject(side, names) for side in sides]
    subject = next((each for each in subjects if each not in ("", "today")), "nothing")
    return f"{subject}: {_comparison(sides, sign, subjects)}"


def _alone(operand: Operand, names: Names) -> str:
    subject = _subject(operand, names)
    if not subject:
        return "always, or never"
    return f"{subject}: {_by_filters([operand]) or 'is filled or true'}"


def _comparison(sides: list[Operand], sign: str, subjects: list[str]) -> str:
    left, right = sides
    by_filters = _by_filters(sides)
    if "today" in subjects and not by_filters:
        by_filters = "compares dates"
    if by_filters and sign != "in":
        return by_filters
    if sign == "in":
        if left.kind == "word" and right.kind == "word":
            return "one value among others"
        return "one of a list" if left.kind == "word" else "contains a text"
    if "None" in (left.text, right.text):
        return "is filled or true"
    if {"True", "False"} & {left.text, right.text}:
        return "is true or false"
    if all(subjects):
        return "against another variable"
    if sign in ("==", "!="):
        literal = right if right.kind != "word" else left
        return "equals a number" if literal.kind == "number" else "equals a text"
    return "compares numbers"


def _by_filters(sides: list[Operand]) -> str:
    used = {name for side in sides for name in side.filters}
    if used & WORKING_DAYS:
        return "compares working days"
    if used & DATES:
        return "compares dates"
    if used & COUNTS:
        return "counts"
    return ""


_SUBJECTS = (
    ("workflow option", r"form_option_"),
    ("step before", r"form_previous_status"),
    ("current step", r"form_status"),
    ("action's form", r"form_workflow_form_"),
    ("web service's answer", r"form_workflow_wscall_|\w+_(response|app_error_code|status_code)"),
    ("workflow data", r"form_workflow_data_"),
    ("person or role", r"(form_)?(user|submitter|session_user|role|concerned)"),
    ("channel", r"form_submission_"),
    ("date of the request", r"form_(receipt|last_update|status_changed)"),
    ("which service", r"form_(slug|name|category|class)"),
    ("other records", r"(cards|forms|form_objects|form_links|form_parent)\b"),
    ("last comment", r"form_comment"),
    ("files of the request", r"form_attachments"),
    ("item of a loop", r"status_loop|forloop"),
    ("today", r"(today|now)$"),
    ("action's form", r"\w+?_var_"),
)


def _subject(operand: Operand, names: Names) -> str:
    """Name what a variable speaks of; empty for a constant."""
    if operand.kind != "word" or operand.text in ("True", "False", "None"):
        return ""
    return subject_of(operand.text, names)


def subject_of(variable: str, names: Names) -> str:
    """Name what a variable speaks of: a field of the form, an option, the step before."""
    text = variable.replace(".", "_")
    for prefix in ("form_var_", "form_field_"):
        if text.startswith(prefix):
            own = _begins(text.removeprefix(prefix), names.backoffice)
            return "back-office field" if own else "form field"
    plain = text.removeprefix("form_workflow_data_")
    if _begins(plain, names.calls):
        return "web service's answer"
    if _begins(plain, names.forms):
        return "action's form"
    return next((name for name, form in _SUBJECTS if re.match(form, text)), "site variable")


def prefixes(text: str) -> Iterator[str]:
    """Yield the beginnings of a variable that end before an underscore: ``a``, ``a_b`` of a_b_c."""
    return (text[:place] for place, each in enumerate(text) if each == "_")


def _begins(text: str, names: frozenset[str]) -> bool:
    return text in names or any(name in names for name in prefixes(text))
