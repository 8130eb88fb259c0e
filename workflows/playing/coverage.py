# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What scenarios go through, of all there is: steps, transitions, conditions both ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workflows.definition import Definition
from workflows.playing.telling import Played


@dataclass(frozen=True)
class Share:
    """So many out of so many; ``missing`` are the codes of the others, in their order."""

    covered: int
    total: int
    missing: tuple[str, ...] = ()

    @property
    def percent(self) -> int:
        """Whole percents, rounded down: 100 means all. Nothing to cover is covered."""
        return 100 * self.covered // self.total if self.total else 100


@dataclass(frozen=True)
class Coverage:
    """What all scenarios of a workflow go through together.

    A condition counts twice: once when it held, once when it did not (“code:held”, “code:not”).
    """

    steps: Share
    transitions: Share
    conditions: Share

    @property
    def is_whole(self) -> bool:
        return all(
            share.percent == 100 for share in (self.steps, self.transitions, self.conditions)
        )


def coverage_of(definition: Definition, plays: Iterable[Played]) -> Coverage:
    """Return what these plays went through."""
    steps, transitions, asked = {definition.start}, set[str](), set[tuple[str, bool]]()
    for played in plays:
        steps |= {taken.to for taken in played.taken}
        transitions |= {taken.transition for taken in played.taken}
        asked |= played.asked
    guarded = [way.code for way in definition.transitions if way.when is not None]
    ways = [f"{code}:{'held' if held else 'not'}" for code in guarded for held in (True, False)]
    met = {f"{code}:{'held' if held else 'not'}" for code, held in asked}
    return Coverage(
        _share([step.code for step in definition.steps], steps),
        _share([way.code for way in definition.transitions], transitions),
        _share(ways, met),
    )


def _share(wanted: list[str], covered: set[str]) -> Share:
    missing = tuple(code for code in wanted if code not in covered)
    return Share(len(wanted) - len(missing), len(wanted), missing)
