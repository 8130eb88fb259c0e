# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Contributions of other teams: what is asked for leads somewhere, what follows them can come."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.definition import Transition, Trigger
from workflows.effects import Contribute
from workflows.findings import Finding, gettext_noop
from workflows.soundness.survey import Survey, named


def contributions(survey: Survey) -> Iterator[Finding]:
    """A contribution is open while the request stays where it was asked for, and no longer."""
    yield from _never_joined(survey)
    for transition, place in survey.transitions():
        yield from _unfollowed(survey, transition, place)


def _never_joined(survey: Survey) -> Iterator[Finding]:
    asked_at = {
        step.code
        for transition, _ in survey.transitions()
        if _asks(transition)
        for step in survey.arrivals(transition)
    }
    for transition, place in survey.transitions():
        if transition.trigger is not Trigger.JOINED:
            continue
        for code in survey.known_sources(transition):
            if code not in asked_at:
                message = gettext_noop(
                    "No contribution is ever open at “%(step)s”, so “%(transition)s” never comes: "
                    "ask for contributions on a way that leads there."
                )
                params = {"step": named(survey.steps[code]), "transition": named(transition)}
                yield Finding("never_joined", message, params, f"{place}/from", "warning")


def _unfollowed(survey: Survey, transition: Transition, place: str) -> Iterator[Finding]:
    arrivals = survey.arrivals(transition)
    for at, effect in enumerate(transition.effects):
        if not isinstance(effect, Contribute):
            continue
        for step in arrivals:
            joined = any(way.trigger is Trigger.JOINED for way, _ in survey.exits(step))
            if not joined and not step.is_end:
                message = gettext_noop(
                    "Once the contributions that “%(transition)s” asks for are there, nothing "
                    "follows at “%(step)s”: add a transition that follows them."
                )
                params = {"step": named(step), "transition": named(transition)}
                where = transition.effect_place(place, at)
                yield Finding("nothing_joins", message, params, where, "warning")


def _asks(transition: Transition) -> bool:
    return any(isinstance(effect, Contribute) for effect in transition.effects)
