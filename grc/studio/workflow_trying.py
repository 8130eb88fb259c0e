# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A workflow tried before it is published: its scenarios, and the requests of the last months."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.service_requests.models import ServiceRequest
from grc.service_requests.replaying import replay
from workflows.machine import Machine
from workflows.playing import Coverage, PlainWorld, coverage_of, play
from workflows.sentences import sentence
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from grc.studio.workflow_page import WorkflowPage
    from workflows.playing import Played, Replay, World

#: Requests that a page replays: somebody waits for it.
MOST_REPLAYED: Final = 2_000
#: Requests that would be stuck, named; of more of them the number is said.
MOST_NAMED: Final = 10
MONTHS: Final = (1, 3, 6, 12)


@dataclass(frozen=True)
class ShownScenario:
    """A scenario as it went: its way in words, and what failed."""

    code: str
    label: str
    way: list[str]
    failure: str


@dataclass(frozen=True)
class Covered:
    """A share of what there is, in words, and what is missing."""

    label: str
    words: str
    percent: int
    missing: list[str]


@dataclass(frozen=True)
class Beside:
    """A figure as it was, and as it would have been."""

    label: str
    before: str
    after: str


@dataclass
class Replayed:
    """What a replay found, in words."""

    requests: int
    same: int
    figures: list[Beside] = field(default_factory=list)
    stuck: list[tuple[str, str]] = field(default_factory=list)
    more_stuck: int = 0
    missed: list[tuple[str, int]] = field(default_factory=list)


def scenarios_of(page: WorkflowPage) -> tuple[list[ShownScenario], list[Covered]]:
    """Play the scenarios of a workflow; return how they went, and what they go through."""
    machine, world = Machine(page.definition), world_of(page)
    plays = [play(machine, scenario, world) for scenario in page.definition.scenarios]
    shown = [_scenario(page, played) for played in plays]
    return shown, list(_covered(page, coverage_of(page.definition, plays)))


def replayed(page: WorkflowPage, months: int) -> Replayed:
    """Let the requests of the last months go through this version; nothing is written."""
    found = replay(page.workflow, Machine(page.definition), months=months, most=MOST_REPLAYED)
    labels = _steps(page)
    shown = Replayed(found.requests, found.same_path)
    shown.figures = list(_figures(page, found))
    named = list(found.stuck.items())[:MOST_NAMED]
    rows = ServiceRequest.objects.in_bulk([key for key, _step in named])
    shown.stuck = [
        (rows[key].display_reference, labels.get(step, step)) for key, step in named if key in rows
    ]
    shown.more_stuck = len(found.stuck) - len(named)
    ways = _ways(page)
    shown.missed = [(ways.get(code, code), count) for code, count in found.missed.most_common(5)]
    return shown


def world_of(page: WorkflowPage) -> World:
    """Return the world in which the scenarios of a workflow are played."""
    words = page.words
    if words is None or words.world is None:
        return PlainWorld()
    return words.world(page.definition)


def _scenario(page: WorkflowPage, played: Played) -> ShownScenario:
    ways = _ways(page)
    failures = [sentence(failure.finding, page.vocabulary) for failure in played.failures]
    return ShownScenario(
        code=played.scenario.code,
        label=resolve(played.scenario.label, page.language),
        way=[ways.get(taken.transition, taken.transition) for taken in played.taken],
        failure=" ".join(failures),
    )


def _covered(page: WorkflowPage, coverage: Coverage) -> Iterable[Covered]:
    steps, ways = _steps(page), _ways(page)
    conditions = {f"{code}:held": _("%(way)s, when it holds") % {"way": label}
                  for code, label in ways.items()}  # fmt: skip
    conditions |= {f"{code}:not": _("%(way)s, when it does not hold") % {"way": label}
                   for code, label in ways.items()}  # fmt: skip
    for label, share, names in (
        (_("Steps"), coverage.steps, steps),
        (_("Transitions"), coverage.transitions, ways),
        (_("Conditions"), coverage.conditions, conditions),
    ):
        words = _("%(covered)d of %(total)d") % {"covered": share.covered, "total": share.total}
        missing = [names.get(code, code) for code in share.missing]
        yield Covered(label, words, share.percent, missing)


def _figures(page: WorkflowPage, found: Replay) -> Iterable[Beside]:
    yield Beside(_("Words to requesters"), str(found.told_before), str(found.told_after))
    for code in dict.fromkeys([*found.load_before, *found.load_after]):
        label = _("Gestures of: %(function)s") % {"function": _functions(page).get(code, code)}
        before, after = found.load_before[code], found.load_after[code]
        yield Beside(label, str(before), str(after))
    steps = _steps(page)
    for code in dict.fromkeys([*found.times_before, *found.times_after]):
        before_, after_ = (
            _mean(times.get(code), visits[code])
            for times, visits in (
                (found.times_before, found.visits_before),
                (found.times_after, found.visits_after),
            )
        )
        label = _("Average time at “%(step)s”") % {"step": steps.get(code, code)}
        yield Beside(label, before_, after_)


def _mean(total: timedelta | None, visits: int) -> str:
    if total is None or not visits:
        return "–"
    hours = round((total / visits).total_seconds() / 3600)
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = round(hours / 24)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def _steps(page: WorkflowPage) -> Mapping[str, str]:
    return {one.code: resolve(one.label, page.language) for one in page.definition.steps}


def _ways(page: WorkflowPage) -> Mapping[str, str]:
    return {one.code: resolve(one.label, page.language) for one in page.definition.transitions}


def _functions(page: WorkflowPage) -> Mapping[str, str]:
    return {one.code: resolve(one.label, page.language) for one in page.definition.functions}
