# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Changing a workflow in small steps, each with its sentence, each of which can be taken back.

An edit is a value; ``apply`` gives new data and touches nothing. What is unsound may be written,
since whoever is in the middle of a change needs it; what is no workflow at all is refused.
"""

from workflows.editing.applying import apply, consequences
from workflows.editing.codes import free_code
from workflows.editing.edits import (
    Add,
    AddPart,
    AddTest,
    AddValidation,
    AddWaiting,
    Change,
    Edit,
    Group,
    Move,
    MovePart,
    Recode,
    Remove,
    RemovePart,
    Replace,
    SetPart,
    Settle,
    Several,
    Thing,
    edit_from_data,
    edit_to_data,
)
from workflows.editing.patching import difference, patched, touched
from workflows.editing.places import EditRefused, find, find_part, name_of, things_in
from workflows.editing.ready import blank, staged
from workflows.editing.telling import told, told_from_data, told_to_data

__all__ = [
    "Add",
    "AddPart",
    "AddTest",
    "AddValidation",
    "AddWaiting",
    "Change",
    "Edit",
    "EditRefused",
    "Group",
    "Move",
    "MovePart",
    "Recode",
    "Remove",
    "RemovePart",
    "Replace",
    "SetPart",
    "Settle",
    "Several",
    "Thing",
    "apply",
    "blank",
    "consequences",
    "difference",
    "edit_from_data",
    "edit_to_data",
    "find",
    "find_part",
    "free_code",
    "name_of",
    "patched",
    "staged",
    "things_in",
    "told",
    "told_from_data",
    "told_to_data",
    "touched",
]
