# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the requester is asked for: each thing once, and something follows once it is there."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.definition import Step, Transition, Trigger
from workflows.effects import Ask
from workflows.findings import Finding, gettext_noop
from workflows.soundness.survey import Survey, named


def items(survey: Survey) -> Iterator[Finding]:
    """A request that waits for documents goes on when they come, or when their time is over."""
    for transition, place in survey.transitions():
        yield from _twice(transition, place)
        yield from _unfollowed(survey, transition, place)


def _twice(transition: Transition, place: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for at, effect in enumerate(transition.effects):
        for number, item in enumerate(effect.items if isinstance(effect, Ask) else ()):
            if item.code in seen:
                message = gettext_noop(
                    "“%(transition)s” asks for “%(code)s” twice: take one of them out."
                )
                params = {"transition": named(transition), "code": item.code}
                where = f"{transition.effect_place(place, at)}/items/{number}/code"
                yield Finding("asked_twice", message, params, where)
            seen.add(item.code)


def _unfollowed(survey: Survey, transition: Transition, place: str) -> Iterator[Finding]:
    asking = [at for at, one in enumerate(transition.effects) if isinstance(one, Ask)]
    if not asking:
        return
    for step in _arrivals(survey, transition):
        if step.is_end or any(_goes_on(way) for way, _ in survey.exits(step)):
            continue
        message = gettext_noop(
            "Once what “%(transition)s” asks for is there, nothing follows at “%(step)s”: add a "
            "transition of the requester’s word, or a timer."
        )
        params = {"step": named(step), "transition": named(transition)}
        where = transition.effect_place(place, asking[0])
        yield Finding("nothing_follows_items", message, params, where, "warning")


def _goes_on(way: Transition) -> bool:
    return way.trigger in (Trigger.CITIZEN, Trigger.TIMER)


def _arrivals(survey: Survey, transition: Transition) -> list[Step]:
    """Return the steps where a request may be once the transition was taken, each once."""
    found = (
        target
        for source in survey.known_sources(transition)
        for target in survey.targets(transition, source)
    )
    return [survey.steps[code] for code in dict.fromkeys(found)]
