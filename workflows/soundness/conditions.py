# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Conditions of transitions: known facts, ways never taken, ways that overlap, holes.

Whether two conditions can hold together is found as ``rules.contradictions`` finds it: what is
said to exclude itself does, what is not may all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from workflows.definition import Step, Transition, Trigger
from workflows.findings import Finding, gettext_noop
from workflows.rules import All, Condition, Not, Vocabulary, check, contradictions
from workflows.soundness.survey import Survey, named

# A form that no service has yet may fill it one day.
_OF_FORMS = "values."

Placed = tuple[Transition, str]


def facts(survey: Survey) -> Iterator[Finding]:
    """Conditions speak of known facts, and can hold. Nothing is asked without a vocabulary."""
    if survey.vocabulary is None:
        return
    for transition, place in survey.transitions():
        if transition.when is None:
            continue
        for finding in check(transition.when, survey.vocabulary, f"{place}/when"):
            name = finding.params.get("fact", "")
            if finding.code == "unknown_fact" and name.startswith(_OF_FORMS):
                message = gettext_noop(
                    "No form of a service with this workflow asks for “%(fact)s”: the condition "
                    "does not hold until one does."
                )
                yield replace(finding, code="never_filled", message=message, severity="warning")
            else:
                yield finding


def never_taken(survey: Survey) -> Iterator[Finding]:
    """Of several ways for one event each is taken at times; which one is clear to its reader."""
    for step in survey.steps.values():
        for ways in _rivals(survey, step):
            yield from _behind_one_that_always_holds(step, ways)
            yield from _overlapping(survey, step, ways)


def covers_everything(ways: Sequence[Transition], vocabulary: Vocabulary | None) -> bool:
    """Tell whether, whatever the facts are, one of these conditions holds."""
    conditions = [way.when for way in ways if way.when is not None]
    if len(conditions) < len(ways):
        return True
    return not _together([Not(condition) for condition in conditions], vocabulary)


def _rivals(survey: Survey, step: Step) -> Iterator[list[Placed]]:
    """Yield the ways out of a step that one event sets off, where there are several."""
    apart = (Trigger.BUTTON, Trigger.TIMER)
    listening = [exit_ for exit_ in survey.exits(step) if exit_[0].trigger not in apart]
    by_event = sorted(listening, key=_event)
    for _key, group in groupby(by_event, key=_event):
        ways = list(group)
        if len(ways) > 1:
            yield ways


def _event(placed: Placed) -> str:
    transition, _place = placed
    return transition.on or transition.trigger


def _behind_one_that_always_holds(step: Step, ways: list[Placed]) -> Iterator[Finding]:
    always = next((at for at, (way, _) in enumerate(ways) if way.when is None), len(ways))
    for way, place in ways[always + 1 :]:
        if way.when is None:
            # Said as two ways of one event.
            continue
        message = gettext_noop(
            "“%(transition)s” is never taken from “%(step)s”: “%(first)s” stands before it and has "
            "no condition. Put it first."
        )
        first, _ = ways[always]
        params = {
            "transition": named(way),
            "first": named(first),
            "step": named(step),
        }
        yield Finding("never_taken", message, params, place)


def _overlapping(survey: Survey, step: Step, ways: list[Placed]) -> Iterator[Finding]:
    for at, (way, place) in enumerate(ways):
        for first, _ in ways[:at]:
            if way.when is None or first.when is None:
                continue
            if _together([first.when, way.when], survey.vocabulary):
                message = gettext_noop(
                    "At “%(step)s”, “%(first)s” and “%(transition)s” may both be meant; the first "
                    "is taken. Let their conditions exclude each other, or mind the order."
                )
                params = {"transition": named(way), "first": named(first), "step": named(step)}
                yield Finding("overlap", message, params, f"{place}/when", "warning")
                break


def _together(conditions: Sequence[Condition], vocabulary: Vocabulary | None) -> bool:
    """Tell whether all of these may hold at once."""
    known = vocabulary or Vocabulary()
    return not any(True for _ in contradictions(All(tuple(conditions)), known))
