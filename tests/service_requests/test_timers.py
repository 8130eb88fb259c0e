# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Time moves requests: when, once, and not when it must not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from grc.catalog.models import Service
from grc.catalog.options import choose_options, options_fingerprint
from grc.clock.months import add_months
from grc.clock.working_time import add_working_days, calendar_of, working_days_before
from grc.journal.models import Event
from grc.service_requests.models import ServiceRequest
from grc.service_requests.timers import firing
from grc.service_requests.timers.firing import fire_due
from grc.service_requests.timers.moments import moment_of
from notifications.models import Delivery
from tests.cast import file_request, make_service, make_workflow
from workflows.library import load
from workflows.timers import Anchor, Delay, OptionAmount, Unit

pytestmark = pytest.mark.django_db

# A Friday, ten in the morning in the town; the Monday after is Easter Monday.
FRIDAY = datetime(2027, 3, 26, 9, tzinfo=UTC)
SAID = {"fr": "Nous y pensons.", "en": "We keep it in mind."}
WORDS = {"fr": "Relancer", "en": "Remind"}


def timer(code: str, sources: Any, *, to: str = "", after: Any, **more: Any) -> dict[str, Any]:
    found = {"code": code, "from": sources, "trigger": "timer", "label": WORDS, "after": after}
    return found | ({"to": to} if to else {}) | more


def after(**length: Any) -> dict[str, Any]:
    return {"since": "arrival"} | length


@pytest.fixture
def filed(town, team):
    """Return a request filed on Friday, whose workflow has these timers and no others."""

    def make(*timers: dict[str, Any], options: Any = (), **service: Any) -> ServiceRequest:
        data = load("report")
        own = [way for way in data["transitions"] if way["trigger"] != "timer"]
        data |= {"transitions": [*own, *timers], "options": list(options)}
        workflow = make_workflow(town, "report")
        workflow.draft(data, by=None).publish(by=None)
        made = make_service(town, team, workflow)
        Service.objects.filter(pk=made.pk).update(**service)
        made.refresh_from_db()
        with time_machine.travel(FRIDAY, tick=False):
            return file_request(made)

    return make


def fire(town, at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return fire_due(town, at=at)


def fresh(service_request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=service_request.pk)


def names(service_request: ServiceRequest) -> list[str]:
    return list(Event.objects.about(service_request).in_order().values_list("name", flat=True))


def test_nothing_moves_before_its_time(town, filed):
    """A request whose moment has not come is not even looked at."""
    request = filed(timer("late", ["new"], to="in_progress", after=after(hours=3)))

    assert fire(town, FRIDAY + timedelta(hours=3, seconds=-1)) == 0

    request = fresh(request)
    assert (request.step, request.timer_at) == ("new", FRIDAY + timedelta(hours=3))


def test_time_moves_a_request_once(town, filed):
    """When the moment comes it moves, by nobody; a second look finds nothing."""
    request = filed(timer("late", ["new"], to="in_progress", after=after(hours=3)))

    assert fire(town, FRIDAY + timedelta(hours=3)) == 1
    assert fire(town, FRIDAY + timedelta(hours=4)) == 0

    request = fresh(request)
    assert (request.step, request.timer_at) == ("in_progress", None)
    moved = Event.objects.about(request).get(name="moved")
    assert (moved.actor_kind, moved.data["transition"]) == ("system", "late")


def test_a_reminder_comes_once_in_each_stay(town, filed, agent):
    """What stays comes once; after another arrival it comes again."""
    remind = timer("remind", ["new"], after=after(days=2), effects=[{"do": "tell", "text": SAID}])
    request = filed(remind)
    fire(town, FRIDAY + timedelta(days=2))
    fire(town, FRIDAY + timedelta(days=9))
    assert names(request).count("written") == 1

    remind_again = FRIDAY + timedelta(days=10)
    ServiceRequest.objects.filter(pk=request.pk).update(step_since=remind_again)
    again = fresh(request)
    again.set_timer()
    again.save(update_fields=["timer_at", "timers_fired"])
    fire(town, remind_again + timedelta(days=2))

    assert names(request).count("written") == 2
    assert Delivery.objects.about(request).count() == 3


def test_a_deadline_passes_once_whatever_the_step(town, filed, agent):
    """What counts from the submission does not come again at the next step."""
    told = timer(
        "slow",
        {"anywhere": True},
        after={"since": "submission", "days": 5},
        effects=[{"do": "tell", "text": SAID}],
    )
    request = filed(told)
    fire(town, FRIDAY + timedelta(days=5))
    with time_machine.travel(FRIDAY + timedelta(days=6), tick=False):
        request.take(by=agent)
    fire(town, FRIDAY + timedelta(days=7))

    assert names(request).count("written") == 1


def test_a_condition_that_does_not_hold_is_asked_again(town, filed, agent):
    """A timer that has come waits for its condition, a day at a time, and loses nothing."""
    taken = {"fact": "assigned", "op": "is_false"}
    request = filed(timer("late", ["new"], to="in_progress", after=after(hours=1), when=taken))
    ServiceRequest.objects.filter(pk=request.pk).update(assignee=agent, assigned_at=FRIDAY)
    at = FRIDAY + timedelta(hours=1)

    assert fire(town, at) == 1
    request = fresh(request)
    assert (request.step, request.timer_at) == ("new", at + timedelta(days=1))

    ServiceRequest.objects.filter(pk=request.pk).update(assignee=None, assigned_at=None)
    fire(town, at + timedelta(days=1))
    request = fresh(request)
    assert request.step == "in_progress"


def test_who_moves_the_request_stops_its_timers(town, filed, agent):
    """What would have come at a step that was left does not come."""
    request = filed(
        timer("late", ["new"], to="closed", after=after(days=1), outcomes=["cancelled"])
    )
    with time_machine.travel(FRIDAY + timedelta(hours=1), tick=False):
        request.take(by=agent)

    assert fire(town, FRIDAY + timedelta(days=30)) == 0


def test_the_word_of_the_requester_starts_the_clock_again(town, filed, agent):
    """“Five days without a word” counts from their last word, or from the request itself."""
    quiet = timer(
        "quiet",
        ["new"],
        after={"since": "citizen_word", "days": 5},
        effects=[{"do": "set_priority", "priority": "high"}],
    )
    request = filed(quiet)
    assert request.timer_at == datetime(2027, 3, 31, 8, tzinfo=UTC)
    with time_machine.travel(FRIDAY + timedelta(days=3), tick=False):
        request.reply("Et alors ?")

    request = fresh(request)
    # The same hour in the town, whose clocks went forward in between.
    assert request.timer_at == datetime(2027, 4, 3, 8, tzinfo=UTC) + timedelta(hours=1)


def test_requests_under_way_follow_what_their_service_chooses(town, filed, administrator):
    """A shorter length counts at once, not at the end of the longer one."""
    counted = timer(
        "late",
        ["new"],
        to="in_progress",
        after={"since": "arrival", "days": {"option": "patience"}},
    )
    patience = {
        "field": {"code": "patience", "kind": "number", "label": WORDS, "required": False},
        "default": "20",
    }
    request = filed(counted, options=[patience])
    service, seen = request.service, options_fingerprint(request.service)
    with time_machine.travel(FRIDAY + timedelta(days=1), tick=False):
        choose_options(service, {"patience": "5"}, based_on=seen, by=administrator)

    fire(town, FRIDAY + timedelta(days=2))
    assert fresh(request).step == "new"
    fire(town, FRIDAY + timedelta(days=6))
    assert fresh(request).step == "in_progress"


def test_what_time_ends_is_told(town, filed):
    """A request that time ends has its outcome, and its requester a mail."""
    request = filed(
        timer("late", ["new"], to="closed", after=after(days=1), outcomes=["cancelled"])
    )

    fire(town, FRIDAY + timedelta(days=2))

    request = fresh(request)
    assert (request.outcome, request.has_ended) == ("cancelled", True)
    assert Delivery.objects.about(request).filter(notification="ended").count() == 1


def test_a_timer_that_fails_leaves_nothing_and_holds_up_nobody(town, filed, monkeypatch):
    """What raises is undone whole, told in the history, tried again; the others go on."""
    request = filed(timer("late", ["new"], to="in_progress", after=after(hours=1)))
    with time_machine.travel(FRIDAY, tick=False):
        other = file_request(request.service)
    fire_one = ServiceRequest.fire_timer

    def broken(self, *, at):
        done = fire_one(self, at=at)
        if self.pk == request.pk:
            raise RuntimeError("The disk is full.")
        return done

    monkeypatch.setattr(ServiceRequest, "fire_timer", broken)
    at = FRIDAY + timedelta(hours=2)
    fire(town, at)

    request = fresh(request)
    other = fresh(other)
    assert (request.step, other.step) == ("new", "in_progress")
    assert request.timer_at == at + firing.TRIED_AGAIN
    assert names(request) == ["submitted", "timer_failed"]


def test_many_are_taken_in_batches_with_as_many_statements_each(town, filed, monkeypatch):
    """A batch holds few rows; all that have come are taken in one run."""
    monkeypatch.setattr(firing, "AT_ONCE", 3)
    first = filed(timer("late", ["new"], to="in_progress", after=after(hours=1)))
    with time_machine.travel(FRIDAY, tick=False):
        for _ in range(6):
            file_request(first.service)

    assert fire(town, FRIDAY + timedelta(hours=1)) == 7
    assert set(ServiceRequest.objects.values_list("step", flat=True)) == {"in_progress"}


ANCHORED = [
    (Delay(Anchor.ARRIVAL, 5, Unit.HOURS), datetime(2027, 3, 26, 14, tzinfo=UTC)),
    # Clocks go forward on Sunday: ten in the morning stays ten in the morning.
    (Delay(Anchor.ARRIVAL, 3, Unit.DAYS), datetime(2027, 3, 29, 8, tzinfo=UTC)),
    (Delay(Anchor.SUBMISSION, 1, Unit.WORKING_DAYS), datetime(2027, 3, 30, 8, tzinfo=UTC)),
    (Delay(Anchor.DUE_DATE, 0, Unit.DAYS), datetime(2027, 4, 1, 22, tzinfo=UTC)),
    (Delay(Anchor.DUE_DATE, 1, Unit.DAYS), datetime(2027, 4, 2, 22, tzinfo=UTC)),
    (
        Delay(Anchor.DUE_DATE, 2, Unit.WORKING_DAYS, before=True),
        datetime(2027, 3, 30, 22, tzinfo=UTC),
    ),
    (Delay(Anchor.LEGAL_DATE, 7, Unit.DAYS, before=True), datetime(2027, 4, 18, 22, tzinfo=UTC)),
    (
        Delay(Anchor.ARRIVAL, OptionAmount("patience"), Unit.HOURS),
        datetime(2027, 3, 26, 11, tzinfo=UTC),
    ),
    (Delay(Anchor.ARRIVAL, OptionAmount("nothing"), Unit.HOURS), None),
]


@pytest.mark.parametrize(("delay", "moment"), ANCHORED)
def test_each_anchor_and_unit_has_its_moment(filed, delay, moment):
    """Calendar and working time, from moments and around dates, in the town's own calendar."""
    patience = {
        "field": {"code": "patience", "kind": "number", "label": WORDS},
        "default": "9",
    }
    counted = timer("x", ["new"], after={"since": "arrival", "hours": {"option": "patience"}})
    counted["effects"] = [{"do": "assign", "to": "nobody"}]
    request = filed(counted, options=[patience], legal_months=1)
    Service.objects.filter(pk=request.service_id).update(options={"patience": "1.5"})
    request.due_on = date(2027, 4, 2)
    request.service.refresh_from_db()

    assert request.legal_on == date(2027, 4, 26)
    assert moment_of(request, delay) == moment


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_months_go_from_date_to_date(day, months):
    """The same number in the later month, or its last day (law R1.22)."""
    later = add_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 40))
def test_working_days_back_undo_working_days_forward(day, days):
    """Counted forward from a working day and back again, one is where one was."""
    calendar = calendar_of("FR")
    start = add_working_days(day, 1, calendar)

    assert working_days_before(add_working_days(start, days, calendar), days, calendar) == start


def test_what_the_workflow_tells_at_the_end_is_told_once(town, filed):
    """A timer that ends a request with a word of its own sends no second mail about the end."""
    request = filed(
        timer(
            "late",
            ["new"],
            to="closed",
            after=after(days=1),
            outcomes=["cancelled"],
            effects=[{"do": "tell", "text": SAID}],
        )
    )

    fire(town, FRIDAY + timedelta(days=2))

    sent = Delivery.objects.about(request).order_by("pk").values_list("notification", flat=True)
    assert list(sent) == ["acknowledgement", "word_from_town"]
