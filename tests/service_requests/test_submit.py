# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Filing writes the row, its event and its acknowledgement in one transaction, once."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest
import time_machine

from grc.core.refusals import NotNow
from grc.journal.models import Event
from grc.service_requests.models import ServiceRequest
from grc.service_requests.submission import Requester
from notifications.models import Delivery
from tests.cast import file_request, make_service
from tests.threads import together

pytestmark = pytest.mark.django_db


def test_a_service_without_a_published_workflow_takes_nothing(town, team, service):
    """The refusal says what to do, and nothing is left behind."""
    service.workflow.versions.published().update(
        state="retired", retired_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    with pytest.raises(NotNow, match=r"[Cc]all|Appelez"):
        file_request(service)
    assert not ServiceRequest.objects.exists()


def test_a_filed_request_stands_at_the_start_of_its_pinned_workflow(service_request, service):
    """It is pinned to the form and the workflow of that day, in the team in charge."""
    assert service_request.step == "new"
    assert service_request.step_kind == "new"
    assert service_request.form_version == service.form_version
    assert service_request.team == service.team
    assert service_request.assignee is None


def test_the_event_is_written_with_the_row(service_request):
    """One event, by the requester, with codes only."""
    event = Event.objects.about(service_request).get(name="submitted")
    assert event.actor_kind == "requester"
    assert event.data == {"channel": "portal", "service": service_request.service_id}


def test_the_acknowledgement_is_queued_with_what_the_law_asks(service_request, town):
    """Date of reception, service in charge, how to reach it, where to follow (law R1.04, R1.05)."""
    delivery = Delivery.objects.about(service_request).get()
    assert delivery.notification == "acknowledgement"
    assert delivery.address == "marie@example.org"
    for mention in (
        service_request.display_reference,
        service_request.tracking_path,
        "Voirie",
        town.phone,
        str(datetime.now(tz=UTC).year),
    ):
        assert mention in delivery.text


def test_the_acknowledgement_speaks_the_requesters_language(service):
    """English was read on the portal: English is written."""
    service_request = file_request(
        service, requester=Requester(name="Ann", email="ann@example.org", language="en")
    )
    delivery = Delivery.objects.about(service_request).get()
    assert delivery.language == "en"
    assert "We received your request" in delivery.subject_line


def test_nobody_is_written_to_without_an_address(service):
    """Anonymous requests are taken; there is just nobody to acknowledge to."""
    service_request = file_request(service, requester=Requester())
    assert not Delivery.objects.about(service_request).exists()


def test_the_same_form_token_files_once(service):
    """A retried POST makes one request, one event, one mail."""
    token = uuid.uuid4()
    first, second = (file_request(service, form_token=token) for _ in range(2))
    assert first.pk == second.pk
    assert Event.objects.about(first).filter(name="submitted").count() == 1
    assert Delivery.objects.about(first).count() == 1


@time_machine.travel(datetime(2026, 4, 30, 22, 30, tzinfo=UTC), tick=False)
def test_the_due_date_counts_working_days_of_the_town(town, team, workflow):
    """Filed on 1 May at 0:30 in Paris, a holiday: three working days later is 6 May."""
    service = make_service(town, team, workflow, code="light", target_days=3)
    assert file_request(service).due_on == date(2026, 5, 6)


def test_a_tracking_key_holds_128_bits(service_request, service):
    """Law R5.27 asks for 112 bits; no two requests share a key."""
    assert len(service_request.tracking_key) == 22
    assert file_request(service).tracking_key != service_request.tracking_key


@pytest.mark.django_db(transaction=True)
def test_two_posts_at_once_file_once(town, service):
    """Two connections, the same token: one request, and both learn of it."""
    token = uuid.uuid4()
    results = together(town, *[lambda: file_request(service, form_token=token)] * 2)
    with town.scope():
        assert ServiceRequest.objects.count() == 1
        assert Delivery.objects.count() == 1
    assert {getattr(result, "reference", None) for result in results} == {results[0].reference}
