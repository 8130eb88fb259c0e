# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Which thing of one definition is which of the other: by code, else by what it is like."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from workflows.definition import Definition, Step, Transition

Thing = TypeVar("Thing")
# What two things must have in common before one is taken for the other under another code.
ENOUGH = 3.0

Pair = tuple[int | None, int | None]


def paired(
    before: Sequence[Thing],
    after: Sequence[Thing],
    code: Callable[[Thing], str],
    likeness: Callable[[Thing, Thing], float] = lambda a, b: 0.0,
) -> list[Pair]:
    """Return the positions of each pair, None for what has no counterpart, in the order of after.

    Several things of one code are paired in their order.
    """
    here, there = _keys(map(code, before)), _keys(map(code, after))
    by_key = {key: index for index, key in enumerate(here)}
    matched = {new: by_key[key] for new, key in enumerate(there) if key in by_key}
    taken = set(matched.values())
    left = [index for index in range(len(before)) if index not in taken]
    free = [index for index in range(len(after)) if index not in matched]
    scored = sorted(
        ((likeness(before[old], after[new]), -old, -new) for old in left for new in free),
        reverse=True,
    )
    for score, old, new in scored:
        if score >= ENOUGH and -new not in matched and -old not in taken:
            matched[-new] = -old
            taken.add(-old)
    pairs: list[Pair] = [(matched.get(new), new) for new in range(len(after))]
    return pairs + [(old, None) for old in left if old not in taken]


def counterparts(before: Definition, after: Definition) -> dict[str, str]:
    """Return for steps of ``before`` the step of ``after`` that they are or seem to be, by code.

    A step of another code is proposed where its name, or its kind and its neighbours, are the same.
    Steps without a counterpart are left out.
    """
    pairs = paired(before.steps, after.steps, lambda step: step.code, like_steps(before, after))
    found: dict[str, str] = {}
    for old, new in pairs:
        if old is not None and new is not None:
            found.setdefault(before.steps[old].code, after.steps[new].code)
    return found


def like_steps(before: Definition, after: Definition) -> Callable[[Step, Step], float]:
    """Return how much a step resembles another one of the other definition."""
    old_ways, new_ways = _neighbours(before), _neighbours(after)

    def likeness(old: Step, new: Step) -> float:
        same_kind = 1.5 if old.kind is new.kind else 0.0
        mine, theirs = old_ways.get(old.code, set()), new_ways.get(new.code, set())
        shared = len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0
        return same_kind + 2.5 * _same_words(old.label, new.label) + 2.0 * shared

    return likeness


def like_transitions(steps: Mapping[str, str]) -> Callable[[Transition, Transition], float]:
    """Return how much a transition resembles another; ``steps`` are counterparts by code."""

    def likeness(old: Transition, new: Transition) -> float:
        same_target = steps.get(old.to, old.to) == new.to and old.returns == new.returns
        sources = {steps.get(code, code) for code in old.sources}
        shared = bool(sources & set(new.sources))
        same_trigger = old.trigger is new.trigger and old.on is new.on
        return 2.0 * _same_words(old.label, new.label) + same_target + shared + 0.5 * same_trigger

    return likeness


def same_label(old: Any, new: Any) -> float:
    """Return enough where two things have the same name, else nothing."""
    return ENOUGH * _same_words(old.label, new.label)


def _same_words(old: Mapping[str, str], new: Mapping[str, str]) -> float:
    shared = [language for language in old if language in new]
    return float(bool(shared) and any(old[tag] == new[tag] for tag in shared))


def _neighbours(definition: Definition) -> dict[str, set[Hashable]]:
    """Return for each step the codes and senses of the transitions at it."""
    found: dict[str, set[Hashable]] = {step.code: set() for step in definition.steps}
    for way in definition.transitions:
        for source in way.sources:
            found.setdefault(source, set()).add(("out", way.code))
        if way.to:
            found.setdefault(way.to, set()).add(("in", way.code))
    return found


def _keys(codes: Iterable[str]) -> list[tuple[str, int]]:
    """Return each code with the number of times that it stood before."""
    seen: dict[str, int] = {}
    keys = []
    for code in codes:
        keys.append((code, seen.get(code, 0)))
        seen[code] = seen.get(code, 0) + 1
    return keys
