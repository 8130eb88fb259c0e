# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Changes of a form that is being written: pure, so tried by the hundred."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grc.catalog.form_editing import (
    NoSuchField,
    added,
    changed,
    choices_from,
    duplicated,
    fingerprint,
    free_code,
    moved,
    removed,
)
from workflows.fields import Choice, Field, FieldKind, fields_to_data, parse_fields
from workflows.text import LocalisedText

LABELS = st.text(min_size=1, max_size=60).filter(lambda text: text.strip())
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["add", "change", "move", "duplicate", "remove"]),
        st.integers(0, 20),
        st.integers(-3, 3),
        LABELS,
    ),
    max_size=25,
)


def question(label: str, code: str = "x") -> Field:
    return Field(code, FieldKind.SHORT_TEXT, LocalisedText({"fr": label}))


@pytest.mark.parametrize("edit", [changed, duplicated, removed])
def test_what_is_not_there_is_not_edited(edit):
    """A field that somebody removed is said to be missing."""
    more = (question("Où ?"),) if edit is changed else ()
    with pytest.raises(NoSuchField):
        edit((question("Quand ?"),), "gone", *more)


@given(LABELS, st.sets(st.sampled_from(["ou", "ou_2", "field"])))
def test_a_code_is_one_that_a_form_accepts(label, taken):
    """Whatever the label: a small letter, then small letters, digits or _; never one taken."""
    code = free_code(label, taken)
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,39}", code)
    assert code not in taken


def test_a_code_says_what_the_label_says():
    """Words without accents; the second of a name has a number."""
    assert free_code("Où est-ce ?", set()) == "ou_est_ce"
    assert free_code("Où est-ce ?", {"ou_est_ce"}) == "ou_est_ce_2"
    assert free_code("12 rue", set()) == "field_12_rue"


@given(EDITS)
def test_any_edits_leave_a_form_that_can_be_published(edits):
    """Each code once, each field readable; nothing but what was named is changed."""
    fields = (question("Où ?", "where"),)
    for verb, place, by, label in edits:
        code = fields[place % len(fields)].code if fields else ""
        if verb == "add" and len(fields) < 50:
            fields = added(fields, question(label))
        elif fields and verb == "change":
            others = [field for field in fields if field.code != code]
            fields = changed(fields, code, question(label))
            assert [field for field in fields if field.code != code] == others
        elif fields and verb == "move":
            before = sorted(field.code for field in fields)
            fields = moved(fields, code, by)
            assert sorted(field.code for field in fields) == before
        elif fields and verb == "duplicate" and len(fields) < 50:
            fields = duplicated(fields, code)
        elif fields and verb == "remove":
            fields = removed(fields, code)
    codes = [field.code for field in fields]
    assert len(codes) == len(set(codes))
    assert [field.code for field in parse_fields(printable(fields))] == codes


def printable(fields):
    """The fields as data, their labels replaced by one that every form accepts."""
    return [data | {"label": "x"} for data in fields_to_data(fields)]


def test_a_field_moves_as_far_as_there_is_room():
    """The first does not move up."""
    fields = (question("A", "a"), question("B", "b"))
    assert moved(fields, "a", -1) == fields
    assert [field.code for field in moved(fields, "a", 1)] == ["b", "a"]


def test_a_choice_keeps_its_code():
    """Moved or reworded in its place, what was stored stays readable; a new one has its own."""
    before = (
        Choice("yes", LocalisedText({"fr": "Oui"})),
        Choice("no", LocalisedText({"fr": "Non"})),
    )
    swapped = choices_from([{"fr": "Non"}, {"fr": "Oui"}], before)
    assert [choice.code for choice in swapped] == ["no", "yes"]
    reworded = choices_from([{"fr": "Oui"}, {"fr": "Pas du tout"}], before)
    assert [choice.code for choice in reworded] == ["yes", "no"]
    more = choices_from([{"fr": "Oui"}, {"fr": "Non"}, {"fr": "Je ne sais pas"}], before)
    assert [choice.code for choice in more] == ["yes", "no", "je_ne_sais_pas"]
    twice = choices_from([{"fr": "Oui"}, {"fr": "Oui"}], before)
    assert len({choice.code for choice in twice}) == 2


def test_a_fingerprint_changes_with_anything_that_is_written():
    """A form that carries it cannot write over what it has not seen."""
    one = question("Où ?")
    assert fingerprint(one) == fingerprint(question("Où ?"))
    assert fingerprint(one) != fingerprint(question("Où"))
