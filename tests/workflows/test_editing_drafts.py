# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A draft that several people change: nothing is written over, everything can be taken back."""

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import make_user
from tests.workflows.edits import edits
from tests.workflows.making import changed, sound_data
from workflows.editing import Add, Change, EditRefused, Move, Remove, Settle, Thing
from workflows.models import DraftEdit, EditedMeanwhile, NotADraft, NothingToUndo


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


STEP, WAY = Thing.STEP, Thing.TRANSITION
NEW_STEP = Add(STEP, {"kind": "in_progress", "label": {"fr": "À valider", "en": "To check"}})


@pytest.fixture
def draft(blank, user):
    return blank.draft(sound_data(), by=user)


@pytest.fixture
def colleague(db):
    return make_user("collegue@chalons.example", "Colin", "Collègue")


def test_a_published_version_takes_no_edit(draft, user):
    """What requests follow is not edited; a new draft is."""
    draft.publish(by=user)

    with pytest.raises(NotADraft):
        draft.edit(NEW_STEP, by=user)


def test_a_refused_edit_leaves_no_trace(draft, user):
    """Neither the draft nor its history knows of what could not be done."""
    with pytest.raises(EditRefused):
        draft.edit(Remove(STEP, "gone"), by=user)

    draft.refresh_from_db()
    assert (draft.revision, draft.definition) == (0, sound_data())
    assert not draft.edits.exists()


def test_two_people_who_change_one_thing_do_not_write_over_each_other(draft, user, colleague):
    """The second is refused, and reads what the first did."""
    draft.edit(Change(WAY, "take", {"label": "Commencer"}), by=colleague, based_on=0)

    with pytest.raises(EditedMeanwhile, match="Transition “Commencer” changed") as refused:
        draft.edit(Change(WAY, "take", {"label": "Débuter"}), by=user, based_on=0)

    (edit,) = refused.value.edits
    assert edit.made_by == colleague


def test_two_people_who_change_two_things_do_not_disturb_each_other(draft, user, colleague):
    """Edits of different things merge without a word."""
    draft.edit(Change(WAY, "take", {"label": "Commencer"}), by=colleague, based_on=0)
    draft.edit(Change(WAY, "ask", {"label": "Demander"}), by=user, based_on=0)
    draft.edit(Move(WAY, "ask", -1), by=user, based_on=0)

    labels = [way["label"] for way in draft.definition["transitions"][:2]]
    assert sorted(labels) == ["Commencer", "Demander"]


def test_what_an_edit_touches_besides_is_not_written_over_either(draft, user, colleague):
    """A step is not removed together with ways that somebody has just changed."""
    draft.edit(Change(WAY, "send", {"label": "Expédier"}), by=colleague, based_on=0)

    with pytest.raises(EditedMeanwhile):
        draft.edit(Remove(STEP, "sending"), by=user, based_on=0)


def test_what_was_removed_meanwhile_is_told_with_who_did_it(draft, user, colleague):
    """Whoever edits what is gone reads that it was removed, not that it never was."""
    draft.edit(Remove(WAY, "ask"), by=colleague, based_on=0)

    with pytest.raises(EditedMeanwhile, match=r"Transition “ask” removed"):
        draft.edit(Change(WAY, "ask", {"label": "x"}), by=user, based_on=0)


def test_an_undo_counts_as_a_change_for_others(draft, user, colleague):
    """Whoever typed on what has been taken back since is told."""
    edit = draft.edit(Change(WAY, "take", {"label": "Commencer"}), by=colleague)
    draft.undo(edit.number, by=colleague)

    with pytest.raises(EditedMeanwhile):
        draft.edit(Change(WAY, "take", {"label": "Débuter"}), by=user, based_on=1)


def test_only_the_last_edit_is_undone(draft, user):
    """A button that was drawn before somebody else's edit does not take that edit back."""
    first = draft.edit(NEW_STEP, by=user)
    draft.edit(Settle("start", "working"), by=user)

    with pytest.raises(NothingToUndo):
        draft.undo(first.number, by=user)
    with pytest.raises(NothingToUndo):
        draft.redo(first.number, by=user)


def test_edits_are_undone_by_anybody_last_in_first_out(draft, user, colleague):
    """Each undo says whose edit it takes back, down to where the draft began, and back up."""
    draft.edit(NEW_STEP, by=user)
    draft.edit(Settle("start", "working"), by=colleague)
    reached = draft.definition

    assert draft.last_edit.made_by == colleague
    assert str(draft.undo(2, by=user)) == "Requests now begin at “working”"
    assert draft.undo(1, by=user).undone_by == user
    assert (draft.definition, draft.last_edit) == (sound_data(), None)

    draft.redo(1, by=user)
    draft.redo(2, by=user)
    draft.refresh_from_db()
    assert (draft.definition, draft.next_edit) == (reached, None)


def test_a_new_edit_ends_what_could_be_done_again(draft, user):
    """After an undo and another edit, the undone one stays in the history and does not return."""
    draft.undo(draft.edit(NEW_STEP, by=user).number, by=user)
    draft.edit(Settle("start", "working"), by=user)
    draft.undo(2, by=user)

    assert draft.next_edit.number == 2
    assert draft.edits.get(number=1).state == DraftEdit.State.DROPPED


def test_an_import_over_a_draft_is_an_edit(blank, draft, user):
    """What an import replaced can be taken back, and edits before it are not undone wrongly."""
    draft.edit(NEW_STEP, by=user)
    before = draft.definition
    blank.draft(changed(lambda data: data.update(start="working")), by=user)

    draft.refresh_from_db()
    draft.undo(2, by=user)
    assert draft.definition == before


def test_a_draft_is_thrown_away_with_its_edits(draft, user):
    """Nothing is left of a draft that nobody wants."""
    draft.edit(NEW_STEP, by=user)

    draft.discard(by=user)

    assert not DraftEdit.objects.exists()


def test_a_published_version_is_not_thrown_away(draft, user):
    """What requests follow stays."""
    draft.publish(by=user)

    with pytest.raises(NotADraft):
        draft.discard(by=user)


def test_edits_of_another_town_are_not_seen(draft, user, other_town):
    """History belongs to its town."""
    draft.edit(NEW_STEP, by=user)

    with other_town.scope():
        assert not DraftEdit.objects.exists()


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(edits, min_size=1, max_size=5))
def test_the_way_back_is_exact_whatever_was_done(blank, user, several):
    """After any edits, undoing them all restores the draft as the database keeps it."""
    if left := blank.pending_draft:
        left.discard(by=user)
    version = blank.draft(sound_data(), by=user)
    kept = _stored(version)
    made = 0
    for edit in several:
        try:
            made = version.edit(edit, by=user).number
        except EditRefused:
            continue
    reached = _stored(version)
    for number in range(made, 0, -1):
        version.undo(number, by=user)
    assert _stored(version) == kept
    for number in range(1, made + 1):
        version.redo(number, by=user)
    assert _stored(version) == reached


def _stored(version):
    sql = "SELECT definition::text FROM workflows_workflowversion WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [version.pk])
        return cursor.fetchone()[0]


def test_a_draft_that_was_thrown_away_takes_no_edit(draft, user):
    """Whoever still has it open reads why."""
    type(draft).objects.get(pk=draft.pk).discard(by=user)

    for gesture in (lambda: draft.edit(NEW_STEP, by=user), lambda: draft.undo(1, by=user)):
        with pytest.raises(NotADraft, match="thrown away"):
            gesture()
