# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""“Why can’t I…?” and “why did it move?”: functions, conditions with their values, the trace."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from grc.journal.models import Event
from grc.service_requests.explaining import Explanation
from grc.service_requests.models import ServiceRequest, VersionMove
from grc.service_requests.timers.firing import fire_due
from grc.service_requests.versions.moving import carry_on
from tests.cast import file_request, make_service, make_workflow
from workflows.library import load

pytestmark = pytest.mark.django_db

MONDAY = datetime(2027, 3, 1, 9, tzinfo=UTC)
DEAR = {"fact": "priority", "op": "more_than", "value": 20}


@pytest.fixture
def workflow(town):
    data = load("report")
    close = next(way for way in data["transitions"] if way["code"] == "close")
    close |= {"functions": ["supervisor"], "when": DEAR}
    take = next(way for way in data["transitions"] if way["code"] == "take")
    take["effects"] = [{"do": "set_due", "days": 3}]
    made = make_workflow(town, "report")
    made.draft(data, by=None).publish(by=None)
    return made


@pytest.fixture
def taken(town, team, workflow, agent):
    with time_machine.travel(MONDAY, tick=False):
        return file_request(make_service(town, team, workflow)).take(by=agent)


@pytest.fixture
def page(desk):
    def opened(user, service_request):
        path = f"/bureau/demandes/{service_request.display_reference}/pourquoi/"
        return desk(user).get(path)

    return opened


def test_others_do_not_see_it(page, taken, outsider):
    """Whoever may not see the request may not see why either."""
    assert page(outsider, taken).status_code == 404


def test_who_may_is_named(page, taken, agent, supervisor):
    """A button that is not for the reader says for whom it is, and who that is today."""
    (close,) = [w for w in Explanation(taken, agent).ways() if w.guard]

    assert "Reserved for" in close.refusal or "Réservé" in close.refusal
    assert [(h.people, h.is_me) for h in close.holders] == [(("Sonia Superviseure",), False)]
    shown = page(agent, taken)
    assert shown.status_code == 200
    assert "Sonia Superviseure" in shown.text


def test_what_must_hold_is_said_with_its_value(page, taken, supervisor):
    """A condition that does not hold says what it looks at, and what that is now."""
    (close,) = [w for w in Explanation(taken, supervisor).ways() if w.guard]

    assert not close.guard.holds
    assert [value.value for value in close.guard.values] == ["20"]
    assert "the priority is more than 20" in page(supervisor, taken).text


def test_what_comes_by_itself_says_when(taken, agent):
    """A timer says its moment."""
    timers = [way for way in Explanation(taken, agent).ways() if way.trigger == "timer"]

    assert [way.at for way in timers] == [MONDAY + timedelta(days=21)]


def test_each_move_says_what_set_it_off_and_what_came_with_it(page, town, taken, agent):
    """The trace: the gesture and its effects, then what time did."""
    taken.perform("ask_citizen", by=agent, message="Où ?")
    with time_machine.travel(datetime.now(UTC) + timedelta(days=15), tick=False):
        fire_due(town, at=datetime.now(UTC))
    fresh = ServiceRequest.objects.with_context().get(pk=taken.pk)

    shown = page(agent, fresh).text

    moves = shown[shown.index('id="before"') :]
    assert moves.index("Remind the citizen") < moves.index("Ask for a detail")
    assert "when the time comes" in moves
    assert "its due date was set" in moves
    assert "the requester was written to" in moves


def test_what_happened_on_an_earlier_version_is_told_as_it_was(
    taken, town, workflow, agent, administrator
):
    """A gesture of before has the words and the condition of then."""
    old, data = workflow.published, copy.deepcopy(workflow.published.definition)
    take = next(way for way in data["transitions"] if way["code"] == "take")
    take |= {"label": {"fr": "Autre", "en": "Otherwise"}, "when": DEAR}
    version = workflow.draft(data, by=None)
    version.publish(by=None)
    steps = {"in_progress": "in_progress"}
    VersionMove.objects.begin(version, {old.pk: steps}, by=administrator)
    carry_on(town)
    fresh = ServiceRequest.objects.with_context().get(pk=taken.pk)
    assert fresh.workflow_version == version

    (move,) = Explanation(fresh, agent).moves(Event.objects.about(fresh).in_order())
    assert move.label not in ("Autre", "Otherwise")
    assert move.guard == ""
