# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What stands above what in a column, and how far down: few crossings, short and straight lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from workflows.drawing.sketch import Entry, Item, Link, Sketch, stack_rows

SWEEPS = 12
BOX_GAP, PASSAGE_GAP = 26.0, 10.0
# A passage is kept straight rather than a box in the middle of its lines.
PASSAGE_WEIGHT, BOX_WEIGHT, NO_WEIGHT = 4.0, 1.0, 1e-9


def arrange(sketch: Sketch) -> None:
    """Give every box and passage its height in the picture, and every box the order of its rows."""
    links = list(sketch.links())
    _order(sketch, links)
    for box in sketch.boxes.values():
        box.rows.sort(key=lambda entry: _row_key(sketch, box, entry))
        stack_rows(box)
    _order(sketch, links)
    for _ in range(SWEEPS):
        _settle_all(sketch, links)
    highest = min((item.y for column in sketch.columns for item in column), default=0)
    for column in sketch.columns:
        for item in column:
            item.y = round(item.y - highest)


def _order(sketch: Sketch, links: Sequence[Link]) -> None:
    """Sort each column so that few lines cross; of two orders that cross as often, the earlier."""
    for column in sketch.columns:
        _stack(column)
    best = [list(column) for column in sketch.columns]
    fewest = _crossings(links)
    for turn in range(SWEEPS):
        columns = list(range(len(sketch.columns)))
        for number in columns if turn % 2 == 0 else reversed(columns):
            _sort(sketch.columns[number], links, fixed="left" if turn % 2 == 0 else "right")
        crossed = _crossings(links)
        if crossed < fewest:
            fewest, best = crossed, [list(column) for column in sketch.columns]
    for column, order in zip(sketch.columns, best, strict=True):
        column[:] = order
        _stack(column)


def _sort(column: list[Item], links: Sequence[Link], *, fixed: str) -> None:
    wished = {id(item): _wish(item, links, fixed) for item in column}
    column.sort(key=lambda item: wished[id(item)])
    _stack(column)


def _wish(item: Item, links: Sequence[Link], fixed: str) -> float:
    """Return where the middle of an item would like to be, from its neighbours on one side."""
    near = [
        link.left_y if link.right is item else link.right_y
        for link in links
        if (link.right if fixed == "left" else link.left) is item
    ]
    return sum(near) / len(near) if near else item.y + item.height / 2


def _stack(column: Sequence[Item]) -> None:
    """Put the items of a column under each other, the whole centred."""
    y = 0.0
    for item, after in zip(column, [*column[1:], None], strict=True):
        item.y = y
        y += item.height + (_gap(item, after) if after else 0)
    for item in column:
        item.y -= y / 2


def _gap(above: Item, below: Item) -> float:
    return PASSAGE_GAP if above.node is None and below.node is None else BOX_GAP


def _crossings(links: Sequence[Link]) -> int:
    crossed = 0
    for one, other in combinations(links, 2):
        if one.left.column == other.left.column:
            crossed += (one.left_y - other.left_y) * (one.right_y - other.right_y) < 0
    return crossed


def _settle_all(sketch: Sketch, links: Sequence[Link]) -> None:
    for column in sketch.columns:
        _settle(column, links)
    for column in reversed(sketch.columns):
        _settle(column, links)


def _settle(column: Sequence[Item], links: Sequence[Link]) -> None:
    """Move each item towards its neighbours, as far as the order and the gaps allow.

    What wants to overlap is moved together, to the mean of what it wants (pooled violators).
    """
    offset, offsets = 0.0, []
    for item, after in zip(column, [*column[1:], None], strict=True):
        offsets.append(offset)
        offset += item.height + (_gap(item, after) if after else 0)
    pools: list[tuple[float, float, int]] = []
    aims = [_aim(item, links) for item in column]
    wishes = [
        None if aim is None else aim - shift for aim, shift in zip(aims, offsets, strict=True)
    ]
    for item, (place, is_wish) in zip(column, _beside(wishes), strict=True):
        weight = BOX_WEIGHT if item.node is not None else PASSAGE_WEIGHT
        pool = (place, weight if is_wish else NO_WEIGHT, 1)
        while pools and pools[-1][0] > pool[0]:
            wish, heavy, count = pools.pop()
            both = heavy + pool[1]
            pool = ((wish * heavy + pool[0] * pool[1]) / both, both, count + pool[2])
        pools.append(pool)
    places = [wish for wish, _weight, count in pools for _ in range(count)]
    for item, place, shift in zip(column, places, offsets, strict=True):
        item.y = place + shift


def _beside(wishes: Sequence[float | None]) -> list[tuple[float, bool]]:
    """Return each wish, and whether it is one: what has none stays beside what stands above it."""
    first = next((wish for wish in wishes if wish is not None), 0.0)
    found: list[tuple[float, bool]] = []
    for wish in wishes:
        above = found[-1][0] if found else first
        found.append((above, False) if wish is None else (wish, True))
    return found


def _aim(item: Item, links: Sequence[Link]) -> float | None:
    """Return the top that an item would have if its lines were straight; None without a line."""
    tops = [
        item.y + (link.left_y - link.right_y if link.right is item else link.right_y - link.left_y)
        for link in links
        if item in (link.left, link.right)
    ]
    return sum(tops) / len(tops) if tops else None


def _row_key(sketch: Sketch, box: Item, entry: Entry) -> tuple[int, float]:
    """Sort rows by where they lead: onward, back, then what leads nowhere else, each downwards."""
    if entry.sense is None:
        return (2, 0.0)
    first = sketch.course(box, entry)[0]
    return (0 if entry.sense == "onward" else 1, first.y + first.port)
