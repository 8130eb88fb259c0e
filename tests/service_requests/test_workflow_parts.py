# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Ways from anywhere, back and nowhere, and conditions, lived by a request in the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from grc.core.refusals import NotNow
from grc.desk.history import events_of, names_in, told
from grc.journal.models import Event
from grc.service_requests.facts import facts_about, own_facts, vocabulary, words_of
from grc.service_requests.models import ServiceRequest
from notifications.models import Delivery
from tests.cast import file_request, make_service, make_workflow
from workflows.library import load
from workflows.models import Unsound
from workflows.rules import check_facts

pytestmark = pytest.mark.django_db

BY_PHONE = {"fact": "channel", "op": "is", "value": "phone"}
OLD = {"fact": "days.open", "op": "more_than", "value": 10}


def button(code, **more):
    """A button of the agent, with its name in both languages."""
    words = {"fr": code.capitalize(), "en": code.capitalize()}
    move = {"code": code, "trigger": "button", "functions": ["agent"], "label": words}
    return move | more


def data():
    """The workflow of reports, with each of the new parts."""
    found = load("report")
    found["transitions"] += [
        button("call", **{"from": {"anywhere": True}}, reason="required"),
        button("go_back", **{"from": {"kinds": ["waiting_citizen"]}}, returns=True),
        button(
            "drop",
            **{"from": {"anywhere": True}},
            to="closed",
            outcomes=["cancelled"],
            when={"any": [BY_PHONE, OLD]},
        ),
    ]
    return found


@pytest.fixture
def workflow(town):
    made = make_workflow(town, "report")
    version = made.draft(data(), by=None)
    version.publish(by=None)
    return made


@pytest.fixture
def taken(town, team, workflow, agent):
    return file_request(make_service(town, team, workflow)).take(by=agent)


def test_what_does_not_hold_is_refused_in_words(taken, agent):
    """The condition is said with the names that people know, and nothing changes."""
    before = Event.objects.about(taken).count()
    with translation.override("en"), pytest.raises(NotNow) as refusal:
        taken.perform("drop", by=agent, outcome="cancelled")
    assert str(refusal.value) == (
        "Possible once this holds: the channel is “Telephone” or the number of days since the "
        "submission is more than 10."
    )
    assert Event.objects.about(taken).count() == before
    shown = {a.transition.code: a.allowed for a in taken.available_to(agent)}
    assert (shown["drop"], shown["call"]) == (False, True)


def test_what_holds_since_is_taken(taken, agent):
    """Eleven days later the same button is open."""
    long_ago = timezone.now() - timedelta(days=11)
    ServiceRequest.objects.filter(pk=taken.pk).update(submitted_at=long_ago)
    ended = taken.lock().perform("drop", by=agent, outcome="cancelled")
    assert (ended.step, ended.outcome) == ("closed", "cancelled")


def test_back_leads_where_it_came_from(taken, agent):
    """Asked from the step of the agent, back to that step; what was remembered is used up."""
    asked = taken.perform("ask_citizen", by=agent, message="Où ?")
    left = asked.trail[-1]
    back = asked.perform("go_back", by=agent)
    assert back.step == left
    assert back.trail == asked.trail[:-1]
    event = Event.objects.about(back).filter(name="moved").last()
    assert event.data["to"] == left


def test_what_stays_leaves_the_step_and_its_time(taken, agent):
    """A call is noted, told in the history, and nobody is written to as if the request ended."""
    since, mails = taken.step_since, Delivery.objects.count()
    same = taken.perform("call", by=agent, reason="Rappelé à 14 h.")
    assert (same.step, same.step_since, same.trail) == (taken.step, since, taken.trail)
    assert same.messages.get().body == "Rappelé à 14 h."
    assert Delivery.objects.count() == mails
    events = events_of(same, [])
    with translation.override("en"):
        assert "Call" in [line.sentence for line in told(same, events, names_in(events))]


def test_anywhere_is_not_after_the_end(taken, agent):
    """An ended request knows no such button."""
    ended = taken.perform("close", by=agent, message="Fait.", outcome="done")
    with pytest.raises(NotNow):
        ended.perform("call", by=agent, reason="Rappelé.")


def test_a_condition_of_unknown_facts_is_not_published(town, workflow):
    """The finding names the fact; a field that no form asks for is a warning only."""
    broken = data()
    broken["transitions"][-1]["when"] = {"fact": "the.moon", "op": "is_filled"}
    version = workflow.draft(broken, by=None)
    with pytest.raises(Unsound, match="moon"):
        version.publish(by=None)
    broken["transitions"][-1]["when"] = {"fact": "values.moon", "op": "is_filled"}
    version = workflow.draft(broken, by=None)
    assert [finding.code for finding in version.findings] == ["never_filled"]


def test_every_fact_is_of_its_type(taken):
    """What is computed is what the vocabulary declares, with a due date and without."""
    fields = taken.form_version.parsed
    known = vocabulary(fields)
    names = [fact.name for fact in known]
    for due in (None, timezone.now().date()):
        taken.due_on = due
        facts = facts_about(taken, names)
        assert set(facts) >= {fact.name for fact in own_facts()}
        assert check_facts(facts, known) == []


def test_facts_cost_no_question(taken, django_assert_num_queries):
    """A page with conditions asks the database nothing more."""
    fresh = ServiceRequest.objects.select_related(
        "municipality", "form_version", "workflow_version"
    ).get(pk=taken.pk)
    assert fresh.form_version.parsed
    with django_assert_num_queries(0):
        facts_about(fresh, [fact.name for fact in vocabulary(fresh.form_version.parsed)])


def test_two_forms_that_disagree_say_nothing(town, team, workflow):
    """A field that is a number here and a text there can be asked for by no condition."""
    names = []
    for kind in ("number", "short_text"):
        service = make_service(town, team, workflow, code=kind)
        service.publish_form([{"code": "amount", "kind": kind, "label": "Combien ?"}], by=None)
        names.append({fact.name for fact in words_of(workflow).facts})
    assert "values.amount" in names[0]
    assert "values.amount" not in names[1]
