# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Another working week: waiting timers follow it, each once; what has come and dates stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from procrastinate.contrib.django.models import ProcrastinateJob

from grc.catalog.models import Service
from grc.clock.working_week import WeekRefused
from grc.journal.models import Event
from grc.municipalities.models import Municipality
from grc.service_requests.models import ServiceRequest
from grc.service_requests.tasks import look_at_clocks, recount_timers
from grc.service_requests.timers import recounting
from grc.service_requests.timers.firing import fire_due
from grc.service_requests.timers.recounting import count_anew, look_at_clock
from tests.cast import file_request, make_service, make_workflow
from tests.service_requests.test_timers import SAID, after, timer
from tests.threads import losers, together
from workflows.library import load

pytestmark = pytest.mark.django_db

# A Monday, nine in the morning in the town.
MONDAY = datetime(2027, 3, 1, 8, tzinfo=UTC)
MORNINGS = {day: [["08:30", "12:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
HOUR = timedelta(hours=1)


@pytest.fixture
def filed(town, team):
    """Return so many requests filed on Monday, whose workflow has these timers and no others."""

    def make(*timers: dict[str, Any], count: int = 1, **service: Any) -> list[ServiceRequest]:
        data = load("report")
        own = [way for way in data["transitions"] if way["trigger"] != "timer"]
        workflow = make_workflow(town, "report")
        workflow.draft(data | {"transitions": [*own, *timers]}, by=None).publish(by=None)
        made = make_service(town, team, workflow)
        Service.objects.filter(pk=made.pk).update(**service)
        made.refresh_from_db()
        with time_machine.travel(MONDAY, tick=False):
            rows = [file_request(made) for _ in range(count)]
            look_at_clock(now(town))
            work()
        return rows

    return make


def now(town: Municipality) -> Municipality:
    return Municipality.objects.get(pk=town.pk)


def jobs() -> list[ProcrastinateJob]:
    return list(
        ProcrastinateJob.objects.filter(task_name__endswith=".recount_timers").order_by("pk")
    )


def take(job: ProcrastinateJob) -> dict[str, Any]:
    """Take a job from the queue, as a worker does."""
    ProcrastinateJob.objects.filter(pk=job.pk)._raw_delete("default")
    return dict(job.args)


def work() -> int:
    """Do what is in the queue until it is empty; return how many jobs that took."""
    done = 0
    while waiting := jobs():
        recount_timers(**take(waiting[0]))
        done += 1
    return done


def change(town: Municipality, **fields: Any) -> None:
    """Change the town as it happens: at the database, by whatever way."""
    Municipality.objects.filter(pk=town.pk).update(**fields)
    look_at_clock(now(town))


def timers(rows: list[ServiceRequest]) -> set[datetime | None]:
    keys = [row.pk for row in rows]
    return set(ServiceRequest.objects.filter(pk__in=keys).values_list("timer_at", flat=True))


def test_where_nothing_changed_nothing_is_counted(town, filed):
    """The name of a town, or its telephone, is no reason."""
    filed(timer("late", ["new"], after=after(working_hours=5)))

    change(town, phone="03 26 00 00 00", opening_hours="9 h - 12 h")
    look_at_clocks(0)

    assert jobs() == []


def test_what_is_no_week_is_not_followed(town, filed):
    """A week that cannot be read takes no timer away: the old count stays until it is mended."""
    rows = filed(timer("late", ["new"], after=after(working_hours=5)))
    before = timers(rows)

    with pytest.raises(WeekRefused):
        change(town, working_week={"mon": "always"})

    assert (jobs(), timers(rows)) == ([], before)


def test_a_timer_in_working_hours_follows_the_new_hours(town, filed):
    """Five working hours from nine: three before noon, two in the afternoon or the next morning."""
    rows = filed(timer("late", ["new"], after=after(working_hours=5)))
    assert timers(rows) == {MONDAY + timedelta(hours=6, minutes=30)}

    change(town, working_week=MORNINGS)
    work()

    assert timers(rows) == {MONDAY + timedelta(days=1, hours=1, minutes=30)}
    assert now(town).clock_followed == now(town).clock_fingerprint


def test_a_timer_in_working_days_follows_the_new_holidays(town, filed):
    """Good Friday is a holiday in Alsace-Moselle: the timer comes a day later."""
    rows = filed(timer("late", ["new"], after=after(working_days=19)))
    friday = timers(rows).pop()

    change(town, subdivision="57")
    work()

    # After Good Friday come the weekend and Easter Monday.
    later = timers(rows).pop()
    assert (later.date() - friday.date()).days == 4


def test_a_timer_in_calendar_time_stays(town, filed):
    """What was not counted in working time comes when it was to come."""
    rows = filed(
        timer("late", ["new"], after=after(days=5)), timer("later", ["new"], after=after(hours=200))
    )
    before = timers(rows)

    change(town, working_week=MORNINGS)
    work()

    assert timers(rows) == before


def test_dates_and_history_stay(town, filed):
    """A due date was promised, the legal date is the law's; nothing that anybody sees moved."""
    (row,) = filed(
        timer("late", ["new"], after=after(working_hours=5)), target_days=30, legal_months=2
    )
    before = ServiceRequest.objects.filter(pk=row.pk).values("due_on", "legal_on").get()
    events = Event.objects.about(row).count()

    change(town, working_week=MORNINGS, subdivision="57")
    work()

    assert ServiceRequest.objects.filter(pk=row.pk).values("due_on", "legal_on").get() == before
    assert Event.objects.about(row).count() == events


def test_what_has_come_does_not_come_again(town, filed):
    """A timer that came by the old hours has come, though by the new ones it would be later."""
    says = {"effects": [{"do": "tell", "text": SAID}]}
    (row,) = filed(timer("late", ["new"], after=after(working_hours=5), **says))
    came = MONDAY + timedelta(hours=6, minutes=30)
    with time_machine.travel(came, tick=False):
        fire_due(town, at=came)

    change(town, working_week=MORNINGS)
    work()
    later = MONDAY + timedelta(days=9)
    with time_machine.travel(later, tick=False):
        fire_due(now(town), at=later)

    assert timers([row]) == {None}
    assert Event.objects.about(row).filter(name="written").count() == 1


def test_a_timer_that_was_lost_is_found(town, filed):
    """Where no moment was known, since the week could not be read that day, there is one again."""
    rows = filed(timer("late", ["new"], after=after(working_hours=5)))
    ServiceRequest.objects.update(timer_at=None)

    change(town, working_week=MORNINGS)
    work()

    assert timers(rows) == {MONDAY + timedelta(days=1, hours=1, minutes=30)}


def test_a_worker_that_is_killed_loses_nothing(town, filed, monkeypatch):
    """Batches follow each other; one that is done twice does as much as one that is done once."""
    monkeypatch.setattr(recounting, "AT_ONCE", 2)
    rows = filed(timer("late", ["new"], after=after(working_hours=5)), count=5)
    (old,) = timers(rows)
    change(town, working_week=MORNINGS)

    job = take(jobs()[0])
    count_anew(**job)
    assert [row.timer_at == old for row in ServiceRequest.objects.order_by("pk")] == [
        *(False, False, True, True, True),
    ]
    assert now(town).clock_followed == job["run"]
    # Killed after its transaction, before it could say so: another worker takes the same job.
    count_anew(**job)
    assert work() >= 3

    assert timers(rows) == {MONDAY + timedelta(days=1, hours=1, minutes=30)}
    assert now(town).clock_followed == job["clock"]


def test_changed_there_and_back_the_last_hours_count(town, filed, monkeypatch):
    """Each change is followed to its end, though the hours are those of the beginning again."""
    monkeypatch.setattr(recounting, "AT_ONCE", 2)
    rows = filed(timer("late", ["new"], after=after(working_hours=5)), count=3)
    before = timers(rows)
    change(town, working_week=MORNINGS)
    count_anew(**take(jobs()[0]))

    change(town, working_week=Municipality().working_week)
    work()

    assert timers(rows) == before
    assert now(town).clock_followed == now(town).clock_fingerprint


def test_a_run_of_before_does_not_go_on(town, filed, monkeypatch):
    """Hours that come back do not wake what counted by them: all is counted from the beginning."""
    monkeypatch.setattr(recounting, "AT_ONCE", 2)
    rows = filed(timer("late", ["new"], after=after(working_hours=5)), count=4)
    change(town, working_week=MORNINGS)
    count_anew(**take(jobs()[0]))
    left = take(jobs()[0])
    change(town, working_week=Municipality().working_week)
    count_anew(**take(jobs()[0]))
    change(town, working_week=MORNINGS)

    count_anew(**left)
    assert not [job for job in jobs() if job.args["run"] == left["run"]]
    work()

    assert timers(rows) == {MONDAY + timedelta(days=1, hours=1, minutes=30)}


def test_one_job_for_a_change(town, filed):
    """Looked at every minute, what is being counted is not begun again; what failed is."""
    filed(timer("late", ["new"], after=after(working_hours=5)))
    change(town, working_week=MORNINGS)
    look_at_clocks(0)
    assert len(jobs()) == 1

    take(jobs()[0])
    look_at_clocks(1)
    assert len(jobs()) == 1


def test_another_town_is_not_counted(town, other_town, filed):
    """Each town has its own hours."""
    rows = filed(timer("late", ["new"], after=after(working_hours=5)))
    before = timers(rows)
    with other_town.scope():
        change(other_town, working_week=MORNINGS)
        work()

    assert timers(rows) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_somebody_takes_a_request_while_it_is_counted(town, filed, agent, _round):
    """Whoever is first, the request stands where the agent put it, without a timer of before."""
    with town.scope():
        (row,) = filed(timer("late", ["new"], after=after(working_hours=5)))
        change(town, working_week=MORNINGS)
        job = take(jobs()[0])

    done = together(town, lambda: count_anew(**job), lambda: row.take(by=agent))

    assert losers(done) == []
    with town.scope():
        fresh = ServiceRequest.objects.get(pk=row.pk)
        assert (fresh.step, fresh.timer_at) == ("in_progress", None)
