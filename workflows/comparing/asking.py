# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What changes in the questions of a button, and in the time of a timer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from workflows.comparing.changes import Change, Found, named_all, text_of, written
from workflows.comparing.matching import paired
from workflows.comparing.things import Both
from workflows.findings import gettext_noop
from workflows.options import Option
from workflows.saying import Said, Term
from workflows.text import LocalisedText, Wording
from workflows.timers import Anchor, Unit

_UNITS = {
    Unit.HOURS: gettext_noop("hours"),
    Unit.WORKING_HOURS: gettext_noop("working hours"),
    Unit.DAYS: gettext_noop("days"),
    Unit.WORKING_DAYS: gettext_noop("working days"),
}
_ONE = {
    Unit.HOURS: gettext_noop("hour"),
    Unit.WORKING_HOURS: gettext_noop("working hour"),
    Unit.DAYS: gettext_noop("day"),
    Unit.WORKING_DAYS: gettext_noop("working day"),
}
_CHOSEN = {
    Unit.HOURS: gettext_noop("the number of hours that the service sets (%(option)s)"),
    Unit.WORKING_HOURS: gettext_noop(
        "the number of working hours that the service sets (%(option)s)"
    ),
    Unit.DAYS: gettext_noop("the number of days that the service sets (%(option)s)"),
    Unit.WORKING_DAYS: gettext_noop(
        "the number of working days that the service sets (%(option)s)"
    ),
}
_ANCHORS = {
    Anchor.ARRIVAL: gettext_noop("the arrival at the step"),
    Anchor.SUBMISSION: gettext_noop("the submission"),
    Anchor.CITIZEN_WORD: gettext_noop("the requester’s last word"),
    Anchor.DUE_DATE: gettext_noop("the due date"),
    Anchor.LEGAL_DATE: gettext_noop("the legal date"),
}


def delay(both: Both, found: Found) -> Iterator[Change]:
    """Say when a timer comes now."""
    params = {
        name: delay_words(side["after"], definition.options)
        for name, side, definition in (
            ("before", both.old, found.before.definition),
            ("after", both.new, found.after.definition),
        )
        if "after" in side
    }
    if "before" not in params:
        message = gettext_noop("“%(name)s” now comes by itself: %(after)s.")
    elif "after" not in params:
        message = gettext_noop("“%(name)s” no longer comes by itself; it came %(before)s.")
    else:
        message = gettext_noop("“%(name)s” now comes %(after)s; it came %(before)s.")
    yield both.change("delay_changed", message, "after", **params)


def delay_words(data: Mapping[str, Any], options: Iterable[Option]) -> Said:
    """Return in words when a timer comes: “5 working days after the submission”.

    ``options`` are those of its workflow: a length that each service chooses is named by its label.
    """
    unit = next(unit for unit in Unit if unit.value in data)
    amount = data[unit.value]
    params: dict[str, str] = {"since": Term(_ANCHORS[Anchor(data["since"])])}
    if isinstance(amount, dict):
        code = str(amount["option"])
        label = next((one.field.label for one in options if one.code == code), code)
        params["length"] = Said(_CHOSEN[unit], {"option": Wording(LocalisedText(label))})
        if data.get("before"):
            return Said(gettext_noop("%(length)s before %(since)s"), params)
        return Said(gettext_noop("%(length)s after %(since)s"), params)
    params |= {"amount": str(amount), "unit": Term((_ONE if amount == 1 else _UNITS)[unit])}
    if data.get("before"):
        return Said(gettext_noop("%(amount)s %(unit)s before %(since)s"), params)
    return Said(gettext_noop("%(amount)s %(unit)s after %(since)s"), params)


def form(both: Both, found: Found) -> Iterator[Change]:
    """Say which questions a button asks now, each at its own place."""
    if "form" not in both.old:
        message = gettext_noop("“%(name)s” now asks: %(questions)s.")
        yield both.change("form_added", message, "form", questions=_questions(both.new))
    elif "form" not in both.new:
        message = gettext_noop("“%(name)s” no longer asks: %(questions)s.")
        yield both.change("form_removed", message, "form", questions=_questions(both.old))
    else:
        yield from _fields(both, both.old["form"]["fields"], both.new["form"]["fields"])
        yield from _rest(both, both.old["form"], both.new["form"])


def _questions(side: Mapping[str, Any]) -> Wording:
    fields = side["form"]["fields"]
    return named_all(LocalisedText(field.get("label") or field["code"]) for field in fields)


def _fields(both: Both, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    pairs = paired(before, after, lambda field: str(field["code"]))
    for old, new in pairs:
        shown = after[new] if new is not None else before[old or 0]
        params = {"question": text_of(shown.get("label"), str(shown["code"]))}
        if old is None:
            message = gettext_noop("“%(name)s” asks one question more: “%(question)s”.")
        elif new is None:
            message = gettext_noop("“%(name)s” asks one question less: “%(question)s”.")
        elif written(before[old]) != written(after[new]):
            message = gettext_noop("“%(name)s” asks a question otherwise: “%(question)s”.")
        else:
            continue
        yield both.part("question_changed", message, "form/fields", old, new, params)
    order = [old for old, new in pairs if old is not None and new is not None]
    if order != sorted(order):
        message = gettext_noop("“%(name)s” asks its questions in another order.")
        yield both.change("questions_moved", message, "form")


def _rest(both: Both, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """Say of every other part of the form that it changed."""
    if {**before, "fields": 0} == {**after, "fields": 0}:
        return
    if before.get("kept", True) == after.get("kept", True):
        message = gettext_noop("What “%(name)s” asks changes.")
    elif after.get("kept", True):
        message = gettext_noop("The history now keeps what “%(name)s” asks.")
    else:
        message = gettext_noop("The history no longer keeps what “%(name)s” asks.")
    yield both.change("form_changed", message, "form")
