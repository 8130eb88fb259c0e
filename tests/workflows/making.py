# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Small workflows to take apart: a sound one, and ways to change it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from workflows.definition import Definition
from workflows.findings import Finding
from workflows.parsing import parse_definition
from workflows.soundness import check

Data = dict[str, Any]


def both(text: str) -> dict[str, str]:
    return {"fr": f"{text} (fr)", "en": text}


def step(code: str, kind: str) -> Data:
    return {"code": code, "kind": kind, "label": both(code), "citizen_label": both(f"c {code}")}


def button(code: str, sources: Any, to: str, **more: Any) -> Data:
    functions = more.pop("functions", ["agent"])
    return way(code, sources, to, "button", functions=functions, **more)


def way(code: str, sources: Any, to: str, trigger: str, **more: Any) -> Data:
    move = {"code": code, "from": sources, "trigger": trigger, "label": both(code)}
    return move | ({"to": to} if to else {}) | more


def without_target(code: str, sources: Any, **more: Any) -> Data:
    """A button that leaves the request where it is."""
    return button(code, sources, "", **more)


def back(code: str, sources: Any, **more: Any) -> Data:
    """A button that leads back where the request came from."""
    return without_target(code, sources, **more) | {"returns": True}


NEWS = {"do": "tell", "text": both("We are on it.")}


def sound_data() -> Data:
    """A workflow with every trigger and every event, without a finding, not even a warning."""
    return {
        "format": 1,
        "start": "new",
        "functions": [
            {"code": "agent", "label": both("agent in charge")},
            {"code": "chief", "label": both("chief")},
        ],
        "steps": [
            step("new", "new"),
            step("working", "in_progress"),
            step("asking", "waiting_citizen"),
            step("checking", "waiting_validation"),
            step("sending", "in_progress"),
            step("answered", "answered"),
            step("closed", "closed"),
        ],
        "transitions": [
            button("take", ["new"], "working", primary=True),
            button("ask", ["working"], "asking", message="required"),
            way("told", ["asking"], "working", "citizen"),
            way("submit", ["new", "working", "asking"], "checking", "answer", on="submitted"),
            way("return", ["checking"], "working", "answer", on="returned"),
            way("recall", ["checking"], "working", "answer", on="recalled"),
            way("approve", ["checking"], "sending", "answer", on="approved"),
            way("send", ["sending"], "answered", "answer", on="sent"),
            button("close", ["working"], "closed", functions=["agent", "chief"], outcomes=["done"]),
            button("reopen", ["answered", "closed"], "working", functions=["chief"]),
            way("contest", ["answered", "closed"], "working", "citizen"),
            way("news", {"kinds": ["new", "in_progress", "waiting_citizen"]}, "", "timer")
            | {"after": {"since": "arrival", "days": 21}, "effects": [NEWS]},
        ],
    }


def changed(change: Callable[[Data], object]) -> Data:
    """Return the sound workflow after a change."""
    data = copy.deepcopy(sound_data())
    change(data)
    return data


def named(data: Data, kind: str, code: str) -> Data:
    """Return the step, transition or function of that code."""
    return next(thing for thing in data[kind] if thing["code"] == code)


def transition(data: Data, code: str) -> Data:
    return named(data, "transitions", code)


def drop(data: Data, kind: str, code: str) -> None:
    data[kind].remove(named(data, kind, code))


def add(data: Data, *moves: Data) -> None:
    data["transitions"].extend(moves)


def sound_definition() -> Definition:
    return parse_definition(sound_data())


def findings_after(change: Callable[[Data], object]) -> tuple[Finding, ...]:
    return check(parse_definition(changed(change)))
