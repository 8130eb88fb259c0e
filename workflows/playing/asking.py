# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the requester of a played case is asked for, and what comes of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from workflows.effects import Ask
from workflows.playing.case import Asked, Case, Said
from workflows.playing.world import World

#: The facts that count what is waited for.
COUNTED: Final = ("items.open", "items.indispensable_open")


def ask(case: Case, effect: Ask, world: World, now: datetime) -> None:
    """Ask for what is not asked for yet: each thing once at a time."""
    waited_for = {one.code for one in case.items if one.is_open}
    new = [item for item in effect.items if item.code not in waited_for]
    if not new:
        return
    due_on = world.due(now, effect.days, working=effect.working)
    for item in new:
        flag = item.indispensable
        case.items.append(Asked(code=item.code, indispensable=flag, asked_at=now, due_on=due_on))
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


def stop_asking(case: Case, now: datetime) -> None:
    """Wait for nothing any more: the case has ended."""
    for one in case.items:
        one.ended_at = one.ended_at or now
