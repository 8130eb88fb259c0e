# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A workflow tried before it is published: the requests of the last months, once more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.service_requests.models import ServiceRequest
from grc.service_requests.versions.replaying import replay
from workflows.machine import Machine
from workflows.playing import PlainWorld
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from grc.studio.workflows.page import WorkflowPage
    from workflows.playing import Replay, World

#: Requests that a page replays: somebody waits for it.
MOST_REPLAYED: Final = 2_000
#: Requests that would be stuck, named; of more of them the number is said.
MOST_NAMED: Final = 10
MONTHS: Final = (1, 3, 6, 12)


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


def replayed(page: WorkflowPage, months: int) -> Replayed:
    """Let the requests of the last months go through this version; nothing is written."""
    found = replay(page.workflow, Machine(page.definition), months=months, most=MOST_REPLAYED)
    labels = steps_of(page)
    shown = Replayed(found.requests, found.same_path)
    shown.figures = list(_figures(page, found))
    named = list(found.stuck.items())[:MOST_NAMED]
    rows = ServiceRequest.objects.in_bulk([key for key, _step in named])
    shown.stuck = [
        (rows[key].display_reference, labels.get(step, step)) for key, step in named if key in rows
    ]
    shown.more_stuck = len(found.stuck) - len(named)
    ways = ways_of(page)
    shown.missed = [(ways.get(code, code), count) for code, count in found.missed.most_common(5)]
    return shown


def world_of(page: WorkflowPage) -> World:
    """Return the world in which the scenarios of a workflow are played."""
    words = page.words
    if words is None or words.world is None:
        return PlainWorld()
    return words.world(page.definition)


def _figures(page: WorkflowPage, found: Replay) -> Iterable[Beside]:
    yield Beside(_("Words to requesters"), str(found.told_before), str(found.told_after))
    for code in dict.fromkeys([*found.load_before, *found.load_after]):
        label = _("Gestures of: %(function)s") % {"function": _functions(page).get(code, code)}
        before, after = found.load_before[code], found.load_after[code]
        yield Beside(label, str(before), str(after))
    steps = steps_of(page)
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


def steps_of(page: WorkflowPage) -> Mapping[str, str]:
    """Return the name of each step, by its code."""
    return {one.code: resolve(one.label, page.language) for one in page.definition.steps}


def ways_of(page: WorkflowPage) -> Mapping[str, str]:
    """Return the name of each transition, by its code."""
    return {one.code: resolve(one.label, page.language) for one in page.definition.transitions}


def _functions(page: WorkflowPage) -> Mapping[str, str]:
    return {one.code: resolve(one.label, page.language) for one in page.definition.functions}
