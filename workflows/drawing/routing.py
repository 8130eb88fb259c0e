# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Lines in the channels between columns: upright parts side by side, few of them crossed.

All lines that lead to one step in one sense are a net: they run together as soon as they meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from workflows.drawing.sketch import BOX_WIDTH, Entry, Item, Sketch

LANE = 11.0
# Room before the first upright line, and after the last, where arrows point.
MARGIN = 18.0
# Level lines nearer than this read as one.
APART = 7.0
OVERLAID = 40

Point = tuple[float, float]
NetKey = tuple[str, str]


@dataclass(eq=False)
class Net:
    """The ends of a net in one channel, by their heights, on either side."""

    key: NetKey
    left: set[float] = field(default_factory=set)
    right: set[float] = field(default_factory=set)
    lane: int = 0

    @property
    def top(self) -> float:
        return min(self.left | self.right)

    @property
    def bottom(self) -> float:
        return max(self.left | self.right)

    @property
    def is_straight(self) -> bool:
        return self.top == self.bottom and bool(self.left) and bool(self.right)


@dataclass
class Channel:
    """The room on the right of a column, and the nets in it."""

    nets: dict[NetKey, Net] = field(default_factory=dict)
    x: float = 0.0

    @property
    def width(self) -> float:
        lanes = max((net.lane + 1 for net in self.nets.values() if not net.is_straight), default=0)
        return 2 * MARGIN + max(lanes - 1, 0) * LANE if self.nets else 0.0

    def lane_x(self, key: NetKey) -> float:
        return self.x + MARGIN + self.nets[key].lane * LANE


@dataclass(frozen=True)
class Hop:
    """A line through one channel: from height to height."""

    channel: int
    start: float
    end: float


class Routes:
    """Where every line goes; ``column_x`` is where each column begins."""

    def __init__(self, sketch: Sketch) -> None:
        self.sketch = sketch
        self.channels = [Channel() for _ in sketch.columns]
        self.hops: dict[int, list[Hop]] = {}
        for box in sketch.boxes.values():
            for entry in box.rows:
                if entry.sense is not None:
                    self.hops[id(entry)] = self._hops(box, entry)
        for channel in self.channels:
            _give_lanes(list(channel.nets.values()))
        self.column_x: list[float] = []
        x = 0.0
        for channel in self.channels:
            self.column_x.append(x)
            channel.x = x + BOX_WIDTH
            x = channel.x + channel.width
        self.width = x

    def points(self, box: Item, entry: Entry) -> list[Point]:
        """Return the corners of the line of a row, from its box to where it leads."""
        hops = self.hops.get(id(entry), [])
        if not hops:
            return []
        key, target = _key(box, entry, self.sketch), self.sketch.boxes[entry.way.to]
        start = self.column_x[box.column] + (BOX_WIDTH if entry.sense == "onward" else 0)
        end = self.column_x[target.column] + (0 if key[0] == "onward" else BOX_WIDTH)
        points: list[Point] = [(start, hops[0].start)]
        for hop in hops:
            x = self.channels[hop.channel].lane_x(key)
            points += [(x, hop.start), (x, hop.end)]
        return _corners([*points, (end, hops[-1].end)])

    def _hops(self, box: Item, entry: Entry) -> list[Hop]:
        key, hops = _key(box, entry, self.sketch), []
        before, at = box, box.y + entry.middle
        for item in self.sketch.course(box, entry):
            end = item.y + item.port
            channel = min(before.column, item.column)
            net = self.channels[channel].nets.setdefault(key, Net(key))
            leaves_left = item.column < before.column
            (net.right if leaves_left else net.left).add(at)
            (net.right if item.column > before.column else net.left).add(end)
            hops.append(Hop(channel, at, end))
            before, at = item, end
        return hops


def _key(box: Item, entry: Entry, sketch: Sketch) -> NetKey:
    onward = sketch.boxes[entry.way.to].column > box.column
    return ("onward" if onward else "back", entry.way.to)


def _give_lanes(nets: list[Net]) -> None:
    """Order the upright parts so that few lines cross and none lies on another."""
    bent = [net for net in nets if not net.is_straight]
    bent.sort(key=lambda net: (net.key[0] == "onward", net.top + net.bottom, net.key))
    cost = {(id(a), id(b)): _cost(a, b) for a in bent for b in bent if a is not b}
    for _ in range(len(bent)):
        if not sum(_reinsert(bent, net, cost) for net in list(bent)):
            break
    for index, net in enumerate(bent):
        before = [other.lane for other in bent[:index] if _meet(net, other)]
        net.lane = 1 + max(before, default=-1)


def _reinsert(nets: list[Net], net: Net, cost: dict[tuple[int, int], int]) -> bool:
    """Put a net where it costs least among the others; tell whether it moved."""
    index = nets.index(net)
    others = nets[:index] + nets[index + 1 :]
    price = sum(cost[id(net), id(other)] for other in others)
    prices = [price]
    for other in others:
        price += cost[id(other), id(net)] - cost[id(net), id(other)]
        prices.append(price)
    best = min(range(len(prices)), key=lambda place: (prices[place], abs(place - index)))
    if prices[best] == prices[index]:
        return False
    nets[:] = [*others[:best], net, *others[best:]]
    return True


def _cost(first: Net, second: Net) -> int:
    """Return what it costs to see ``first`` on the left of ``second``."""
    crossed = sum(second.top < y < second.bottom for y in first.right)
    crossed += sum(first.top < y < first.bottom for y in second.left)
    laid = sum(abs(a - b) < APART for a in first.right for b in second.left)
    return crossed + OVERLAID * laid


def _meet(one: Net, other: Net) -> bool:
    return one.top - APART <= other.bottom and other.top - APART <= one.bottom


def _corners(points: Sequence[Point]) -> list[Point]:
    """Return the points without those in the middle of a straight line."""
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        while len(kept) > 1 and _is_straight(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return kept


def _is_straight(a: Point, b: Point, c: Point) -> bool:
    return a[0] == b[0] == c[0] or a[1] == b[1] == c[1]
