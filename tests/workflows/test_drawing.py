# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The diagram: complete, without overlap, always the same, little moved by little edits."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given

from tests.workflows.strategies import definitions
from tests.workflows.test_lutece import converted
from workflows.definition import Definition, Origin, Word
from workflows.drawing import Box, Picture, Row, chart_of, draw
from workflows.library import load
from workflows.parsing import definition_to_data, parse_definition
from workflows.text import LocalisedText


def named(origin: Origin | None) -> str:
    return "anywhere" if origin and origin.anywhere else f"some {origin}"


def drawn(definition: Definition) -> Picture:
    return draw(chart_of(definition, "fr", named))


def ready(name: str) -> Definition:
    return parse_definition(load(name))


@pytest.fixture(scope="module")
def dansmarue(shared_data: Any) -> Definition:
    path = shared_data / "05-workflows" / "paris-lutece-dansmarue" / "workflow-dansmarue.json"
    return parse_definition(converted(json.loads(path.read_text(encoding="utf-8"))))


def corners(row: Row) -> list[tuple[float, float]]:
    """Return the corners of a row's line: its start, its bends, its end."""
    line = row.path[: row.path.index("M", 1)]
    found = re.findall(r"([MLQ])(\S+ \S+?)(?=[MLQ ]|$)", line)
    kept = [pair for sign, pair in found if sign in "MQ"] + [found[-1][1]]
    return [(float(x), float(y)) for x, y in (pair.split() for pair in kept)]


def overlaps(picture: Picture) -> list[tuple[str, str]]:
    """Return the boxes that lie on each other."""
    return [
        (one.node.code, other.node.code)
        for one, other in combinations(picture.boxes, 2)
        if one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    ]


def crosses(box: Box, start: tuple[float, float], end: tuple[float, float]) -> bool:
    """Tell whether a level or upright stroke runs through a box."""
    (left, right), (top, bottom) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    inside_x = left < box.x + box.width - 1 and right > box.x + 1
    return inside_x and top < box.y + box.height and bottom > box.y


def strokes_through_boxes(picture: Picture) -> list[tuple[str, str]]:
    rows = [row for box in picture.boxes for row in box.rows if row.path]
    return [
        (box.node.code, row.way.code)
        for row in rows
        for start, end in pairwise(corners(row))
        for box in picture.boxes
        if crosses(box, start, end)
    ]


@given(definitions)
def test_nothing_lies_on_anything(definition: Definition) -> None:
    """Whatever parsing accepts is drawn, and no box, no line and no word lies on a box."""
    picture = drawn(definition)

    assert overlaps(picture) == []
    assert strokes_through_boxes(picture) == []
    for box in picture.boxes:
        assert box.x >= 0
        assert box.x + box.width <= picture.width
        assert box.y >= 0
        assert box.y + box.height <= picture.height
        tops = [row.y for row in box.rows]
        assert all(b - a >= 24 for a, b in pairwise(tops))


@given(definitions)
def test_it_is_complete(definition: Definition) -> None:
    """Each step has a box, each way a row in the box of its step, or one in a box beside."""
    picture = drawn(definition)
    codes = {step.code for step in definition.steps}

    assert {box.node.code for box in picture.boxes if box.node.kind} == codes
    shown = Counter(row.way.place for box in picture.boxes for row in box.rows)
    for index, transition in enumerate(definition.transitions):
        sources = [code for code in dict.fromkeys(transition.sources) if code in codes]
        assert shown[f"/transitions/{index}"] in (1, len(sources))
    for box in picture.boxes:
        for row in box.rows:
            assert bool(row.path) == row.way.leads


@given(definitions)
def test_it_is_always_the_same(definition: Definition) -> None:
    """The same definition gives the same picture, also once it was stored and read again."""
    stored = parse_definition(definition_to_data(definition))
    assert drawn(stored) == drawn(definition)


def test_lines_end_where_they_lead() -> None:
    """Each line begins at its row and ends at the box that its way leads to."""
    picture = drawn(ready("report"))
    boxes = {box.node.code: box for box in picture.boxes}
    for box in picture.boxes:
        for row in filter(lambda row: row.path, box.rows):
            (x, y), (end_x, end_y) = corners(row)[0], corners(row)[-1]
            target = boxes[row.way.to]
            assert x in (box.x, box.x + box.width)
            assert row.y <= y <= row.y + row.height
            assert end_x in (target.x, target.x + target.width)
            assert target.y <= end_y <= target.y + target.head


def test_the_way_goes_from_left_to_right() -> None:
    """Requests begin on the left, the likely way goes to the right, the ends are last."""
    chart = chart_of(ready("report"), "fr", named)
    assert {node.code: node.column for node in chart.nodes if node.kind} == {
        "new": 0,
        "in_progress": 1,
        "waiting_citizen": 2,
        "waiting_third_party": 2,
        "to_validate": 2,
        "to_send": 3,
        "answered": 4,
        "closed": 4,
    }


def test_what_can_be_done_anywhere_is_drawn_once() -> None:
    """A way from anywhere is one row in a box beside, not one in each step."""
    data = load("report")
    data["transitions"].append(
        {"code": "cancel", "from": {"anywhere": True}, "to": "closed", "trigger": "button"}
        | {"label": "Annuler", "functions": ["agent"], "outcomes": ["cancelled"]}
    )
    picture = drawn(parse_definition(data))

    (beside,) = [box for box in picture.boxes if box.node.label == "anywhere"]
    assert beside.node.kind is None
    assert [row.way.code for row in beside.rows] == ["cancel"]
    assert sum(row.way.code == "cancel" for box in picture.boxes for row in box.rows) == 1


def test_a_large_workflow_fits(dansmarue: Definition) -> None:
    """Fifteen steps and 55 transitions of Paris stay within what one scrolls through."""
    picture = drawn(dansmarue)

    assert overlaps(picture) == []
    assert strokes_through_boxes(picture) == []
    assert picture.width <= 1800
    assert picture.height <= 1400


def test_a_ready_made_one_fits_a_screen() -> None:
    """Both ready-made workflows are seen nearly whole at 1280 pixels."""
    assert drawn(ready("simple")).width <= 1280
    assert drawn(ready("report")).width <= 1400
    assert drawn(ready("report")).height <= 900
    assert drawn(ready("simple")).height <= 600


@pytest.mark.parametrize("name", ["report", "simple"])
def test_another_word_moves_nothing(name: str) -> None:
    """A label about as long and what a way asks for leave every box where it is."""
    definition = ready(name)
    first = definition.transitions[0]
    label = LocalisedText({"fr": "Débuter le traitement", "en": "Begin"})
    other = replace(first, label=label, reason=Word.REQUIRED)
    changed = replace(definition, transitions=(other, *definition.transitions[1:]))

    assert places(drawn(changed)) == places(drawn(definition))


OFF_THE_WAY = {way["code"] for way in load("report")["transitions"]} - {"take", "submit", "approve"}


@pytest.mark.parametrize("code", sorted(OFF_THE_WAY))
def test_a_way_less_leaves_the_columns(code: str) -> None:
    """Without a way that is not the likely one, all steps keep their columns, but for one."""
    definition = ready("report")
    left = tuple(way for way in definition.transitions if way.code != code)
    before = {n.code: n.column for n in chart_of(definition, "fr", named).nodes}
    after = chart_of(replace(definition, transitions=left), "fr", named)

    moved = [node.code for node in after.nodes if node.column != before[node.code]]
    assert len(moved) <= 1


def places(picture: Picture) -> dict[str, tuple[float, float]]:
    return {box.node.code: (box.x, box.y) for box in picture.boxes}
