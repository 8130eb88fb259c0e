# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What transitions share, edited like everything else: added, named, used, written out."""

from __future__ import annotations

import pytest

from tests.workflows.making import both, changed, transition
from workflows.editing import (
    Add,
    AddPart,
    Change,
    EditRefused,
    Recode,
    Remove,
    Settle,
    Several,
    Thing,
    apply,
    consequences,
    difference,
    patched,
    told,
    touched,
)
from workflows.parsing import parse_definition

PHONE = {"fact": "channel", "op": "is", "value": "phone"}
NOBODY = {"do": "assign", "to": "nobody"}
URGENT = {"do": "set_priority", "priority": "urgent"}
CONDITION, EFFECTS, WAY = Thing.SHARED_CONDITION, Thing.SHARED_EFFECTS, Thing.TRANSITION


def sharing(data):
    data["parts"] = {
        "conditions": [{"code": "phoned", "label": both("phoned"), "when": PHONE}],
        "effects": [{"code": "hurry", "label": both("hurry"), "effects": [URGENT, NOBODY]}],
    }
    transition(data, "take")["when"] = {"not": {"part": "phoned"}}
    transition(data, "close")["when"] = {"all": [PHONE, {"part": "phoned"}]}
    transition(data, "take")["effects"] = [{"do": "part", "part": "hurry"}, NOBODY][:1]


def shared():
    return changed(sharing)


def test_a_part_never_uses_itself():
    """A loop is refused in words, and nothing is changed."""
    edit = Change(CONDITION, "phoned", {"when": {"not": {"part": "phoned"}}})
    with pytest.raises(EditRefused):
        apply(shared(), edit)


def test_what_is_not_there_cannot_be_changed():
    """A part that is gone is refused like a step that is gone; no list is begun for it."""
    data = changed(lambda data: None)
    with pytest.raises(EditRefused, match="no longer there"):
        apply(data, Change(CONDITION, "gone", {"label": "x"}))
    with pytest.raises(EditRefused):
        apply(data, Settle("parts", {}))
    assert "parts" not in data


def test_a_part_is_added_with_a_code_of_its_name():
    """Two of one name have two codes; the first begins the list."""
    item = {"label": both("Dear"), "when": PHONE}
    data = apply(changed(lambda data: None), Several((Add(CONDITION, item), Add(CONDITION, item))))

    assert [one["code"] for one in data["parts"]["conditions"]] == ["dear_fr", "dear_fr_2"]


def test_what_is_removed_is_written_out_where_it_was_used():
    """Everything does what it did: the definitions are the same but for the part."""
    data = shared()
    before = parse_definition(data)

    after = apply(apply(data, Remove(CONDITION, "phoned")), Remove(EFFECTS, "hurry"))

    assert "parts" not in after
    assert transition(after, "take")["when"] == {"not": PHONE}
    assert transition(after, "take")["effects"] == [URGENT, NOBODY]
    now = parse_definition(after)
    assert [(w.when, w.effects) for w in now.transitions] == [
        (w.when, w.effects) for w in before.transitions
    ]


def test_the_removal_says_where_it_is_written_out():
    """Who removes a part reads which transitions keep what it said."""
    said = [one.sentence for one in consequences(shared(), Remove(EFFECTS, "hurry"))]

    assert said == ["“take” does what it did: it is written out there."]


def test_a_new_code_follows_to_every_use():
    """Uses inside groups and among effects name the part by its new code."""
    data = apply(shared(), Recode(CONDITION, "phoned", "called"))
    data = apply(data, Recode(EFFECTS, "hurry", "run"))

    assert transition(data, "close")["when"]["all"][1] == {"part": "called"}
    assert transition(data, "take")["effects"] == [{"do": "part", "part": "run"}]


@pytest.mark.parametrize(
    ("edit", "said", "thing"),
    [
        (Add(EFFECTS, {"label": "x", "effects": [NOBODY]}), "Shared effects “x” added",
         "effects/x"),
        (Change(CONDITION, "phoned", {"label": "y"}), "Shared condition “y” changed",
         "conditions/phoned"),
        (AddPart(EFFECTS, "hurry", "/effects", {"do": "set_due"}),
         "What happens with “hurry” changed", "effects/hurry"),
        (Remove(CONDITION, "phoned"), "Shared condition “phoned” removed", "conditions/phoned"),
    ],
)  # fmt: skip
def test_each_edit_has_its_sentence_its_thing_and_its_way_back(edit, said, thing):
    """It is told, it disturbs nobody at another part, and undo is exact."""
    data = shared()
    after = apply(data, edit)

    assert told(data, edit, after).sentence == said
    named = touched(data, after)
    assert f"parts/{thing}" in named
    assert "parts" not in named
    assert patched(after, difference(after, data)) == data
