# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the requester of a played case is asked for, and what comes of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from workflows.effects import Ask
from workflows.playing.case import Asked, Came, Case, Demanded, Said
from workflows.playing.world import World

#: The facts that count what is waited for.
COUNTED: Final = ("items.open", "items.indispensable_open")


def ask(
    case: Case, effect: Ask, world: World, now: datetime, demanded: Demanded | None = None
) -> None:
    """Ask for what is not asked for yet, all or what was chosen: each thing once at a time."""
    if demanded is None:
        due_on = world.due(now, effect.days, working=effect.working)
        demanded = Demanded(tuple((one.code, one.indispensable) for one in effect.items), due_on)
    waited_for = {one.code for one in case.items if one.is_open}
    new = [
        Asked(code=code, indispensable=indispensable, asked_at=now, due_on=demanded.due_on)
        for code, indispensable in demanded.items
        if code not in waited_for
    ]
    if not new:
        return
    case.items += new
    case.first_legal_on = case.first_legal_on or case.legal_on
    case.legal_on = world.legal(case)
    case.said.append(Said("requester", effect.text, now))


def receive(case: Case, codes: Collection[str] | None, world: World, now: datetime) -> bool:
    """Take what came, or all of it; tell whether anything was asked for."""
    asked = [one for one in case.items if one.is_open]
    for one in asked:
        if codes is None or one.code in codes:
            one.ended_at = now
    if asked:
        case.legal_on = world.legal(case)
    return bool(asked)


def hear(case: Case, how: Came, now: datetime) -> None:
    """Note that something came, and whether the requester waits for an answer to it."""
    if how is not Came.WAIVED:
        case.requester_last_wrote_at = now
    if how is Came.SENT:
        case.requester_wrote_at = now


def stop_asking(case: Case, world: World, now: datetime) -> None:
    """Wait for nothing any more: the case has ended."""
    receive(case, None, world, now)
