# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The edits that there are: a closed list, each small enough to be said in one sentence.

Things are named by their codes, and what stands inside a thing by a JSON Pointer that begins at
the thing: ``/when/all/0``, ``/effects/1``. So an edit still means the same when somebody else has
moved the things around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from workflows.definition import StepKind

Data = dict[str, Any]

MOST_STAGES = 3


class Thing(StrEnum):
    """What a workflow is made of; the value is the key of its list, or the way to it."""

    FUNCTION = "functions"
    STEP = "steps"
    TRANSITION = "transitions"
    SHARED_CONDITION = "parts/conditions"
    SHARED_EFFECTS = "parts/effects"


@dataclass(frozen=True)
class Add:
    """Add a thing after another, or last; without a code it gets one from its label."""

    thing: Thing
    item: Data
    after: str = ""


@dataclass(frozen=True)
class Change:
    """Set keys of a thing; None takes a key away."""

    thing: Thing
    code: str
    keys: Data


@dataclass(frozen=True)
class Move:
    """Move a thing so many places down its list, up if negative."""

    thing: Thing
    code: str
    by: int


@dataclass(frozen=True)
class Remove:
    """Remove a thing with what makes no sense without it."""

    thing: Thing
    code: str


@dataclass(frozen=True)
class Recode:
    """Give a thing another code, wherever it is named."""

    thing: Thing
    code: str
    to: str


@dataclass(frozen=True)
class Settle:
    """Set a key of the whole workflow, such as its start; None takes it away."""

    key: str
    value: object


@dataclass(frozen=True)
class AddPart:
    """Add an item at the end of a list inside a thing, such as ``/effects``."""

    thing: Thing
    code: str
    at: str
    value: object


@dataclass(frozen=True)
class SetPart:
    """Replace a part of a thing by another."""

    thing: Thing
    code: str
    at: str
    value: object


@dataclass(frozen=True)
class RemovePart:
    """Remove a part of a thing; a group of conditions without another part goes with it."""

    thing: Thing
    code: str
    at: str


@dataclass(frozen=True)
class MovePart:
    """Move a part so many places down its list, up if negative."""

    thing: Thing
    code: str
    at: str
    by: int


@dataclass(frozen=True)
class AddTest:
    """Add a part to a condition: into the group that stands there, beside the test, or alone."""

    thing: Thing
    code: str
    at: str
    value: object


@dataclass(frozen=True)
class Group:
    """Say how a part of a condition holds: ``all`` or ``any`` of its parts, or ``not``."""

    thing: Thing
    code: str
    at: str
    how: str


@dataclass(frozen=True)
class Several:
    """Several edits as one, said with the sentence of the first."""

    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Replace:
    """Replace the whole workflow, as an import does."""

    definition: Data


@dataclass(frozen=True)
class AddValidation:
    """Let answers be validated before they are sent: a step, its ways, who validates."""

    stages: int = 1


@dataclass(frozen=True)
class AddWaiting:
    """Let requests wait for the citizen or for a third party, and come back."""

    kind: StepKind


Edit = (
    Add
    | Change
    | Move
    | Remove
    | Recode
    | Settle
    | AddPart
    | SetPart
    | RemovePart
    | MovePart
    | AddTest
    | Group
    | Several
    | Replace
    | AddValidation
    | AddWaiting
)

PartEdit = AddPart | SetPart | RemovePart | MovePart | AddTest | Group

_NAMES: Mapping[str, type[Edit]] = {
    "add": Add,
    "change": Change,
    "move": Move,
    "remove": Remove,
    "recode": Recode,
    "settle": Settle,
    "add_part": AddPart,
    "set_part": SetPart,
    "remove_part": RemovePart,
    "move_part": MovePart,
    "add_test": AddTest,
    "group": Group,
    "several": Several,
    "replace": Replace,
    "add_validation": AddValidation,
    "add_waiting": AddWaiting,
}
_WORDS = {kind: name for name, kind in _NAMES.items()}


def edit_to_data(edit: Edit) -> Data:
    """Return the edit as JSON."""
    data: Data = {"edit": _WORDS[type(edit)]}
    for field in fields(edit):
        value = getattr(edit, field.name)
        if field.name == "edits":
            value = [edit_to_data(one) for one in value]
        data[field.name] = value.value if isinstance(value, StrEnum) else value
    return data


def edit_from_data(data: Data) -> Edit:
    """Return the edit that ``edit_to_data`` wrote; raises ``LookupError`` for another."""
    kind = _NAMES[data["edit"]]
    values = {field.name: data[field.name] for field in fields(kind)}
    if "thing" in values:
        values["thing"] = Thing(values["thing"])
    if kind is AddWaiting:
        values["kind"] = StepKind(values["kind"])
    if kind is Several:
        values["edits"] = tuple(edit_from_data(one) for one in values["edits"])
    return kind(**values)
