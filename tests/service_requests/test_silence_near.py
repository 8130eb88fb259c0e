# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Before silence decides, colleagues are told; on the day, everybody can read it (law R1.28)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from grc.journal.models import Event
from grc.packs.installing import install
from grc.packs.starters import load
from grc.service_requests.law import silence
from grc.service_requests.law.dates import implicit_decision, implicit_words
from grc.service_requests.law.silence import warning_due, watch
from grc.service_requests.models import ServiceRequest
from notifications.models import Delivery
from tests.cast import file_request, make_service
from tests.municipalities.law import enact

pytestmark = pytest.mark.django_db
# Decided on 15 May 2026, two months later.
FILED = datetime(2026, 3, 15, 9, tzinfo=UTC)
FILED_ON, LEGAL = date(2026, 3, 15), date(2026, 5, 15)


@pytest.fixture
def waiting(town, team, workflow, supervisor):
    """Return a request of 15 March with a legal time of two months, still new."""
    enact(town)

    def make(**fields):
        service = make_service(town, team, workflow, **{"legal_months": 2} | fields)
        with time_machine.travel(FILED, tick=False):
            return file_request(service)

    return make


def on(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def lived(town, until, *, since=FILED_ON):
    """Let the worker look once a day."""
    while since <= until:
        with time_machine.travel(on(since), tick=False):
            watch(town, at=on(since))
        since += timedelta(days=1)


def told(request, name="legal_date_near"):
    events = Event.objects.about(request).filter(name=name).order_by("pk")
    return [(event.data["legal_on"], event.data.get("days")) for event in events]


def now(request):
    return ServiceRequest.objects.with_context().get(pk=request.pk)


@pytest.mark.parametrize(
    ("days_left", "days"),
    [(16, None), (15, 15), (8, 15), (7, 7), (2, 7), (1, 1), (0, None), (-3, None)],
)
def test_which_warning_is_due(days_left, days):
    """The nearest; one that a worker missed is made up for, and never after the date."""
    assert warning_due(days_left) == days


def test_nobody_is_told_where_no_law_gives_a_time(town, waiting):
    """Nor of a request that has ended, or was answered."""
    waiting(legal_months=None)
    lived(town, LEGAL + timedelta(days=2))
    assert not Delivery.objects.filter(notification="legal_date_near").exists()


@pytest.mark.parametrize("silence", ["rejection", "acceptance", "nothing"])
def test_colleagues_are_told_three_times(silence, town, waiting, supervisor, agent):
    """Fifteen days, seven days and one day before, each once, who has it and who supervises."""
    request = waiting(silence=silence)
    with time_machine.travel(FILED, tick=False):
        request.take(by=agent)
    lived(town, LEGAL)
    lived(town, LEGAL, since=LEGAL)
    assert told(request) == [("2026-05-15", days) for days in (15, 7, 1)]
    mails = Delivery.objects.filter(notification="legal_date_near")
    assert {mail.address for mail in mails} == {supervisor.email, agent.email}
    assert mails.count() == 6


def test_a_date_that_moves_is_told_anew(town, waiting):
    """The warnings count from the date that holds."""
    request = waiting()
    lived(town, date(2026, 5, 1))
    ServiceRequest.objects.filter(pk=request.pk).update(legal_on=date(2026, 5, 30))
    lived(town, date(2026, 5, 29), since=date(2026, 5, 2))
    assert told(request) == [("2026-05-15", 15), *(("2026-05-30", days) for days in (15, 7, 1))]


def test_a_workflow_that_tells_itself_is_not_repeated(town, team, administrator, supervisor):
    """Complaints bring timers of their own for the same days."""
    enact(town)
    service = install(load("complaint"), town, team, by=administrator, offered=True).service
    with time_machine.travel(FILED, tick=False):
        request = file_request(service, values={})
    lived(town, LEGAL)
    assert told(request) == []
    assert told(request, "implicit_decision") == [("2026-05-15", None)]


def test_administrators_are_told_where_nobody_supervises(town, waiting, supervisor, administrator):
    """Somebody always is."""
    request = waiting()
    supervisor.memberships.all().delete()
    lived(town, date(2026, 4, 30))
    (mail,) = Delivery.objects.filter(notification="legal_date_near")
    assert mail.address == administrator.email
    assert request.display_reference in mail.subject_line


@pytest.mark.parametrize(
    ("silence", "english"),
    [("rejection", "decision of rejection"), ("acceptance", "decision of acceptance")],
)
@pytest.mark.parametrize("is_watched", [True, False])
def test_the_day_makes_the_decision(is_watched, silence, english, town, waiting, client, agent):
    """To agent and requester, without anybody acting and whether a worker ran or not."""
    request = waiting(silence=silence)
    client.force_login(agent)
    client.cookies["language"] = "en"
    pages = (
        (client, f"/bureau/demandes/{request.display_reference}/"),
        (Client(headers={"accept-language": "en"}), request.tracking_path),
    )
    for day, is_born in ((LEGAL - timedelta(days=1), False), (LEGAL, True)):
        if is_watched:
            lived(town, day, since=day)
        with time_machine.travel(on(day), tick=False):
            assert (implicit_decision(now(request)) == silence) == is_born
            for browser, address in pages:
                read = browser.get(address, headers={"accept-language": "en"}).content.decode()
                assert ("born on 15/05/2026" in read) == is_born
                assert (english in read) == is_born
    assert told(request, "implicit_decision") == [("2026-05-15", None)] * is_watched


def test_midnight_is_that_of_the_town(town, waiting):
    """At 23:30 in London it is the 15th in Châlons."""
    request = waiting()
    with time_machine.travel(datetime(2026, 5, 14, 22, 30, tzinfo=UTC), tick=False):
        assert implicit_words(now(request))
    with time_machine.travel(datetime(2026, 5, 14, 21, 30, tzinfo=UTC), tick=False):
        assert not implicit_words(now(request))


@pytest.mark.parametrize("silence", ["rejection", "nothing"])
def test_nothing_is_born_after_an_answer_nor_where_the_law_says_nothing(
    silence, town, waiting, agent
):
    """An answer takes the place of silence; a complaint to an authority is no decision."""
    request = waiting(silence=silence)
    if silence == "rejection":
        ServiceRequest.objects.filter(pk=request.pk).update(answered_by=agent)
    lived(town, LEGAL + timedelta(days=3))
    with time_machine.travel(on(LEGAL + timedelta(days=3)), tick=False):
        assert implicit_words(now(request)) == ""
    assert told(request, "implicit_decision") == []


def test_one_that_fails_does_not_keep_the_others_from_being_told(town, waiting, monkeypatch):
    """A request that cannot be read is left, and looked at again by the next run."""
    broken, sound = waiting(code="a"), waiting(code="b")
    warns_itself = silence._warns_itself

    def fail_once(request, days):
        if request.pk == broken.pk:
            raise LookupError("no such step")
        return warns_itself(request, days)

    with monkeypatch.context() as patch:
        patch.setattr(silence, "_warns_itself", fail_once)
        lived(town, LEGAL - timedelta(days=15))
    assert (told(broken), told(sound)) == ([], [(LEGAL.isoformat(), 15)])

    lived(town, LEGAL - timedelta(days=14), since=LEGAL - timedelta(days=14))
    assert told(broken) == [(LEGAL.isoformat(), 15)]
