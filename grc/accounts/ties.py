# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What hangs on a team: each room above says it in its own words, none is imported from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from grc.accounts.models import Team

    Tie = Callable[[Team], Iterable[str]]

_ties: list[Tie] = []


def ties_a_team(tie: Tie) -> Tie:
    """Let a function say, in sentences, what of its room hangs on a team; usable as a decorator."""
    _ties.append(tie)
    return tie


def reasons_to_keep(team: Team) -> list[str]:
    """Return why a team cannot be retired, a sentence each that says what to do first."""
    return [sentence for tie in _ties for sentence in tie(team)]
