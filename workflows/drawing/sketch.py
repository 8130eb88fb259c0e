# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Boxes and passages in their columns, before anything is drawn.

Where a line must cross columns, it gets a passage in each: all lines that lead to one step share
it. A line leaves a box on the right when it leads onward, on the left when it leads back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from workflows.drawing.chart import Chart, Node, Way
from workflows.drawing.measuring import wrapped

BOX_WIDTH = 216.0
PADDING = 10.0
ICON = 22.0
TITLE_SIZE, TITLE_LINE = 14.0, 19.0
SMALL_SIZE, SMALL_LINE = 11.5, 16.0
TEXT_SIZE, TEXT_LINE = 12.5, 16.0
# A row can be pressed with a thumb that is not too large (WCAG 2.5.8).
ROW_PADDING, ROW_LEAST = 4.5, 25.0
ARROW = 20.0
# Where lines come in: level with the first line of the title.
PORT = 17.0
PASSAGE = 8.0

Sense = Literal["onward", "back"]
# A few words more in a box (with an empty place) or in one of its rows, by code and place.
Notes = Mapping[tuple[str, str], str]


@dataclass(eq=False)
class Item:
    """Something that takes room in a column: a box, or (``node`` None) a passage of lines."""

    key: tuple[str, ...]
    column: int
    height: float
    node: Node | None = None
    title: tuple[str, ...] = ()
    small: tuple[str, ...] = ()
    head: float = 0.0
    rows: list[Entry] = field(default_factory=list)
    y: float = 0.0

    @property
    def port(self) -> float:
        """How far below its top lines come in."""
        return PORT if self.node is not None else self.height / 2


@dataclass(eq=False)
class Entry:
    """One row of a box: a way out, with room for its words. ``top`` counts from the box."""

    way: Way
    lines: tuple[str, ...]
    small: tuple[str, ...]
    height: float
    sense: Sense | None
    top: float = 0.0

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


@dataclass(frozen=True)
class Link:
    """What holds two neighbours together: a row or a passage, and what comes next on its way."""

    left: Item
    right: Item
    entry: Entry | None = None
    sense: Sense = "onward"

    @property
    def left_y(self) -> float:
        own = self.entry is not None and self.sense == "onward"
        return self.left.y + (self.entry.middle if own and self.entry else self.left.port)

    @property
    def right_y(self) -> float:
        own = self.entry is not None and self.sense == "back"
        return self.right.y + (self.entry.middle if own and self.entry else self.right.port)


@dataclass
class Sketch:
    """Everything that has a place."""

    columns: list[list[Item]]
    boxes: dict[str, Item]
    passages: dict[tuple[str, str, int], Item]

    def links(self) -> Iterable[Link]:
        """Yield what connects neighbouring columns, each connection once."""
        known: set[tuple[int, int]] = set()
        for box in self.boxes.values():
            for entry in box.rows:
                for link in self._course(box, entry):
                    pair = (id(link.entry or link.left), id(link.right))
                    if link.entry is not None or pair not in known:
                        known.add(pair)
                        yield link

    def course(self, box: Item, entry: Entry) -> list[Item]:
        """Return what a line passes after it left its box: passages, then the box it leads to."""
        target = self.boxes[entry.way.to]
        step = 1 if entry.sense == "onward" else -1
        sense = str(entry.sense)
        between = range(box.column + step, target.column, step)
        if box.column == target.column:
            return [target]
        return [*(self.passages[sense, entry.way.to, column] for column in between), target]

    def _course(self, box: Item, entry: Entry) -> Iterable[Link]:
        if entry.sense is None:
            return
        before, first = box, True
        for item in self.course(box, entry):
            if item.column != before.column:
                left, right = sorted((before, item), key=lambda one: one.column)
                yield Link(left, right, entry if first else None, entry.sense)
            before, first = item, False


def sketch_of(chart: Chart, notes: Notes) -> Sketch:
    """Return the boxes of a chart and the passages between them, in the order of the chart."""
    at = {node.code: node.column for node in chart.nodes}
    columns: list[list[Item]] = [[] for _ in range(1 + max(at.values(), default=-1))]
    boxes = {node.code: _box(node, at, notes) for node in chart.nodes}
    passages: dict[tuple[str, str, int], Item] = {}
    for box in boxes.values():
        columns[box.column].append(box)
    for way in chart.ways():
        if way.leads:
            _pass(at[way.source], way, at[way.to], columns, passages)
    return Sketch(columns, boxes, passages)


def _box(node: Node, at: dict[str, int], notes: Notes) -> Item:
    room, note = BOX_WIDTH - 2 * PADDING - ICON, notes.get((node.code, ""), "")
    title = wrapped(node.label, room, TITLE_SIZE, 3)
    small = wrapped(note, room, SMALL_SIZE, 2) if note else ()
    head = 2 * 7 + len(title) * TITLE_LINE + (len(small) + (node.kind is not None)) * SMALL_LINE
    item = Item(("box", node.code), node.column, 0, node, title, small, head)
    item.rows = [_entry(way, at, notes.get((node.code, way.place), "")) for way in node.ways]
    stack_rows(item)
    return item


def _entry(way: Way, at: dict[str, int], note: str) -> Entry:
    room = BOX_WIDTH - PADDING - ARROW - (PADDING if way.leads else PADDING + ARROW)
    lines = wrapped(way.label, room, TEXT_SIZE, 3)
    small = wrapped(note, room, SMALL_SIZE, 2) if note else ()
    words = len(lines) * TEXT_LINE + len(small) * SMALL_LINE
    height = max(ROW_LEAST, words + 2 * ROW_PADDING)
    sense: Sense | None = None
    if way.leads:
        sense = "back" if at[way.to] < at[way.source] else "onward"
    return Entry(way, lines, small, height, sense)


def stack_rows(item: Item) -> None:
    """Give each row of a box its place below the one before."""
    top = item.head
    for entry in item.rows:
        entry.top = top
        top += entry.height
    item.height = top + (4 if item.rows else 0)


def _pass(
    start: int,
    way: Way,
    end: int,
    columns: list[list[Item]],
    passages: dict[tuple[str, str, int], Item],
) -> None:
    sense: Sense = "back" if end < start else "onward"
    step = -1 if sense == "back" else 1
    for column in range(start + step, end, step):
        key = (sense, way.to, column)
        if key not in passages:
            passages[key] = Item((sense, way.to), column, PASSAGE)
            columns[column].append(passages[key])
