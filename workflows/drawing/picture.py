# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The picture: boxes, rows, words and lines with their places, in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workflows.drawing.chart import Chart, Node, Way
from workflows.drawing.placing import arrange
from workflows.drawing.routing import Point, Routes
from workflows.drawing.sketch import (
    ARROW,
    BOX_WIDTH,
    ICON,
    PADDING,
    SMALL_LINE,
    TEXT_LINE,
    TITLE_LINE,
    Entry,
    Item,
    Notes,
    sketch_of,
)

EDGE = 12.0
RADIUS = 6.0
HEAD = 4.5
SIGN = 15.0


@dataclass(frozen=True)
class Line:
    """A line of words; ``x`` and ``y`` are where its baseline begins."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Row:
    """One way out in its box. ``path`` is its line (SVG path data), empty where it has none.

    ``sense``: onward, back, stays, returns (to the step before), or lost (to no step).
    """

    way: Way
    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]
    notes: tuple[Line, ...]
    path: str
    sense: str
    icon_x: float
    icon_y: float
    sign_x: float


@dataclass(frozen=True)
class Box:
    """One step, or one group of steps."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    head: float
    icon_x: float
    icon_y: float
    title: tuple[Line, ...]
    kind_x: float
    kind_y: float
    notes: tuple[Line, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Picture:
    """Everything, in the order in which it is read."""

    width: float
    height: float
    boxes: tuple[Box, ...]


def draw(chart: Chart, notes: Notes | None = None) -> Picture:
    """Draw a chart; ``notes`` are a few words more in boxes and rows: see ``Notes``."""
    sketch = sketch_of(chart, notes or {})
    arrange(sketch)
    routes = Routes(sketch)
    boxes = tuple(
        _box(sketch.boxes[node.code], routes.column_x[node.column] + EDGE, routes)
        for node in chart.nodes
    )
    bottom = max((box.y + box.height for box in boxes), default=0.0)
    lowest = max((item.y for item in sketch.passages.values()), default=0.0) + 2 * EDGE
    return Picture(routes.width + 2 * EDGE, max(bottom, lowest) + EDGE, boxes)


def _box(item: Item, x: float, routes: Routes) -> Box:
    assert item.node is not None  # noqa: S101 - passages are no boxes
    y, left = item.y + EDGE, x + PADDING
    text_x = left + ICON
    title = [
        Line(text, text_x, _near(y + 7 + TITLE_LINE * (index + 0.72)))
        for index, text in enumerate(item.title)
    ]
    kind_y = y + 7 + TITLE_LINE * len(title) + SMALL_LINE * 0.72
    below = kind_y + (SMALL_LINE if item.node.kind is not None else 0)
    return Box(
        node=item.node,
        x=x,
        y=y,
        width=BOX_WIDTH,
        height=item.height,
        head=item.head,
        icon_x=left - 2,
        icon_y=y + 9,
        title=tuple(title),
        kind_x=text_x,
        kind_y=_near(kind_y),
        notes=tuple(
            Line(text, text_x, _near(below + SMALL_LINE * index))
            for index, text in enumerate(item.small)
        ),
        rows=tuple(_row(item, entry, x, routes) for entry in item.rows),
    )


def _row(box: Item, entry: Entry, x: float, routes: Routes) -> Row:
    y = box.y + entry.top + EDGE
    words = len(entry.lines) * TEXT_LINE + len(entry.small) * SMALL_LINE
    first = y + (entry.height - words) / 2 + TEXT_LINE * 0.74
    text_x, below = x + PADDING + ARROW, first + len(entry.lines) * TEXT_LINE
    points = [(px + EDGE, py + EDGE) for px, py in routes.points(box, entry)]
    return Row(
        way=entry.way,
        x=x + 4,
        y=y,
        width=BOX_WIDTH - 8,
        height=entry.height,
        lines=tuple(
            Line(text, text_x, _near(first + index * TEXT_LINE))
            for index, text in enumerate(entry.lines)
        ),
        notes=tuple(
            Line(text, text_x, _near(below + index * SMALL_LINE))
            for index, text in enumerate(entry.small)
        ),
        path=path_data(points),
        sense=_sense(entry),
        icon_x=x + PADDING - 2,
        icon_y=_near(y + entry.height / 2 - SIGN / 2),
        sign_x=x + BOX_WIDTH - PADDING - SIGN,
    )


def _sense(entry: Entry) -> str:
    way = entry.way
    if entry.sense is not None:
        return entry.sense
    if way.returns:
        return "returns"
    return "stays" if way.stays else "lost"


def path_data(points: Sequence[Point]) -> str:
    """Return a line with rounded corners and an open arrow at its end, as SVG path data."""
    if len(points) < 2:
        return ""
    parts = [f"M{_pair(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(RADIUS, _length(before, corner) / 2, _length(corner, after) / 2)
        parts.append(f"L{_pair(_towards(corner, before, radius))}")
        parts.append(f"Q{_pair(corner)} {_pair(_towards(corner, after, radius))}")
    x, y = points[-1]
    back = -HEAD if points[-2][0] < x else HEAD
    parts.append(f"L{_pair((x, y))}")
    parts.append(f"M{_pair((x + back, y - HEAD))}L{_pair((x, y))}L{_pair((x + back, y + HEAD))}")
    return "".join(parts)


def _length(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _towards(start: Point, end: Point, distance: float) -> Point:
    whole = _length(start, end) or 1.0
    part = distance / whole
    return (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)


def _pair(point: Point) -> str:
    return f"{round(point[0], 1):g} {round(point[1], 1):g}"


def _near(number: float) -> float:
    return round(number, 1)
