# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What is done to a workflow is in the journal, with who and when; what was refused is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from grc.journal.models import Event
from tests.cast import make_user
from tests.workflows.making import changed, named, sound_data
from workflows import happenings
from workflows.editing import Add, Change, EditRefused, Recode, Remove, Thing
from workflows.models import (
    DraftEdit,
    EditedMeanwhile,
    NotADraft,
    NothingToUndo,
    Unsound,
    Workflow,
    WorkflowVersion,
)

NEW_STEP = Add(Thing.STEP, {"kind": "in_progress", "label": {"fr": "À valider"}})
BEGINS = datetime(2027, 3, 1, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def workflow(town: Any, administrator: Any) -> Workflow:
    return Workflow.objects.begin(
        {"fr": "Voirie"}, sound_data(), municipality_id=town.pk, by=administrator
    )


@pytest.fixture
def draft(workflow: Workflow) -> WorkflowVersion:
    found = workflow.pending_draft
    assert found is not None
    return found


def events_of(workflow: Workflow) -> list[tuple[str, dict[str, Any]]]:
    found = Event.objects.filter(
        subject_type="workflows.workflow", subject_id=workflow.pk
    ).in_order()
    return [(event.name, event.data) for event in found]


def test_what_was_refused_is_not_in_the_journal(workflow, draft, administrator):
    """An edit that cannot be made, one on what changed meanwhile, a publication that is unsound."""
    draft.edit(Change(Thing.STEP, "new", {"label": "Neuve"}), by=administrator)
    known = events_of(workflow)

    with pytest.raises(EditRefused):
        draft.edit(Remove(Thing.STEP, "gone"), by=administrator)
    with pytest.raises(EditedMeanwhile):
        draft.edit(Remove(Thing.STEP, "new"), by=administrator, based_on=0)
    with pytest.raises(NothingToUndo):
        draft.undo(7, by=administrator)
    with pytest.raises(NothingToUndo):
        draft.redo(1, by=administrator)

    assert events_of(workflow) == known


def test_an_unsound_publication_is_not_in_the_journal(town, administrator):
    """Neither that it was published, nor that the one before was retired."""
    workflow = Workflow.objects.begin(
        {"fr": "Voirie"}, sound_data(), municipality_id=town.pk, by=administrator
    )
    workflow.pending_draft.publish(by=administrator)
    unsound = changed(lambda data: named(data, "transitions", "close").pop("outcomes"))
    draft = workflow.draft(unsound, by=administrator)
    known = events_of(workflow)

    with pytest.raises(Unsound):
        draft.publish(by=administrator)
    with pytest.raises(NotADraft):
        workflow.published.discard(by=administrator)

    assert events_of(workflow) == known


def test_where_the_journal_fails_nothing_was_done(workflow, draft, administrator, monkeypatch):
    """The event is in the transaction of what it tells: both, or neither."""

    def fails(happening: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(happenings, "_listeners", [*happenings._listeners, fails])
    known = events_of(workflow)
    for gesture in (
        lambda: draft.edit(NEW_STEP, by=administrator),
        lambda: draft.publish(by=administrator),
        lambda: draft.discard(by=administrator),
        lambda: workflow.remove(by=administrator),
    ):
        with pytest.raises(ConnectionError):
            gesture()

    assert events_of(workflow) == known
    left = WorkflowVersion.objects.get()
    assert (left.revision, left.state) == (0, "draft")
    assert not DraftEdit.objects.exists()


def story(town: Any, first: Any, second: Any) -> Workflow:
    """Let two people write, undo, publish and throw away, one gesture an hour."""
    begun: list[Workflow] = []

    def begin() -> None:
        name, town_key = {"fr": "Voirie"}, town.pk
        begun.append(Workflow.objects.begin(name, sound_data(), municipality_id=town_key, by=first))

    def version() -> WorkflowVersion:
        return begun[0].open_draft(by=first)

    gestures = (
        begin,
        lambda: version().edit(NEW_STEP, by=second),
        lambda: version().undo(1, by=first),
        lambda: version().redo(1, by=second),
        lambda: version().edit(Recode(Thing.STEP, "new", "arrived"), by=first),
        lambda: version().undo(2, by=second),
        lambda: version().undo(1, by=second),
        lambda: version().publish(by=first),
        lambda: begun[0].open_draft(by=second),
        lambda: version().publish(by=first),
        lambda: begun[0].draft(sound_data(), by=second),
        lambda: version().discard(by=second),
    )
    for at, gesture in enumerate(gestures):
        with time_machine.travel(BEGINS + timedelta(hours=at), tick=False):
            gesture()
    return begun[0]


def test_each_gesture_is_told_with_who_and_when(town, administrator):
    """From the first draft to its publication: one event a gesture, by whoever made it."""
    colleague = make_user("collegue@chalons.example", "Colin", "Collègue")

    workflow = story(town, administrator, colleague)

    a, c = administrator.pk, colleague.pk
    found = Event.objects.about(workflow).in_order()
    assert [(e.name, e.actor_id, (e.at - BEGINS) // timedelta(hours=1)) for e in found] == [
        ("workflow_begun", a, 0),
        ("workflow_drafted", a, 0),
        ("workflow_edited", c, 1),
        ("workflow_edit_undone", a, 2),
        ("workflow_edit_redone", c, 3),
        ("workflow_edited", a, 4),
        ("workflow_edit_undone", c, 5),
        ("workflow_edit_undone", c, 6),
        ("workflow_published", a, 7),
        ("workflow_drafted", c, 8),
        ("workflow_retired", a, 9),
        ("workflow_published", a, 9),
        ("workflow_drafted", c, 10),
        ("workflow_draft_discarded", c, 11),
    ]


def test_each_event_says_what_was_touched(town, administrator):
    """Versions by key and number, edits by number, kind and the codes of what they changed."""
    workflow = story(town, administrator, administrator)

    told = events_of(workflow)
    first, second = WorkflowVersion.objects.order_by("number")
    last = dict(told[-5:])
    assert last["workflow_retired"] == {"version": first.pk, "number": first.number}
    assert last["workflow_published"] == {"version": second.pk, "number": second.number}
    added, recoded = (data for name, data in told if name == "workflow_edited")
    assert added == {"version": first.pk, "number": 1, "edit": "add", "things": ["steps/a_valider"]}
    assert (recoded["number"], recoded["edit"]) == (2, "recode")
    assert {"steps/new", "steps/arrived", "start"} <= set(recoded["things"])


def test_what_a_name_says_is_not_in_the_journal(workflow, draft, administrator):
    """Codes and keys only: a journal is never changed, names may have to be."""
    draft.edit(Change(Thing.STEP, "new", {"label": "Appeler Mme Zoé Unique"}), by=administrator)

    assert "Unique" not in str(events_of(workflow))


def test_a_workflow_that_is_removed_is_in_the_journal(workflow, draft, administrator):
    """Of what never was published nothing is left but that it was there."""
    key = workflow.pk
    draft.discard(by=administrator)
    workflow.remove(by=administrator)

    found = Event.objects.filter(subject_type="workflows.workflow", subject_id=key)
    assert [event.name for event in found.in_order()][-2:] == [
        "workflow_draft_discarded",
        "workflow_removed",
    ]


def test_the_journal_of_a_town_is_not_told_to_another(workflow, other_town):
    """Events of workflows belong to their town."""
    with other_town.scope():
        assert not Event.objects.filter(subject_type="workflows.workflow").exists()
