# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""In which column each step stands: the likely way in a row, the others as near to it as can be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

Targets = Mapping[str, Sequence[str]]


def columns_of(targets: Targets, ends: Collection[str], spine: Sequence[str]) -> dict[str, int]:
    """Return the column of each step, counted from 0 without a gap.

    ``targets`` are the steps that each step leads to. Steps off the ``spine`` stand right after the
    first step of it, but for the very first, that leads to them; ends stand last.
    """
    working = [code for code in targets if code not in ends]
    at = {code: index for index, code in enumerate(c for c in spine if c not in ends)}
    sources = _sources(targets, working)
    while len(at) < len(working):
        if not _grow(at, sources, working, spine):
            at[_next_root(at, sources, working)] = 0
    _put_ends(at, targets, ends)
    used = sorted(set(at.values()))
    return {code: used.index(at[code]) for code in targets}


def _sources(targets: Targets, working: Collection[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {code: [] for code in working}
    for source in working:
        for target in targets[source]:
            if target in found and target != source:
                found[target].append(source)
    return found


def _grow(
    at: dict[str, int],
    sources: Mapping[str, Sequence[str]],
    working: Sequence[str],
    spine: Sequence[str],
) -> bool:
    """Place every step that a placed one leads to; tell whether there was any."""
    first = spine[0] if spine else ""
    found: dict[str, int] = {}
    for code in working:
        before = [source for source in sources[code] if source in at]
        if code not in at and before:
            later = [at[source] for source in before if source != first]
            found[code] = 1 + min(later, default=at.get(first, 0))
    at |= found
    return bool(found)


def _next_root(
    at: Collection[str], sources: Mapping[str, Sequence[str]], working: Sequence[str]
) -> str:
    """Return the step from which to go on where nothing placed leads any further."""
    left = [code for code in working if code not in at]
    return min(left, key=lambda code: (len(sources[code]) > 0, left.index(code)))


def _put_ends(at: dict[str, int], targets: Targets, ends: Collection[str]) -> None:
    last = 1 + max(at.values(), default=-1)
    for code in targets:
        if code in ends:
            at[code] = last
    for code in targets:
        for target in targets[code]:
            if code in ends and target in ends and code not in targets[target]:
                at[target] = last + 1
