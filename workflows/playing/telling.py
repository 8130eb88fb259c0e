# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A scenario, move by move: what it tells is done by a player, and what it expects is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from workflows.findings import Finding, gettext_noop
from workflows.machine import Machine, NotAvailable
from workflows.playing.case import Case
from workflows.playing.effort import MOST_TOGETHER, Effort
from workflows.playing.expecting import expected
from workflows.playing.player import BEGINS, Player, Refused, Taken, typed
from workflows.playing.world import World
from workflows.scenario import (
    Answering,
    Contributed,
    Expect,
    Given,
    Move,
    Press,
    Scenario,
    SendItems,
    Wait,
    Write,
)


@dataclass(frozen=True)
class Failure:
    """What did not happen as told: which move of the play it was, and why."""

    move: int
    finding: Finding


@dataclass
class Played:
    """How a scenario went: what was taken, what was not as told, which conditions were met."""

    scenario: Scenario
    case: Case
    taken: list[Taken] = field(default_factory=list)
    asked: set[tuple[str, bool]] = field(default_factory=set)
    failures: list[Failure] = field(default_factory=list)


def play(
    machine: Machine, scenario: Scenario, world: World, effort: Effort | None = None
) -> Played:
    """Play a scenario to its first failure. Never raises for what parsing accepts."""
    case = begun(machine, scenario.given, world.zone)
    player = Player(machine, case, world, effort)
    played = Played(scenario, case, player.taken, player.asked)
    for at, move in enumerate(scenario.play):
        finding = make_move(player, move)
        if finding is not None:
            played.failures.append(Failure(at, finding))
            break
    return played


def play_all(machine: Machine, scenarios: Iterable[Scenario], world: World) -> list[Played]:
    """Play scenarios one after another; together they may cost little more than one."""
    together, played = Effort(MOST_TOGETHER), []
    for scenario in scenarios:
        effort = together.shared()
        played.append(play(machine, scenario, world, effort))
        together.take(effort)
    return played


def begun(machine: Machine, given: Given, zone: tzinfo = UTC) -> Case:
    """Return a request as it begins, that exists in memory only; ``zone`` is the town's."""
    at = BEGINS
    if given.begins is not None:
        at = datetime.combine(given.begins, BEGINS.time(), zone).astimezone(UTC)
    return Case(
        step=machine.start.code,
        submitted_at=at,
        step_since=at,
        channel=given.channel,
        values={code: typed(value) for code, value in given.values},
        options={code: typed(value) for code, value in given.options},
        place=given.place,
        requester_email="scenario@example.org",
        due_on=given.due,
        legal_on=given.legal,
        contest_days=given.contest_days,
        silence=given.silence.value if given.silence is not None else "",
    )


def make_move(player: Player, move: Move) -> Finding | None:
    """Make one move; return why it could not be made, or what is not as expected."""
    finding = None if player.effort.is_spent else _made(player, move)
    if player.effort.is_spent:
        message = gettext_noop("This story takes too long to play: let less time pass in it.")
        return Finding("too_long", message)
    return finding


def _made(player: Player, move: Move) -> Finding | None:
    try:
        match move:
            case Press() if move.refused:
                return _refused(player, move)
            case Press(transition, functions, values, outcome):
                player.press(transition, functions, values=dict(values), outcome=outcome)
            case Write():
                player.write()
            case SendItems(items):
                return _sent(player, items)
            case Answering(event, outcome):
                player.answer(event, outcome)
            case Contributed(functions):
                for function in functions:
                    player.contribute(function)
            case Wait(None):
                return _until_timer(player)
            case Wait(int(amount), unit):
                player.wait(amount, unit)
            case Expect():
                return expected(player.machine, player.case, move)
    except Refused as refusal:
        return refusal.finding
    return None


def _sent(player: Player, items: tuple[str, ...]) -> Finding | None:
    waited_for = {one.code for one in player.case.items if one.is_open}
    for code in items:
        if code not in waited_for:
            message = gettext_noop("“%(item)s” is not asked of the requester here.")
            return Finding("no_items", message, {"item": code})
    player.send_items(items or None)
    return None


def _refused(player: Player, move: Press) -> Finding | None:
    try:
        player.machine.check(player.case.step, move.transition, move.functions, player.facts())
    except NotAvailable:
        return None
    message = gettext_noop("“%(transition)s” can be pressed here: the scenario says it cannot.")
    return Finding("not_refused", message, {"transition": move.transition})


def _until_timer(player: Player) -> Finding | None:
    if player.timer_at is None:
        return Finding("no_timer", gettext_noop("No timer runs here."))
    player.pass_time(max(player.timer_at, player.now))
    return None
