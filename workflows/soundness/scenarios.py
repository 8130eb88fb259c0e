# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Scenarios are played at every save: what they tell still happens."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.definition import Definition
from workflows.findings import Finding, gettext_noop
from workflows.machine import Machine, wording
from workflows.playing import PlainWorld, play_all
from workflows.saying import Said
from workflows.soundness.survey import Survey


def scenarios(survey: Survey) -> Iterator[Finding]:
    """Each scenario has its own code and goes as it is told."""
    definition = survey.definition
    seen: set[str] = set()
    for at, scenario in enumerate(definition.scenarios):
        place = f"/scenarios/{at}"
        if scenario.code in seen:
            message = gettext_noop("Another scenario has the code “%(code)s”: choose a new one.")
            yield Finding("duplicate_code", message, {"code": scenario.code}, f"{place}/code")
        seen.add(scenario.code)
    if definition.scenarios and can_be_played(definition):
        yield from _failures(survey)


def can_be_played(definition: Definition) -> bool:
    """Whether a machine goes from step to known step: otherwise other findings come first."""
    steps = {step.code for step in definition.steps}
    targets = {way.to for way in definition.transitions if way.to}
    return definition.start in steps and targets <= steps


def _failures(survey: Survey) -> Iterator[Finding]:
    machine, world = Machine(survey.definition), survey.world or PlainWorld()
    for at, played in enumerate(play_all(machine, survey.definition.scenarios, world)):
        scenario = played.scenario
        for failure in played.failures:
            message = gettext_noop(
                "The scenario “%(scenario)s” does not go as told any more. %(refusal)s "
                "Go on with it by hand to tell it anew, or remove it."
            )
            params: dict[str, str] = {
                "scenario": wording(scenario.label, scenario.code),
                "refusal": Said(failure.finding.message, failure.finding.params),
            }
            yield Finding("scenario_fails", message, params, f"/scenarios/{at}/play/{failure.move}")
