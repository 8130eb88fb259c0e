# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whole pieces of a workflow, ready to use, worded as the ready-made workflow words them."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping

from workflows.definition import AnswerEvent, StepKind, Trigger, is_end
from workflows.editing.codes import free_code
from workflows.editing.edits import MOST_STAGES, AddValidation, Data, Thing
from workflows.editing.places import name_of, refuse
from workflows.findings import gettext_noop
from workflows.library import load
from workflows.parsing import parse_definition

# One for each stage of a validation; a town's circuits name them.
_VALIDATORS = (
    {"code": "validator", "label": {"fr": "valideur", "en": "validator"}},
    {"code": "second_validator", "label": {"fr": "second valideur", "en": "second validator"}},
    {"code": "third_validator", "label": {"fr": "troisième valideur", "en": "third validator"}},
)
_AGENT = {"code": "agent", "label": {"fr": "agent en charge", "en": "agent in charge"}}
# The step of each sort of waiting, the way to it, and those back, in the ready-made workflow.
_WAITINGS: Mapping[StepKind, tuple[str, str, tuple[str, ...]]] = {
    StepKind.WAITING_CITIZEN: ("waiting_citizen", "ask_citizen", ("citizen_replied", "resume")),
    StepKind.WAITING_THIRD_PARTY: ("waiting_third_party", "call_third_party", ("resume",)),
}
# What keeps the requester informed at such a step.
_NEWS: Mapping[StepKind, str] = {
    StepKind.WAITING_CITIZEN: "remind_citizen",
    StepKind.WAITING_THIRD_PARTY: "still_working",
}


def blank() -> Data:
    """Return the smallest workflow that makes sense: requests arrive, are answered or closed."""
    simple = load("simple")
    data: Data = {"format": 1, "start": "new", "functions": [copy.deepcopy(_AGENT)]}
    data["steps"] = [_named(simple["steps"], code) for code in ("new", "answered", "closed")]
    ways = [_named(simple["transitions"], code) for code in ("send", "close", "still_working")]
    ways[0]["from"] = ways[1]["from"] = ["new"]
    ways[1]["functions"] = ["agent"]
    data["transitions"] = ways
    return data


def staged(stages: int) -> Data:
    """Return the ready-made workflow whose answers so many people validate, one after another.

    Without a stage, answers leave as they are.
    """
    data = load("simple")
    if stages:
        add_validation(data, stages)
    return data


def add_validation(data: Data, stages: int = AddValidation.stages) -> None:
    """Let answers be validated; a second time it only adds the validators that are missing."""
    if not 1 <= stages <= MOST_STAGES:
        message = gettext_noop("Choose from 1 to %(most)s stages.")
        raise refuse("bad_stages", message, most=str(MOST_STAGES))
    known = {function["code"] for function in data["functions"]}
    missing = [copy.deepcopy(one) for one in _VALIDATORS[:stages] if one["code"] not in known]
    data["functions"] += missing
    there = [s for s in data["steps"] if s["kind"] == StepKind.WAITING_VALIDATION]
    if not there:
        _add_course(data)
    elif not missing:
        message = gettext_noop("Answers are already validated, at “%(step)s”: change that step.")
        raise refuse("validated_already", message, "/steps", step=name_of(there[0]))


def add_waiting(data: Data, kind: StepKind) -> None:
    """Let requests wait; what answers or ends them while they are worked does so there too."""
    if kind not in _WAITINGS:
        message = gettext_noop("Requests wait for the citizen or for a third party.")
        raise refuse("bad_waiting", message)
    report = load("report")
    step_code, into, back = _WAITINGS[kind]
    working = _working(data)
    new = _insert_step(data, _named(report["steps"], step_code))
    hands = _hands(data)
    sources = working + [code for code in [data["start"]] if code not in working]
    leaving = _steps_but(data, {new})
    way_in = _named(report["transitions"], into)
    _add_way(data, way_in, [c for c in sources if c in leaving] or leaving[:1], new, hands)
    for code in back:
        target = working[0] if working else data["start"]
        _add_way(data, _named(report["transitions"], code), [new], target, hands)
    _join_ways(data, working[0] if working else data["start"], new)
    _give_news(data, kind, new)


def _add_course(data: Data) -> None:
    """Add the step where answers are validated, the one where they wait to leave, and the ways."""
    report = load("report")
    # A draft may hold two steps of one code.
    writing = list(dict.fromkeys(s["code"] for s in data["steps"] if not is_end(s["kind"])))
    working = (_working(data) or [data["start"]])[0]
    checking = _insert_step(data, _named(report["steps"], "to_validate"))
    sending = _insert_step(data, _named(report["steps"], "to_send"))
    for code, sources, to in (
        ("submit", writing, checking),
        ("return", [checking], working),
        ("recall", [checking, sending], working),
        ("approve", [checking], sending),
        ("send", [sending, *writing], _answered(data)),
    ):
        way = _named(report["transitions"], code)
        open_ones = _without_way(data, sources, AnswerEvent(way["on"]))
        if code == "send" and sending in open_ones and _lend(data, sending):
            open_ones = [one for one in open_ones if one != sending]
        if open_ones:
            _add_way(data, way, open_ones, to, [])


def _lend(data: Data, sending: str) -> bool:
    """Let the way that follows the sending begin where answers wait to leave, too."""
    for way in data["transitions"]:
        is_plain = isinstance(way["from"], list) and "when" not in way
        if way.get("on") == AnswerEvent.SENT and is_plain and way.get("to"):
            way["from"] = [sending, *way["from"]]
            return True
    return False


def _without_way(data: Data, sources: list[str], event: AnswerEvent) -> list[str]:
    """Return the steps at which nothing follows this event of the answer in every case."""
    ways = [
        way for way in parse_definition(data).transitions if way.on is event and way.when is None
    ]
    return [code for code in sources if not any(code in way.sources for way in ways)]


def _answered(data: Data) -> str:
    """Return the step at which answered requests rest; adds one where there is none."""
    for step in data["steps"]:
        if step["kind"] == StepKind.ANSWERED:
            code: str = step["code"]
            return code
    return _insert_step(data, _named(load("report")["steps"], "answered"))


def _working(data: Data) -> list[str]:
    """Return the steps where somebody works on a request, those after an approval left out."""
    ways = data["transitions"]
    approved = {way.get("to") for way in ways if way.get("on") == AnswerEvent.APPROVED}
    working = (step["code"] for step in data["steps"] if step["kind"] == StepKind.IN_PROGRESS)
    return [code for code in dict.fromkeys(working) if code not in approved]


def _hands(data: Data) -> list[str]:
    """Return the functions of those who begin the work; adds an agent where nobody does."""
    for way in data["transitions"]:
        if way["trigger"] == Trigger.BUTTON and way.get("functions"):
            return list(way["functions"])
    if not data["functions"]:
        data["functions"].append(copy.deepcopy(_AGENT))
    return [data["functions"][0]["code"]]


def _steps_but(data: Data, left_out: set[str]) -> list[str]:
    resting = (
        step["code"]
        for step in data["steps"]
        if not is_end(step["kind"]) and step["kind"] != StepKind.WAITING_VALIDATION
    )
    return [code for code in dict.fromkeys(resting) if code not in left_out]


def _join_ways(data: Data, like: str, new: str) -> None:
    """Let what answers or ends a request from one step do so from the new one."""
    kinds = {step["code"]: step["kind"] for step in data["steps"]}
    for way in data["transitions"]:
        leads_to_end = is_end(kinds.get(way.get("to", ""), StepKind.NEW))
        follows = way.get("on") in (AnswerEvent.SUBMITTED, AnswerEvent.SENT)
        is_wanted = follows or (leads_to_end and way["trigger"] == Trigger.BUTTON)
        sources = way["from"]
        if is_wanted and isinstance(sources, list) and like in sources and new not in sources:
            sources.append(new)


def _give_news(data: Data, kind: StepKind, new: str) -> None:
    """Let the requester hear from the town while the request waits."""
    ways = parse_definition(data).transitions
    if any(way.trigger is Trigger.TIMER and new in way.sources for way in ways):
        return
    code = _NEWS[kind]
    for way in data["transitions"]:
        if way["code"] == code and isinstance(way["from"], dict) and "kinds" in way["from"]:
            way["from"]["kinds"].append(kind.value)
            return
    way = _named(load("report")["transitions"], code)
    way["code"] = free_code(way["label"], {other["code"] for other in data["transitions"]}, "way")
    data["transitions"].append(way | {"from": {"kinds": [kind.value]}})


def _insert_step(data: Data, step: Data) -> str:
    """Add a step before the ends, with a code of its own."""
    taken = {other["code"] for other in data["steps"]}
    if step["code"] in taken:
        step["code"] = free_code(step["label"], taken, "step")
    step["label"] = _distinct(step["label"], data["steps"])
    ends = [at for at, other in enumerate(data["steps"]) if is_end(other["kind"])]
    data["steps"].insert(ends[0] if ends else len(data["steps"]), step)
    code: str = step["code"]
    return code


def _add_way(data: Data, way: Data, sources: Iterable[str], to: str, hands: list[str]) -> None:
    taken = {other["code"] for other in data[Thing.TRANSITION]}
    if way["code"] in taken:
        way["code"] = free_code(way["label"], taken, "way")
    way |= {"from": list(sources), "to": to}
    if way["trigger"] == Trigger.BUTTON:
        way["label"] = _distinct(way["label"], data["transitions"])
    if way["trigger"] == Trigger.BUTTON:
        way["functions"] = list(hands)
    data["transitions"].append(way)


def _distinct(label: Mapping[str, str], others: list[Data]) -> dict[str, str]:
    """Return a label that nothing else bears: of two alike the second is numbered."""
    known = [other["label"] for other in others]
    if label not in known:
        return dict(label)
    number = 2
    while (found := {one: f"{text} ({number})" for one, text in label.items()}) in known:
        number += 1
    return found


def _named(items: list[Data], code: str) -> Data:
    return copy.deepcopy(next(item for item in items if item["code"] == code))
