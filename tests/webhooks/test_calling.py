# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A workflow tells another system what happened: never about whom, and with the change or not."""

from __future__ import annotations

import json

import pytest

from grc.desk import history
from grc.journal.models import Event
from grc.service_requests.effects import calling
from grc.service_requests.effects.linking import open_linked
from grc.service_requests.notifications import Ended
from grc.webhooks import configuring
from grc.webhooks.calling import call as webhook_call
from notifications.models import Delivery
from tests.cast import file_request, make_service, make_workflow
from workflows.library import load

pytestmark = pytest.mark.django_db
WORDS = {"fr": "Prévenir", "en": "Tell them"}
TELL = {"do": "call", "webhook": "erp"}


@pytest.fixture
def lived(town, team, agent):
    """Return a request taken by Alice, with a button that has these effects."""

    def make(*effects, **more):
        data = load("report")
        data["transitions"].append(
            {"code": "tell_erp", "from": {"anywhere": True}, "trigger": "button", "label": WORDS,
             "functions": ["agent"], "effects": list(effects), **more}
        )  # fmt: skip
        workflow = make_workflow(town, "report")
        workflow.draft(data, by=None).publish(by=None)
        return file_request(make_service(town, team, workflow)).take(by=agent)

    return make


def calls():
    return Delivery.objects.filter(transport="webhook")


def told(request):
    events = history.events_of(request, [])
    return [one.sentence for one in history.told(request, events, history.names_in(events))]


def test_an_unknown_system_is_not_told_and_nothing_refused(lived, agent):
    """The gesture is done; the history says that nobody was told."""
    request = lived(TELL)
    request.perform("tell_erp", by=agent)
    assert not calls().exists()
    assert told(request)[0] == "erp not told: unknown, or disabled"


def test_a_disabled_system_is_not_told(lived, agent, erp, administrator):
    """Nor does anything wait for the day when it is enabled."""
    configuring.disable(erp, by=administrator)
    request = lived(TELL)
    request.perform("tell_erp", by=agent)
    assert not calls().exists()
    assert told(request)[0] == "ERP not told: unknown, or disabled"


def test_a_system_that_is_named_twice_is_told_once(lived, agent, erp):
    """By the transition and by what it shares: it would take two calls for two gestures."""
    lived(TELL, {"do": "set_priority", "priority": "high"}, TELL).perform("tell_erp", by=agent)
    assert calls().count() == 1


def test_what_fails_leaves_no_call(lived, agent, erp, monkeypatch):
    """One transaction: whatever comes after the call, nothing of it leaves."""
    request = lived(TELL, {"do": "set_priority", "priority": "high"})
    before = request.priority, told(request)

    def broken(*_args, **_options):
        raise ZeroDivisionError

    monkeypatch.setattr(type(request), "join_at_once", broken)
    with pytest.raises(ZeroDivisionError):
        request.perform("tell_erp", by=agent)
    monkeypatch.undo()
    fresh = type(request).objects.get(pk=request.pk)
    assert (fresh.priority, told(request)) == before
    assert not calls().exists()


def test_a_call_that_fails_undoes_all(lived, agent, erp, monkeypatch):
    """Neither the priority nor the gesture is left."""
    request = lived({"do": "set_priority", "priority": "high"}, TELL)
    before = request.priority, told(request)

    def broken(*_args, **_options):
        raise ZeroDivisionError

    monkeypatch.setattr(calling, "call", broken)
    with pytest.raises(ZeroDivisionError):
        request.perform("tell_erp", by=agent)
    fresh = type(request).objects.get(pk=request.pk)
    assert (fresh.priority, told(request)) == before


def test_what_is_told_is_thin(lived, agent, erp, town):
    """What happened to which request, where it is now; neither name, nor mail, nor any value."""
    request = lived(TELL)
    request.perform("tell_erp", by=agent, message="")
    (call,) = calls()
    content = json.loads(call.text)
    assert content["type"] == call.subject_line == "service_request.tell_erp"
    assert content["data"] == {
        "id": request.pk,
        "reference": request.display_reference,
        "municipality": "chalons",
        "service": request.service.code,
        "transition": "tell_erp",
        "step": request.step,
        "kind": request.step_kind,
        "outcome": None,
    }
    assert len(call.text.encode()) < 20_000
    private = [request.requester_name, request.requester_email, request.requester_phone,
               request.place, request.tracking_key, *map(str, request.values.values())]  # fmt: skip
    assert not [word for word in private if word and word in call.text]
    assert (call.address, call.name, call.headers) == ("erp", "ERP", {})
    assert told(request)[0] == "ERP told"


def test_what_is_told_is_what_came_of_it(lived, agent, erp):
    """The step that it is at now, and how it ended."""
    request = lived(
        TELL, **{"to": "closed", "outcomes": ["done", "refused"], "from": {"anywhere": True}}
    )
    request.perform("tell_erp", by=agent, outcome="refused")
    data = json.loads(calls().get().text)["data"]
    assert (data["step"], data["kind"], data["outcome"]) == ("closed", "closed", "refused")


def test_two_systems_are_told(lived, agent, erp, add):
    """One row each."""
    add(code="gis")
    lived(TELL, {"do": "call", "webhook": "gis"}).perform("tell_erp", by=agent)
    assert set(calls().values_list("address", flat=True)) == {"erp", "gis"}
    assert Event.objects.filter(name="called").count() == 2


def test_a_mail_answers_mails_only(lived, agent, erp, town, team):
    """What the requester reads never refers to a call to another system."""
    request = lived(TELL)
    other = open_linked(request, request.service.code, by=agent)
    webhook_call("erp", "service_request.tell_erp", {}, subject=other, by=None)
    assert Delivery.objects.about(other).get().transport == "webhook"
    assert Ended(other).thread() == ""
    assert Ended(request).thread() != ""
