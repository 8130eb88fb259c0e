# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A scenario: what is given, what happens in order, what must be so in between.

.. code-block:: json

    {"code": "repaired", "label": "A lamp is repaired",
     "given": {"channel": "phone", "values": {"what": "lamp"}},
     "play": [{"press": "take", "as": ["agent"]}, {"wait": {"working_days": 3}},
              {"answer": "sent", "outcome": "done"}, {"expect": {"step": "answered"}}]}
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from workflows.effects import MOST_ITEMS
from workflows.findings import gettext_noop
from workflows.outcomes import AnswerEvent, Outcome
from workflows.reading import LABEL_LENGTH, Reader, below
from workflows.text import LocalisedText
from workflows.timers import MOST_AMOUNT, Unit

MOST_SCENARIOS = 100
MOST_MOVES = 200
_LONGEST_VALUE = 10_000
# Calendars know no others, and time must be able to pass in a story.
_YEARS = range(2000, 2101)
#: How long the citizen's word opens an ended request again, where nothing else is said; at most.
CONTEST_DAYS = 60
MOST_CONTEST_DAYS = 32_767


class Silence(StrEnum):
    """What it means that the legal time ends without an answer."""

    REJECTION = "rejection"
    ACCEPTANCE = "acceptance"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Given:
    """How the request begins: what its form says, where it came from, what its service chose.

    ``begins`` is the day of it, at nine in the morning; None: that of all stories without one.
    """

    channel: str = "portal"
    values: tuple[tuple[str, Any], ...] = ()
    options: tuple[tuple[str, Any], ...] = ()
    due: date | None = None
    legal: date | None = None
    # What the end of the legal time means; None: what the house says of this workflow.
    silence: Silence | None = None
    place: str = ""
    contest_days: int = CONTEST_DAYS
    begins: date | None = None


@dataclass(frozen=True)
class Press:
    """Somebody who holds one of ``functions`` presses a button; ``refused``: they may not."""

    transition: str
    functions: tuple[str, ...]
    values: tuple[tuple[str, Any], ...] = ()
    outcome: str = ""
    refused: bool = False


@dataclass(frozen=True)
class Write:
    """The citizen writes."""


@dataclass(frozen=True)
class SendItems:
    """The citizen sends what they were asked for: those items, or (none named) all of them."""

    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answering:
    """Something happens to the answer; what is sent may say how the request ends."""

    event: AnswerEvent
    outcome: str = ""


@dataclass(frozen=True)
class Contributed:
    """The teams that hold these functions give the contributions that they were asked for."""

    functions: tuple[str, ...]


@dataclass(frozen=True)
class Wait:
    """Time passes: so much of it, or (``amount`` None) until the next timer comes."""

    amount: int | None
    unit: Unit = Unit.HOURS


class AnswerIs(StrEnum):
    """What may be expected of the answer: that its draft was begun, or came back."""

    DRAFTING = "drafting"


@dataclass(frozen=True)
class Expect:
    """What must be so now; None: whatever it is."""

    step: str | None = None
    outcome: str | None = None
    told: int | None = None
    assigned: bool | None = None
    answer: AnswerIs | None = None


Move = Press | Write | SendItems | Answering | Contributed | Wait | Expect


@dataclass(frozen=True)
class Scenario:
    """A story that a workflow must go through as it is told."""

    code: str
    label: LocalisedText
    given: Given = field(default_factory=Given)
    play: tuple[Move, ...] = ()


def read_scenario(reader: Reader, data: object, place: str) -> Scenario:
    """Read a scenario; what is wrong is told at its place."""
    record = reader.record(data, place, required=("code", "label", "play"), optional=("given",))
    where = below(place, "play")
    moves = [
        _move(reader, item, at)
        for item, at in reader.items(record.get("play", []), where, most=MOST_MOVES)
    ]
    return Scenario(
        code=reader.code(record["code"], below(place, "code")) if "code" in record else "",
        label=reader.text(record["label"], below(place, "label"), longest=LABEL_LENGTH)
        if "label" in record
        else LocalisedText(),
        given=_given(reader, record.get("given", {}), below(place, "given")),
        play=tuple(move for move in moves if move is not None),
    )


def scenario_to_data(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as JSON, the inverse of reading."""
    data = {"code": scenario.code, "label": scenario.label.to_data()}
    given = _given_data(scenario.given)
    return data | ({"given": given} if given else {}) | {"play": [_data(m) for m in scenario.play]}


def _given(reader: Reader, data: object, place: str) -> Given:
    keys = ("channel", "values", "options", "due", "legal", "silence", "place", "contest_days")
    record = reader.record(data, place, required=(), optional=(*keys, "begins"))
    channel = record.get("channel", "portal")
    contest, where = record.get("contest_days", CONTEST_DAYS), below(place, "contest_days")
    return Given(
        channel=reader.code(channel, below(place, "channel")),
        values=_values(reader, record, "values", place),
        options=_values(reader, record, "options", place),
        due=reader.day(record["due"], below(place, "due")) if "due" in record else None,
        legal=reader.day(record["legal"], below(place, "legal")) if "legal" in record else None,
        silence=reader.member(
            record["silence"], below(place, "silence"), Silence, Silence.REJECTION
        )
        if "silence" in record
        else None,
        place=reader.string(record["place"], below(place, "place")) if "place" in record else "",
        contest_days=reader.whole(contest, where, least=0, most=MOST_CONTEST_DAYS),
        begins=_begins(reader, record["begins"], place) if "begins" in record else None,
    )


def _begins(reader: Reader, data: object, place: str) -> date:
    where, refused = below(place, "begins"), len(reader.findings)
    day = reader.day(data, where)
    if len(reader.findings) == refused and day.year not in _YEARS:
        message = gettext_noop("Let the story begin between %(first)s and %(last)s.")
        reader.refuse("absurd_day", message, where, first=str(_YEARS[0]), last=str(_YEARS[-1]))
    return day


def _values(
    reader: Reader, record: dict[str, object], key: str, place: str
) -> tuple[tuple[str, Any], ...]:
    """Read answers by the codes of their questions; whether they fit is found when played."""
    if key not in record:
        return ()
    where, found = below(place, key), record[key]
    if not isinstance(found, dict):
        reader.refuse("not_an_object", gettext_noop("Write an object here: { … }."), where)
        return ()
    kept = []
    for code, value in found.items():
        if _is_plain(value):
            kept.append((reader.code(code, below(where, code)), _frozen(value)))
        else:
            message = gettext_noop("Write a text, true, false or a list of texts here.")
            reader.refuse("not_a_value", message, below(where, code))
    return tuple(kept)


def _is_plain(value: object) -> bool:
    if isinstance(value, list):
        return len(value) <= MOST_MOVES and all(isinstance(item, str) for item in value)
    return isinstance(value, bool) or (isinstance(value, str) and len(value) <= _LONGEST_VALUE)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _move(reader: Reader, data: object, place: str) -> Move | None:
    kinds = [key for key in _READERS if isinstance(data, dict) and key in data]
    if len(kinds) != 1 or not isinstance(data, dict):
        message = gettext_noop("Say one thing that happens: %(values)s.")
        reader.refuse("unknown_move", message, place, values=", ".join(_READERS))
        return None
    return _READERS[kinds[0]](reader, data, place)


def _press(reader: Reader, data: dict[str, object], place: str) -> Move:
    optional = ("values", "outcome", "refused")
    record = reader.record(data, place, required=("press", "as"), optional=optional)
    return Press(
        transition=reader.code(record["press"], below(place, "press")),
        functions=reader.codes(record.get("as", []), below(place, "as"), most=20),
        values=_values(reader, record, "values", place),
        outcome=_outcome(reader, record, place),
        refused=reader.flag(record.get("refused", False), below(place, "refused")),
    )


def _write(reader: Reader, data: dict[str, object], place: str) -> Move:
    record = reader.record(data, place, required=("citizen",))
    if record["citizen"] != "writes":
        message = gettext_noop("Choose one of: %(values)s.")
        reader.refuse("unknown_value", message, below(place, "citizen"), values="writes")
    return Write()


def _send_items(reader: Reader, data: dict[str, object], place: str) -> Move:
    record = reader.record(data, place, required=("items",), optional=("which",))
    if record["items"] != "sent":
        message = gettext_noop("Choose one of: %(values)s.")
        reader.refuse("unknown_value", message, below(place, "items"), values="sent")
    where = below(place, "which")
    return SendItems(
        reader.codes(record["which"], where, most=MOST_ITEMS, least=1) if "which" in record else ()
    )


def _answering(reader: Reader, data: dict[str, object], place: str) -> Move:
    record = reader.record(data, place, required=("answer",), optional=("outcome",))
    where = below(place, "answer")
    event = reader.member(record["answer"], where, AnswerEvent, AnswerEvent.SENT)
    return Answering(event, _outcome(reader, record, place))


def _outcome(reader: Reader, record: dict[str, object], place: str) -> str:
    if "outcome" not in record:
        return ""
    return reader.member(record["outcome"], below(place, "outcome"), Outcome, Outcome.DONE).value


def _contributed(reader: Reader, data: dict[str, object], place: str) -> Move:
    record = reader.record(data, place, required=("contribution", "as"))
    if record["contribution"] != "given":
        message = gettext_noop("Choose one of: %(values)s.")
        where = below(place, "contribution")
        reader.refuse("unknown_value", message, where, values="given")
    where = below(place, "as")
    return Contributed(
        reader.codes(record["as"], where, most=20, least=1) if "as" in record else ()
    )


def _wait(reader: Reader, data: dict[str, object], place: str) -> Move:
    record = reader.record(data, place, required=("wait",))
    where = below(place, "wait")
    if record["wait"] == "timer":
        return Wait(None)
    length = reader.record(
        record["wait"], where, required=(), optional=tuple(unit.value for unit in Unit)
    )
    given = [unit for unit in Unit if unit.value in length]
    if len(given) != 1:
        message = gettext_noop("Say how long, once: %(units)s.")
        reader.refuse("no_length", message, where, units=", ".join(Unit))
        return Wait(1)
    unit = given[0]
    amount = reader.whole(length[unit], below(where, unit), least=1, most=MOST_AMOUNT)
    return Wait(amount, unit)


def _expect(reader: Reader, data: dict[str, object], place: str) -> Move:
    outer = reader.record(data, place, required=("expect",))
    where = below(place, "expect")
    keys = ("step", "outcome", "told", "assigned", "answer")
    record = reader.record(outer["expect"], where, required=(), optional=keys)
    return Expect(
        step=reader.code(record["step"], below(where, "step")) if "step" in record else None,
        outcome=_outcome(reader, record, where) if "outcome" in record else None,
        told=reader.whole(record["told"], below(where, "told"), least=0, most=1000)
        if "told" in record
        else None,
        assigned=reader.flag(record["assigned"], below(where, "assigned"))
        if "assigned" in record
        else None,
        answer=reader.member(record["answer"], below(where, "answer"), AnswerIs, AnswerIs.DRAFTING)
        if "answer" in record
        else None,
    )


_READERS = {
    "press": _press,
    "citizen": _write,
    "items": _send_items,
    "answer": _answering,
    "contribution": _contributed,
    "wait": _wait,
    "expect": _expect,
}


def _given_data(given: Given) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if given.channel != "portal":
        data["channel"] = given.channel
    for key, values in (("values", given.values), ("options", given.options)):
        if values:
            data[key] = _values_data(values)
    for key, day in (("due", given.due), ("legal", given.legal), ("begins", given.begins)):
        if day is not None:
            data[key] = day.isoformat()
    if given.contest_days != CONTEST_DAYS:
        data["contest_days"] = given.contest_days
    if given.silence is not None:
        data["silence"] = given.silence.value
    return data | ({"place": given.place} if given.place else {})


def _values_data(values: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    return {code: list(value) if isinstance(value, tuple) else value for code, value in values}


def _data(move: Move) -> dict[str, Any]:
    match move:
        case Press(transition, functions, values, outcome, refused):
            data: dict[str, Any] = {"press": transition, "as": list(functions)}
            if values:
                data["values"] = _values_data(values)
            if outcome:
                data["outcome"] = outcome
            return data | ({"refused": True} if refused else {})
        case Write():
            return {"citizen": "writes"}
        case SendItems(items):
            return {"items": "sent"} | ({"which": list(items)} if items else {})
        case Answering(event, outcome):
            return {"answer": event.value} | ({"outcome": outcome} if outcome else {})
        case Contributed(functions):
            return {"contribution": "given", "as": list(functions)}
        case Wait(None):
            return {"wait": "timer"}
        case Wait(amount, unit):
            return {"wait": {unit.value: amount}}
        case Expect():
            found = {
                "step": move.step,
                "outcome": move.outcome,
                "told": move.told,
                "assigned": move.assigned,
                "answer": move.answer and move.answer.value,
            }
            return {"expect": {key: value for key, value in found.items() if value is not None}}
