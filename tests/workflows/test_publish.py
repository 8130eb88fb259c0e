# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from tests.cast import make_workflow, publish_as_before
from tests.workflows.making import changed, named, sound_data
from workflows.library import load
from workflows.models import NotADraft, Unsound, Workflow, WorkflowVersion


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def unsound():
    return changed(lambda data: named(data, "transitions", "close").pop("outcomes"))


def with_warning():
    return changed(lambda data: named(data, "steps", "new").update(kind="in_progress"))


def test_an_unsound_draft_is_refused_in_sentences(blank, user):
    """What would strand a request is not published, and stays a draft."""
    version = blank.draft(unsound(), by=user)

    with translation.override("en"), pytest.raises(Unsound) as refusal:
        version.publish(by=user)

    assert str(refusal.value) == "“close” ends the request: choose at least one outcome."
    assert [finding.place for finding in refusal.value.findings] == ["/transitions/8"]
    assert WorkflowVersion.objects.get().state == "draft"
    assert blank.published is None


def test_a_published_version_is_not_published_again(blank, user):
    """A version is published once."""
    version = blank.draft(sound_data(), by=user)
    version.publish(by=user)

    with translation.override("en"), pytest.raises(NotADraft, match="open the workflow again"):
        version.publish(by=user)


def test_what_is_checked_is_what_is_stored(blank, user):
    """An object held in memory from before a change does not publish the change unseen."""
    stale = blank.draft(sound_data(), by=user)
    blank.draft(unsound(), by=user)

    with pytest.raises(Unsound):
        stale.publish(by=user)


def test_two_published_versions_are_refused_by_the_database(blank, user):
    """A workflow has one published version at most."""
    blank.draft(sound_data(), by=user).publish(by=user)
    draft = blank.draft(sound_data(), by=user)

    with pytest.raises(IntegrityError, match="one_published"), transaction.atomic():
        WorkflowVersion.objects.filter(pk=draft.pk).update(
            state="published", published_at=blank.published.published_at
        )


@pytest.mark.parametrize(
    "change", [{"state": "published"}, {"state": "retired", "retired_at": "2026-01-01T00:00Z"}]
)
def test_a_version_is_not_published_without_its_moment(blank, user, change):
    """A state and its moment go together."""
    draft = blank.draft(sound_data(), by=user)

    with (
        pytest.raises(IntegrityError, match="_published_at"),
        transaction.atomic(),
    ):
        WorkflowVersion.objects.filter(pk=draft.pk).update(**change)


def test_a_publication_says_who_and_when(blank, user, time_machine):
    """Publishing records the person and the moment."""
    time_machine.move_to("2026-03-03T09:00:00+00:00", tick=False)

    blank.draft(sound_data(), by=None).publish(by=user)

    published = WorkflowVersion.objects.published_for("streets")
    assert (published.state, published.published_by) == ("published", user)
    assert published.published_at.isoformat() == "2026-03-03T09:00:00+00:00"
    assert published == blank.published


def test_a_publication_retires_the_one_before(blank, user):
    """New requests follow the last published version; the one before is kept, retired."""
    blank.draft(sound_data(), by=user).publish(by=user)

    blank.draft(sound_data(), by=user).publish(by=user)

    first, second = blank.versions.order_by("number")
    assert (first.state, second.state) == ("retired", "published")
    assert first.retired_at == second.published_at
    assert second.retired_at is None


def test_a_warning_does_not_prevent_a_publication(blank, user):
    """A town may know better than a warning."""
    version = blank.draft(with_warning(), by=user)

    version.publish(by=user)

    assert [finding.severity for finding in version.findings] == ["warning"]
    assert version.state == "published"


def test_no_version_is_published_yet(blank, user):
    """Asking for what was never published is not found."""
    blank.draft(sound_data(), by=user)

    with pytest.raises(WorkflowVersion.DoesNotExist):
        WorkflowVersion.objects.published_for("streets")


def test_what_tests_begin_with_is_what_publishing_leaves(town, time_machine):
    """The workflow that most tests find published has the rows of one that was judged."""
    time_machine.move_to(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False)
    theirs = [make_workflow(town), make_workflow(town, "simple")]
    for workflow in theirs:
        ours = Workflow.objects.create(
            municipality=town, slug=f"{workflow.slug}-judged", name=workflow.name
        )
        ours.draft(load(workflow.slug), by=None).publish(by=None)
        again = Workflow.objects.create(
            municipality=town, slug=f"{workflow.slug}-again", name=workflow.name
        )
        publish_as_before(again, workflow.slug)
        assert rows_of(ours) == rows_of(again) == rows_of(workflow)


def rows_of(workflow):
    """All that belongs to the only version of a workflow, but for its keys."""
    (version,) = workflow.versions.values()
    functions = list(workflow.versions.get().step_functions.order_by("pk").values())
    edits = workflow.versions.get().edits.count()
    keys = {"id", "workflow_id", "version_id"}
    return (
        {name: value for name, value in version.items() if name not in keys},
        [{name: row[name] for name in row.keys() - keys} for row in functions],
        edits,
    )


@pytest.mark.django_db(transaction=True)
def test_two_people_publish_at_once(town, blank_in_scope):
    """Of two people who write and publish at once, both succeed, one after the other."""
    refused = []

    def write_and_publish():
        try:
            with town.scope():
                workflow = Workflow.objects.get(slug="streets")
                workflow.draft(sound_data(), by=None).publish(by=None)
        except Exception as error:  # noqa: BLE001 - shown below
            refused.append(error)
        finally:
            connection.close()

    people = [threading.Thread(target=write_and_publish) for _ in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join(timeout=60)

    assert refused == []
    with town.scope():
        versions = WorkflowVersion.objects.order_by("number")
        assert [version.state for version in versions] == [*["retired"] * 3, "published"]


@pytest.mark.django_db(transaction=True)
def test_whoever_comes_second_reads_why(town, blank_in_scope):
    """Two people press "publish" on one draft: the second waits for the first, then reads why."""
    with town.scope():
        draft = blank_in_scope.draft(sound_data(), by=None)
    told = []

    def publish_too():
        try:
            with town.scope():
                WorkflowVersion.objects.get(pk=draft.pk).publish(by=None)
        except Exception as error:  # noqa: BLE001 - looked at below
            told.append(type(error))
        finally:
            connection.close()

    second = threading.Thread(target=publish_too)
    with town.scope():
        draft.publish(by=None)
        second.start()
        wait_until_somebody_waits()
    second.join(timeout=60)

    assert told == [NotADraft]


def wait_until_somebody_waits():
    """Come back once another session of this database waits for a lock."""
    until = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)"
                " WHERE NOT granted AND datname = current_database())"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


@pytest.fixture
def blank_in_scope(town):
    with town.scope():
        return Workflow.objects.create(municipality=town, slug="streets", name="Voirie")
