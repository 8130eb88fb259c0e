# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from tests.workflows.making import changed, sound_data
from workflows.findings import DefinitionError
from workflows.models import Workflow, WorkflowVersion


def test_what_is_no_workflow_is_refused(blank, user):
    """A draft that is not a workflow at all is not stored."""
    with pytest.raises(DefinitionError):
        blank.draft({"format": 1}, by=user)

    assert not blank.versions.exists()


def test_a_second_draft_is_refused_by_the_database(blank, user):
    """A workflow has one draft at most, whoever writes."""
    blank.draft(sound_data(), by=user)

    with pytest.raises(IntegrityError, match="_one_draft"), transaction.atomic():
        WorkflowVersion.objects.create(
            municipality=blank.municipality, workflow=blank, number=2, definition=sound_data()
        )


def test_a_number_is_given_once(blank, user):
    """Two versions of a workflow never bear the same number."""
    blank.draft(sound_data(), by=user).publish(by=user)

    with pytest.raises(IntegrityError, match="_number"), transaction.atomic():
        WorkflowVersion.objects.create(
            municipality=blank.municipality, workflow=blank, number=1, definition=sound_data()
        )


def test_an_unsound_draft_is_kept(blank, user):
    """Whoever is in the middle of a change loses nothing."""
    unfinished = changed(lambda data: data.update(start="nowhere"))

    version = blank.draft(unfinished, by=user)

    assert version.definition == unfinished
    assert version.state == "draft"
    assert "unknown_start" in {finding.code for finding in version.findings}


def test_a_draft_is_replaced_in_place(blank, user):
    """Saving again keeps one draft, with its number and the last hand on it."""
    first = blank.draft(sound_data(), by=None)

    second = blank.draft(changed(lambda data: data.update(start="working")), by=user)

    assert (second.pk, second.number, second.drafted_by) == (first.pk, 1, user)
    assert WorkflowVersion.objects.get().definition["start"] == "working"


def test_a_new_draft_follows_the_last_number(blank, user):
    """The draft after a publication is a new version; the published one stays in force."""
    blank.draft(sound_data(), by=user).publish(by=user)

    draft = blank.draft(sound_data(), by=user)

    assert draft.number == 2
    assert (blank.published.number, blank.pending_draft) == (1, draft)


def test_a_draft_is_stored_in_one_form(blank, user):
    """What is default is not stored, so that two towns' files can be compared."""
    wordy = changed(lambda data: data["transitions"][0].update(message="none", outcomes=[]))

    assert blank.draft(wordy, by=user).definition == sound_data()


def test_a_draft_may_be_thrown_away(blank, user):
    """A draft that nobody wants is deleted."""
    blank.draft(sound_data(), by=user).delete()

    assert blank.pending_draft is None


def test_an_address_belongs_to_one_workflow_of_a_town(blank, other_town):
    """Two workflows of a town have two addresses; another town's may be the same."""
    with pytest.raises(IntegrityError, match="workflows_workflow_slug"), transaction.atomic():
        Workflow.objects.create(municipality=blank.municipality, slug="streets", name="x")

    with other_town.scope():
        Workflow.objects.create(municipality=other_town, slug="streets", name="x")
        assert Workflow.objects.count() == 1


def test_a_workflow_is_named_in_the_readers_language(blank):
    """Each reader sees the workflow's name in their language, its address when it has none."""
    with translation.override("en"):
        assert str(blank) == "Streets"
    with translation.override("fr"):
        assert str(blank) == "Voirie"
        assert str(Workflow(slug="streets", name={})) == "streets"
