# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Sizes, codes that are there twice, names that lead nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from workflows.definition import (
    MOST_STEPS,
    MOST_TRANSITIONS,
    FunctionLabel,
    Step,
    Transition,
)
from workflows.findings import Finding, gettext_noop
from workflows.machine import wording
from workflows.parts import parts_in
from workflows.soundness.survey import Survey


def sizes(survey: Survey) -> Iterator[Finding]:
    """Nobody can follow more than so many steps and transitions."""
    steps, transitions = len(survey.definition.steps), len(survey.definition.transitions)
    if steps > MOST_STEPS:
        message = gettext_noop(
            "There are %(count)s steps: keep at most %(most)s, or make two workflows of it."
        )
        params = {"count": str(steps), "most": str(MOST_STEPS)}
        yield Finding("too_many_steps", message, params, "/steps")
    if transitions > MOST_TRANSITIONS:
        message = gettext_noop(
            "There are %(count)s transitions: keep at most %(most)s, or make two workflows of it."
        )
        params = {"count": str(transitions), "most": str(MOST_TRANSITIONS)}
        yield Finding("too_many_transitions", message, params, "/transitions")


def duplicates(survey: Survey) -> Iterator[Finding]:
    """A code names one thing."""
    definition = survey.definition
    message = gettext_noop("Another function has the code “%(code)s”: choose a new one.")
    yield from _twice(definition.functions, "/functions", message)
    message = gettext_noop("Another step has the code “%(code)s”: choose a new one.")
    yield from _twice(definition.steps, "/steps", message)
    message = gettext_noop("Another transition has the code “%(code)s”: choose a new one.")
    yield from _twice(definition.transitions, "/transitions", message)


def references(survey: Survey) -> Iterator[Finding]:
    """Transitions begin and end at steps, and belong to functions, of this workflow."""
    functions = {function.code for function in survey.definition.functions}
    for transition, place in survey.transitions():
        for code, where in _steps_named(transition, place):
            if code not in survey.steps:
                message = gettext_noop(
                    "“%(code)s” is not a step: choose one of the steps, or add it."
                )
                yield Finding("unknown_step", message, {"code": code}, where)
        for at, code in enumerate(transition.functions):
            if code not in functions:
                message = gettext_noop(
                    "“%(code)s” is not a function of this workflow: choose another, or add it."
                )
                where = f"{place}/functions/{at}"
                yield Finding("unknown_function", message, {"code": code}, where)


def parts(survey: Survey) -> Iterator[Finding]:
    """What was made to be shared is used."""
    definition = survey.definition
    shared = (("conditions", definition.shared_conditions), ("effects", definition.shared_effects))
    for kind, known in shared:
        written = [way.when_written if kind == "conditions" else way.effects_written
                   for way in definition.transitions]  # fmt: skip
        used = {code for text in written if text for code in parts_in(json.loads(text))}
        used |= {code for part in known for code in parts_in(part.data)}
        for at, part in enumerate(known):
            if part.code not in used:
                message = gettext_noop("Nothing uses the part “%(part)s”: use it, or remove it.")
                params = {"part": wording(part.label, part.code)}
                yield Finding("unused_part", message, params, f"/parts/{kind}/{at}", "warning")


def _steps_named(transition: Transition, place: str) -> Iterator[tuple[str, str]]:
    origin = transition.origin
    codes, where = (transition.sources, f"{place}/from")
    if origin is not None:
        codes, where = (origin.excepted, f"{place}/from/except")
    yield from ((code, f"{where}/{at}") for at, code in enumerate(codes))
    if transition.to:
        yield transition.to, f"{place}/to"


def _twice(
    things: Sequence[FunctionLabel | Step | Transition], place: str, message: str
) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, thing in enumerate(things):
        if thing.code in seen:
            params = {"code": thing.code}
            yield Finding("duplicate_code", message, params, f"{place}/{index}/code")
        seen.add(thing.code)
