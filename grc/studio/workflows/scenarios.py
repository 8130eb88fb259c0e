# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The scenarios of a workflow as a list: what each plays, how it goes, what it goes through."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from grc.service_requests.enums import Outcome
from grc.studio.sandbox.telling import move_sentence
from grc.studio.workflows.trying import steps_of, ways_of, world_of
from workflows.machine import Machine
from workflows.playing import Coverage, coverage_of, play_all
from workflows.scenario import Expect, Press
from workflows.sentences import sentence
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grc.studio.workflows.page import WorkflowPage
    from workflows.playing import Played
    from workflows.scenario import Move


@dataclass(frozen=True)
class ShownScenario:
    """A scenario as it went: who does what until which end, what it covers, what failed."""

    code: str
    label: str
    line: str
    covers: str
    failure: str


@dataclass(frozen=True)
class Covered:
    """A share of what there is, in words, and what is missing."""

    key: str
    label: str
    covered: int
    total: int
    percent: int
    missing: list[str]

    @property
    def words(self) -> str:
        return _("%(covered)d of %(total)d") % {"covered": self.covered, "total": self.total}


@dataclass(frozen=True)
class ScenarioList:
    """The scenarios, those that fail first; how many do; what all of them cover together."""

    scenarios: list[ShownScenario]
    coverage: list[Covered]

    @property
    def failing(self) -> int:
        return sum(bool(one.failure) for one in self.scenarios)

    @property
    def passing(self) -> int:
        return len(self.scenarios) - self.failing


def scenarios_of(page: WorkflowPage) -> ScenarioList:
    """Play the scenarios of a workflow; return how they went."""
    plays = play_all(Machine(page.definition), page.definition.scenarios, world_of(page))
    shown = [_scenario(page, played) for played in plays]
    shown.sort(key=lambda one: not one.failure)
    return ScenarioList(shown, list(_covered(page, coverage_of(page.definition, plays))))


def _scenario(page: WorkflowPage, played: Played) -> ShownScenario:
    failures = [sentence(failure.finding, page.vocabulary) for failure in played.failures]
    alone = coverage_of(page.definition, [played])
    words = _("Goes through %(steps)s of %(all_steps)s steps, %(ways)s of %(all_ways)s transitions")
    return ShownScenario(
        code=played.scenario.code,
        label=resolve(played.scenario.label, page.language),
        line=_line(page, played),
        covers=words
        % {
            "steps": alone.steps.covered,
            "all_steps": alone.steps.total,
            "ways": alone.transitions.covered,
            "all_ways": alone.transitions.total,
        },
        failure=" ".join(failures),
    )


def _line(page: WorkflowPage, played: Played) -> str:
    """Return a story in one line: who does what, and where that leads."""
    moves = [move for move in played.scenario.play if not isinstance(move, Expect)]
    told = []
    for who, group in groupby(moves, lambda move: _presser(page, move)):
        if who:
            labels = ways_of(page)
            acts = [
                labels.get(one.transition, one.transition)
                for one in group
                if isinstance(one, Press)
            ]
            told.append(_("%(who)s: %(acts)s") % {"who": who, "acts": ", ".join(acts)})
        else:
            told += [move_sentence(page, move) for move in group]
    return capfirst(" → ".join([*told, _end(page, played)]))


def _presser(page: WorkflowPage, move: Move) -> str:
    """Return who presses a button; empty for any other move, and for one that may not be made."""
    if not isinstance(move, Press) or move.refused:
        return ""
    return page.around.named("functions", move.functions)


def _end(page: WorkflowPage, played: Played) -> str:
    case = played.case
    step = steps_of(page).get(case.step, case.step)
    if not case.outcome:
        return _("stands at “%(step)s”") % {"step": step}
    outcome = dict(Outcome.choices).get(case.outcome, case.outcome)
    return _("ends at “%(step)s”, %(outcome)s") % {"step": step, "outcome": outcome}


def _covered(page: WorkflowPage, coverage: Coverage) -> Iterable[Covered]:
    steps, ways = steps_of(page), ways_of(page)
    conditions = {
        f"{code}:held": _("%(way)s, when it holds") % {"way": label} for code, label in ways.items()
    }
    conditions |= {
        f"{code}:not": _("%(way)s, when it does not hold") % {"way": label}
        for code, label in ways.items()
    }
    for key, label, share, names in (
        ("steps", _("Steps"), coverage.steps, steps),
        ("transitions", _("Transitions"), coverage.transitions, ways),
        ("conditions", _("Conditions"), coverage.conditions, conditions),
    ):
        if share.total:
            missing = [names.get(code, code) for code in share.missing]
            yield Covered(key, label, share.covered, share.total, share.percent, missing)
