# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The time of the law while documents are missing (law R1.22, R1.23), lived in the database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import translation

from grc.journal.models import Event
from grc.service_requests.law.dates import effect_on_delay, why_legal_date
from grc.service_requests.models import ServiceRequest
from grc.service_requests.models.items import Sent
from tests.asking_items import ASKED, ASKS, FILED, PHOTO
from tests.cast import file_request

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WARN = {
    "code": "warn",
    "from": {"anywhere": True},
    "trigger": "timer",
    "after": {"since": "legal_date", "days": 55, "before": True},
    "label": {"fr": "Alerter", "en": "Warn"},
    "effects": [{"do": "set_priority", "priority": "urgent"}],
}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def demanded(lacking, agent):
    """Return a request of 15 March whose documents were asked for on 25 March, for 15 days."""

    def make(effect=ASKS, **service):
        request = lacking(effect, **service)
        with time_machine.travel(ASKED, tick=False):
            return request.perform("demand", by=agent)

    return make


def now(request):
    return ServiceRequest.objects.with_context().get(pk=request.pk)


def send(request, after, *codes):
    """Let the requester send these items so many days after they were asked."""
    given = {request.asked_items.open().get(code=code).pk: Sent("Voici.") for code in codes}
    with time_machine.travel(ASKED + after * DAY, tick=False):
        request.send_items(given)
    return now(request)


def clock(request):
    """Return what the history tells of the clock."""
    told = Event.objects.about(request).in_order()
    return [
        (event.name, event.data["until"], event.data["legal_on"])
        for event in told
        if event.name.startswith("clock_")
    ]


def why(request, after=0):
    with time_machine.travel(ASKED + after * DAY, tick=False):
        return why_legal_date(request, list(request.asked_items.all()))


def test_what_is_not_indispensable_never_touches_the_clock(demanded):
    """Asked for, sent or not: the date of the law stays (CRPA L114-5-1)."""
    request = demanded(ASKS | {"items": [PHOTO]})
    assert now(request).legal_on == date(2026, 5, 15)
    assert send(request, 3, "photo").legal_on == date(2026, 5, 15)
    assert clock(request) == []
    assert why(now(request)) == ""


def test_without_a_law_there_is_no_clock(demanded):
    """Nothing is suspended that does not run."""
    request = demanded(legal_months=None)
    assert (now(request).legal_on, now(request).first_legal_on) == (None, None)
    assert send(request, 3, "proof").legal_on is None
    assert clock(request) == []


def test_a_rejection_is_suspended_until_the_documents_are_there(demanded):
    """15 days at most, then as many as it took; each with its dates in the history."""
    request = demanded()
    assert now(request).legal_on == date(2026, 5, 30)
    assert why(now(request)) == "15 days later at most: something indispensable is missing."
    assert send(request, 3, "photo").legal_on == date(2026, 5, 30)
    after = send(request, 5, "proof")
    assert (after.legal_on, after.first_legal_on) == (date(2026, 5, 20), date(2026, 5, 15))
    assert clock(request) == [
        ("clock_suspended", "2026-04-09", "2026-05-30"),
        ("clock_resumed", None, "2026-05-20"),
    ]
    assert why(after, 5) == "5 days later: something indispensable was missing."


def test_the_day_that_was_set_ends_the_suspension(demanded):
    """What comes later is welcome and moves nothing (CRPA L114-5)."""
    request = demanded()
    assert why(now(request), 15) == "15 days later: something indispensable was missing."
    assert send(request, 40, "proof").legal_on == date(2026, 5, 30)
    assert [name for name, *_rest in clock(request)] == ["clock_suspended"]


def test_an_acceptance_begins_with_the_last_document(demanded):
    """Unknown until then, and two months from that day: nothing is accepted unseen."""
    request = demanded(silence="acceptance")
    assert now(request).legal_on is None
    assert why(now(request)) == "It begins once everything indispensable is there."
    assert send(request, 3, "photo").legal_on is None
    after = send(request, 30, "proof")
    assert after.legal_on == date(2026, 6, 24)
    assert clock(request) == [
        ("clock_suspended", None, None),
        ("clock_resumed", None, "2026-06-24"),
    ]
    assert why(after) == "Counted anew since everything indispensable is there."


def test_days_are_counted_as_days(demanded):
    """A week given by the law moves by days as well."""
    request = demanded(legal_months=None, legal_days=30)
    assert now(request).legal_on == date(2026, 4, 29)
    assert send(request, 2, "proof").legal_on == date(2026, 4, 16)


def test_the_law_of_the_day_of_the_filing_holds(demanded):
    """A service whose time is changed meanwhile changes no request that was filed."""
    request = demanded()
    type(request.service).objects.update(legal_months=1)
    assert send(request, 5, "proof").legal_on == date(2026, 5, 20)


def test_what_need_not_come_ends_the_suspension(demanded, agent):
    """From the day on which somebody says so."""
    request = demanded()
    with time_machine.travel(ASKED + 4 * DAY, tick=False):
        request.waive_item(request.asked_items.get(code="proof"), by=agent)
    assert now(request).legal_on == date(2026, 5, 19)


def test_a_second_asking_counts_its_own_days(demanded, agent):
    """Days of two askings that overlap count once (law R1.23)."""
    request = demanded()
    send(request, 5, "proof", "photo")
    with time_machine.travel(ASKED + 10 * DAY, tick=False):
        now(request).perform("demand", by=agent)
    assert now(request).legal_on == date(2026, 6, 4)
    assert send(request, 12, "proof", "photo").legal_on == date(2026, 5, 22)


def test_timers_before_the_legal_date_move_with_it(lacking, agent):
    """The alert that counts from it comes as much later (law R1.28)."""
    service = lacking().service
    data = service.workflow.published.definition
    data["transitions"].append(WARN)
    service.workflow.draft(data, by=None).publish(by=None)
    with time_machine.travel(ASKED, tick=False):
        request = file_request(service).take(by=agent)
        assert request.timer_at == datetime(2026, 3, 30, 22, tzinfo=UTC)
        request = request.perform("demand", by=agent)
    after = send(request, 2, "proof", "photo")
    assert after.legal_on == date(2026, 5, 27)
    assert after.timer_at == datetime(2026, 4, 1, 22, tzinfo=UTC)


@pytest.mark.parametrize("changed", [{"silence": "rejection"}, {"legal_months": None}])
def test_what_silence_means_is_said_at_the_filing(demanded, changed):
    """An acceptance that was on its way is not lost when the service is changed meanwhile."""
    request = demanded(silence="acceptance")
    type(request.service).objects.update(**changed)
    assert send(request, 3, "photo").legal_on is None
    assert send(request, 30, "proof").legal_on == date(2026, 6, 24)


def test_a_rejection_does_not_become_an_acceptance(demanded):
    """The other way round as well: its date stays known."""
    request = demanded()
    type(request.service).objects.update(silence="acceptance", legal_reference="CRPA L231-1")
    assert send(request, 5, "proof").legal_on == date(2026, 5, 20)


def test_nothing_is_said_of_a_time_that_is_over(lacking, agent):
    """Silence has decided: no time “goes on meanwhile”, and none stands still."""
    request = lacking()
    with time_machine.travel(FILED + timedelta(days=90), tick=False):
        done = request.perform("demand", by=agent)
        assert effect_on_delay(done, done.asked_items.all(), "fr") == ""
    assert done.legal_on == date(2026, 5, 15)
