# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Two moves of one workflow: one is under way at most, on or back, whoever came at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from grc.core.refusals import NotNow
from grc.service_requests.models import ServiceRequest, VersionMove
from grc.service_requests.versions.moving import carry_on
from tests.cast import file_request, make_service
from tests.threads import losers, together, winners
from workflows.library import load
from workflows.models import Workflow

MAPPING = {"new": "new"}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def published(workflow: Any) -> Any:
    version = workflow.draft(load("report"), by=None)
    version.publish(by=None)
    return version


def begin(workflow: Any, by: Any, mapping: dict[str, str] = MAPPING) -> VersionMove:
    """Move what stands on the version before to another, that is published for it."""
    before = workflow.published
    return VersionMove.objects.begin(published(workflow), {before.pk: mapping}, by=by)


def done(town: Any, move: VersionMove) -> VersionMove:
    with town.scope():
        assert VersionMove.objects.unfinished().filter(pk=move.pk).exists()
    carry_on(town)
    with town.scope():
        return VersionMove.objects.get(pk=move.pk)


def version_of(row: Any) -> int:
    return ServiceRequest.objects.get(pk=row.pk).workflow_version_id


@pytest.mark.django_db
def test_a_move_is_not_taken_back_while_another_is_under_way(
    town, service, workflow, administrator
):
    """A sentence says what to do; once the other is done, each goes as far back as it can."""
    row = file_request(service)
    first = done(town, begin(workflow, administrator))
    # What moves now is what was filed since: this one is left out, so that it can go back.
    begin(workflow, administrator, {"in_progress": "in_progress"})

    with pytest.raises(NotNow, match=r"Another move .* wait until that is done, then take this"):
        first.undo(by=administrator)
    carry_on(town)
    first.undo(by=administrator)
    carry_on(town)

    assert version_of(row) == workflow.versions.get(number=1).pk


@pytest.mark.django_db
def test_no_move_begins_while_another_is_taken_back(town, service, workflow, administrator):
    """Whoever begins one reads to wait, and nothing moves."""
    file_request(service)
    done(town, begin(workflow, administrator)).undo(by=administrator)

    with pytest.raises(NotNow, match="are being moved: wait"):
        begin(workflow, administrator)

    assert VersionMove.objects.count() == 1


@pytest.mark.django_db
def test_two_moves_are_not_taken_back_at_once(town, service, workflow, administrator):
    """The second waits for the first, whichever is the later one."""
    file_request(service)
    first = done(town, begin(workflow, administrator))
    second = done(town, begin(workflow, administrator))
    first.undo(by=administrator)

    with pytest.raises(NotNow, match="Another move"):
        second.undo(by=administrator)


@pytest.mark.django_db
def test_postgresql_refuses_a_second_move_at_work(town, service, workflow, administrator):
    """Whatever the code does, the database holds one move at work for a workflow."""
    file_request(service)
    first = done(town, begin(workflow, administrator))
    second = done(town, begin(workflow, administrator))
    undoing = {"undo_begun_at": timezone.now(), "undone_by": administrator}
    VersionMove.objects.filter(pk=first.pk).update(**undoing)

    for beside in (undoing, {"done_at": None}):
        with pytest.raises(IntegrityError, match="one_at_work"), transaction.atomic():
            VersionMove.objects.filter(pk=second.pk).update(**beside)


@pytest.mark.django_db
def test_another_workflow_moves_meanwhile(town, team, service, workflow, administrator):
    """Workflows do not wait for each other."""
    file_request(service)
    first = done(town, begin(workflow, administrator))
    other = Workflow.objects.create(municipality=town, slug="other", name={"fr": "Autre"})
    published(other)
    file_request(make_service(town, team, other, code="autre"))
    begin(other, administrator)

    first.undo(by=administrator)

    assert VersionMove.objects.unfinished().count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(4))
def test_one_takes_back_while_another_begins(town, service, workflow, administrator, _round):
    """At the same moment one of them wins, and the other reads a sentence, no error."""
    with town.scope():
        file_request(service)
        first = begin(workflow, administrator)
    first = done(town, first)

    with town.scope():
        mapping = {workflow.published.pk: MAPPING}
        version = published(workflow)
    results = together(
        town,
        lambda: first.undo(by=administrator) or "undone",
        lambda: VersionMove.objects.begin(version, mapping, by=administrator),
    )

    assert len(winners(results)) == 1
    assert [type(error) for error in losers(results)] == [NotNow]
