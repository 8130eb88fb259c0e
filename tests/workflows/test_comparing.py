# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What differs between two versions, in words: complete, at its place, in the reader's language."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figures import examples
from tests.workflows.strategies import definitions
from workflows.comparing import Change, by_step, compare, counterparts, marks
from workflows.definition import Definition
from workflows.library import load
from workflows.parsing import definition_to_data, parse_definition
from workflows.sentences import sentence


def edited(*edits: tuple[str, Any], name: str = "report") -> Definition:
    """Return a ready-made workflow with some places set; None takes them away."""
    data = copy.deepcopy(load(name))
    for place, value in edits:
        *path, last = place.strip("/").split("/")
        holder: Any = data
        for key in path:
            holder = holder[int(key)] if isinstance(holder, list) else holder[key]
        key = int(last) if isinstance(holder, list) and last != "-" else last
        if last == "-":
            holder.append(value)
        elif value is None:
            del holder[key]
        else:
            holder[key] = value
    return parse_definition(data)


REPORT = edited()


few = settings(max_examples=examples(500))
LISTS = ("functions", "steps", "transitions", "options", "scenarios")


def way(code: str, name: str = "report") -> str:
    codes = [transition["code"] for transition in load(name)["transitions"]]
    return f"/transitions/{codes.index(code)}"


def said(*edits: tuple[str, Any]) -> list[str]:
    with override("en"):
        return [sentence(change) for change in compare(REPORT, edited(*edits))]


def leaves(data: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value of the data that holds no other, with its pointer."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        if isinstance(value, dict | list) and value:
            yield from leaves(value, f"{place}/{key}")
        else:
            yield f"{place}/{key}", value


def covered(place: str, changes: tuple[Change, ...], side: str) -> bool:
    return any(
        place == told or place.startswith(f"{told}/")
        for change in changes
        for told in getattr(change, side)
    )


def by_code(data: Any, key: str) -> dict[tuple[str, int], tuple[str, Any]]:
    """Return the things of a list by code, and by how many of that code stood before."""
    found: dict[tuple[str, int], tuple[str, Any]] = {}
    for index, item in enumerate(data.get(key, [])):
        code = str(item.get("code", item.get("field", {}).get("code")))
        count = sum(known == code for known, _ in found)
        found[code, count] = (f"/{key}/{index}", item)
    return found


def different_leaves(one: Any, other: Any, renamed: dict[str, str]) -> Iterator[str]:
    """Yield the pointers of ``one`` that are not, or not so, in ``other``.

    Things are found by their code, else by the place that ``renamed`` says.
    """
    for key in LISTS:
        mine, theirs = by_code(one, key), by_code(other, key)
        for code, (place, item) in mine.items():
            there = at(other, renamed[place]) if place in renamed else theirs.get(code, ("", {}))[1]
            known = dict(leaves(there))
            for below, value in leaves(item):
                if not is_shifted(below, item, there) and known.get(below, ...) != value:
                    yield place + below
    for key in one.keys() - set(LISTS):
        if one[key] != other.get(key):
            yield f"/{key}"


@few
@given(definitions, definitions)
def test_every_difference_is_told(before: Definition, after: Definition) -> None:
    """Each leaf of the data that differs is covered by a change; equal data have none."""
    old, new = definition_to_data(before), definition_to_data(after)
    changes = compare(before, after)

    assert bool(changes) == (old != new)
    renamed = renames(changes)
    back = {there: here for here, there in renamed.items()}
    lost = different_leaves(old, new, renamed)
    assert [place for place in lost if not covered(place, changes, "before")] == []
    won = different_leaves(new, old, back)
    assert [place for place in won if not covered(place, changes, "after")] == []


@few
@given(definitions, st.data())
def test_a_small_edit_is_told(before: Definition, data: st.DataObject) -> None:
    """Whatever one takes from the steps or the transitions is told, and nothing else is."""
    stored = definition_to_data(before)
    key = data.draw(st.sampled_from(["steps", "transitions"]))
    items = stored[key]
    if len(items) < 2:
        return
    gone = data.draw(st.integers(0, len(items) - 1))
    less = {**stored, key: items[:gone] + items[gone + 1 :]}
    after = parse_definition(less)
    changes = compare(before, after)

    assert changes
    assert compare(after, after) == ()
    for place in different_leaves(stored, definition_to_data(after), renames(changes)):
        assert covered(place, changes, "before"), place


@few
@given(definitions, definitions)
def test_each_change_is_a_sentence(before: Definition, after: Definition) -> None:
    """No sentence fails, in any language, and each has a place in one of the definitions."""
    old, new = (definition_to_data(one) for one in (before, after))
    for language in ("fr", "en"):
        with override(language):
            for change in compare(before, after):
                assert sentence(change)
                for place in change.before:
                    at(old, place)
                for place in change.after:
                    at(new, place)
                assert change.place in (*change.before, *change.after)


def is_shifted(place: str, item: Any, there: Any) -> bool:
    """Tell whether a leaf is in an effect or a question that both have, maybe elsewhere."""
    for inside in (["effects"], ["form", "fields"]):
        keys = place.split("/")[1:]
        if keys[: len(inside)] == inside and len(keys) > len(inside):
            mine, theirs = listed(item, inside), listed(there, inside)
            return mine[int(keys[len(inside)])] in theirs
    return False


def listed(item: Any, inside: list[str]) -> list[Any]:
    for key in inside:
        item = item.get(key, {})
    return item or []


def renames(changes: tuple[Change, ...]) -> dict[str, str]:
    """Return the places of what has another code now, before and after."""
    return {
        change.before[0].removesuffix("/code"): change.after[0].removesuffix("/code")
        for change in changes
        if change.code == "code_changed"
    }


def at(data: Any, place: str) -> Any:
    for key in place.split("/")[1:]:
        data = data[int(key)] if isinstance(data, list) else data[key]
    return data


def test_nothing_changes_nothing() -> None:
    """The same workflow has no change."""
    assert compare(REPORT, REPORT) == ()


CASES = {
    "Close without a validated answer” now demands a reason": ("close", "reason", "required"),
    "Start the work” now allows a message to the requester": ("take", "message", "optional"),
    "Ask for a detail” no longer asks for a message to the requester": (
        "ask_citizen",
        "message",
        None,
    ),
    "Reopen the request” is now also for: agent in charge": (
        "reopen",
        "functions",
        ["supervisor", "agent"],
    ),
    "Start the work” is no longer for: supervisor": ("take", "functions", ["agent"]),
    "Start the work” now leads to Answer to validate instead of In progress": (
        "take",
        "to",
        "to_validate",
    ),
    "Start the work” is no longer the move that most requests take": ("take", "primary", None),
    "Call on a third party” can now also be taken from New": (
        "call_third_party",
        "from",
        ["in_progress", "new"],
    ),
    "can now be taken from Answered, and no longer from New": (
        "take",
        "from",
        ["answered"],
    ),
    "Return the answer” is now set off by the answer, taken back instead of the answer, returned": (
        "return",
        "on",
        "recalled",
    ),
    "is now possible only if this holds: “channel” is “phone”": (
        "take",
        "when",
        {"fact": "channel", "op": "is", "value": "phone"},
    ),
    "Start the work” has one effect more: write to the requester": (
        "take",
        "effects",
        [{"do": "tell", "text": "Bonjour"}],
    ),
    "Start the work” is now called “Begin”": ("take", "label", {"fr": "Débuter", "en": "Begin"}),
    "The requester is no longer told of “Start the work”": ("take", "citizen_label", None),
    "Start the work” now asks: How long?": (
        "take",
        "form",
        {"fields": [{"code": "long", "kind": "number", "label": "How long?", "required": True}]},
    ),
}


@pytest.mark.parametrize("words", CASES)
def test_it_is_said_as_a_clerk_would(words: str) -> None:
    """Each kind of change has its own sentence."""
    code, key, value = CASES[words]
    (told,) = said((f"{way(code)}/{key}", value))
    assert words in told


def test_what_has_no_sentence_is_told_plainly() -> None:
    """A key that nobody wrote a sentence for is told with what it was and what it is."""
    from workflows.comparing.changes import Found, Side
    from workflows.comparing.things import Both, changes_of
    from workflows.text import LocalisedText, Wording

    both = Both({"a": 1}, {"a": 2}, "/x/0", "/x/1", Wording(LocalisedText("X")), "")
    found = Found(Side.of(REPORT), Side.of(REPORT))
    (change,) = changes_of(both, found, {})

    assert change.sentence == "“X”: “a” is now 2 instead of 1."
    assert (change.before, change.after) == (("/x/0/a",), ("/x/1/a",))


def test_a_step_is_followed_through_another_code() -> None:
    """A step that has another code is one change, with all places that name it."""
    data = load("simple")
    data["steps"][2]["code"] = "paused"
    for transition in data["transitions"]:
        codes = transition["from"]
        if isinstance(codes, list):
            transition["from"] = ["paused" if c == "waiting_citizen" else c for c in codes]
        if transition.get("to") == "waiting_citizen":
            transition["to"] = "paused"
    renamed = parse_definition(data)
    before = edited(name="simple")

    (change,) = compare(before, renamed)

    assert change.sentence == (
        "“Waiting for the citizen” has another code: “paused” instead of “waiting_citizen”."
    )
    assert f"{way('ask_citizen', 'simple')}/to" in change.after
    assert counterparts(before, renamed)["waiting_citizen"] == "paused"


def test_what_came_and_went() -> None:
    """Steps and transitions that are new or gone are told as a whole."""
    step = {"code": "extra", "kind": "in_progress", "label": "Extra"}
    told = said(("/steps/-", step), ("/transitions/9", None))
    assert told == [
        "The step “Extra” is added.",
        "The transition “Call on a third party” is removed.",
    ]


def test_changes_are_read_by_step_and_marked() -> None:
    """Changes stand under the step they concern; a picture marks what is new or changed."""
    changes = compare(
        REPORT,
        edited((f"{way('close')}/reason", "required"), ("/steps/1/label", "Being done")),
    )

    assert {step: len(told) for step, told in by_step(changes).items()} == {
        "in_progress": 1,
        "new": 1,
    }
    assert marks(changes) == {"/steps/1": "changed", way("close"): "changed"}
