# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.workflows.making import changed, sound_data
from workflows.models import Workflow, WorkflowVersion


@pytest.fixture
def published(blank, user):
    version = blank.draft(sound_data(), by=user)
    version.publish(by=user)
    return version


@pytest.mark.parametrize(
    "change",
    [
        {"definition": changed(lambda data: data.update(start="working"))},
        {"number": 7},
        {"published_by": None},
        {"drafted_by": None},
        {"published_at": "2020-01-01T00:00:00Z"},
        {"created_at": "2020-01-01T00:00:00Z"},
        {"workflow_id": 999},
        {"state": "draft", "published_at": None},
    ],
)
def test_a_published_version_cannot_be_changed(published, change):
    """What requests follow is changed by nobody, by no query."""
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        WorkflowVersion.objects.filter(pk=published.pk).update(**change)


def test_a_published_version_does_not_become_a_draft_again(published):
    """What was published stays so, even where the state alone is touched."""
    with pytest.raises(IntegrityError, match="published_at"), transaction.atomic():
        WorkflowVersion.objects.filter(pk=published.pk).update(state="draft")


def test_a_published_version_cannot_be_deleted(published):
    """Requests stay on their version as long as they live."""
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        WorkflowVersion.objects.filter(pk=published.pk)._raw_delete("default")


def test_a_retired_version_stays_frozen(blank, published, user):
    """A version that is no longer in force is still what old requests follow."""
    blank.draft(sound_data(), by=user).publish(by=user)

    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        WorkflowVersion.objects.filter(pk=published.pk).update(definition={})


def test_plain_sql_is_refused_too(published):
    """The refusal is the database's own."""
    sql = "UPDATE workflows_workflowversion SET definition = '{}'"

    with transaction.atomic(), connection.cursor() as cursor:
        with pytest.raises(IntegrityError, match="frozen"):
            cursor.execute(sql)
        transaction.set_rollback(True)


def test_a_draft_changes_freely(blank, user):
    """Only what was published is frozen."""
    draft = blank.draft(sound_data(), by=user)

    assert WorkflowVersion.objects.filter(pk=draft.pk).update(definition={}) == 1


def test_another_towns_workflow_is_not_seen(published, other_town):
    """A town sees its own workflows and versions only."""
    with other_town.scope():
        assert not Workflow.objects.exists()
        assert not WorkflowVersion.objects.exists()


def test_a_version_belongs_to_its_workflows_town(blank, other_town):
    """No version of one town hangs on another town's workflow."""
    stray = WorkflowVersion(
        municipality=other_town, workflow=blank, number=1, definition=sound_data()
    )

    with other_town.scope(), pytest.raises(IntegrityError, match="_workflow"), transaction.atomic():
        stray.save()


@pytest.mark.django_db(transaction=True)
def test_no_town_is_an_error(town):
    """Outside any town nothing is shown: an error, never an empty list."""
    # A connection that was once in a town remembers the setting, as an empty word.
    with pytest.raises(DatabaseError, match=r"grc\.municipality|bigint"):
        list(WorkflowVersion.objects.all())
