# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a transition does beside moving: each effect, recorded; all of them or none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from grc.catalog.models import FunctionMapping
from grc.journal.models import Event
from grc.service_requests.effects import carrying_out as effects
from grc.service_requests.effects.carrying_out import holders_of
from grc.service_requests.enums import Priority
from notifications.models import Delivery
from tests.cast import file_request, make_member, make_service, make_workflow
from workflows.effects import NAMES
from workflows.library import load

pytestmark = pytest.mark.django_db

SAID = {"fr": "Nous y allons.", "en": "We are on our way."}
EVERYTHING: list[dict[str, Any]] = [
    {"do": "entrust", "function": "supervisor", "to": "legal"},
    {"do": "pass_on", "function": "legal"},
    {"do": "assign", "to": "actor"},
    {"do": "propose", "function": "legal"},
    {"do": "set_priority", "priority": "urgent"},
    {"do": "set_due", "working_days": 5},
    {"do": "tell", "text": SAID},
    {"do": "notify", "functions": ["supervisor"], "text": SAID},
]
# Easter Monday lies between.
FRIDAY = datetime(2027, 3, 26, 9, tzinfo=UTC)


@pytest.fixture
def lived(town, team, agent):
    """Return a request taken by Alice whose button “hurry” has these effects."""

    def make(*wanted: dict[str, Any], **more: Any):
        data = load("report")
        words = {"fr": "Se hâter", "en": "Hurry"}
        data["functions"].append({"code": "legal", "label": {"fr": "juriste", "en": "lawyer"}})
        data["transitions"].append(
            {"code": "hurry", "from": {"anywhere": True}, "trigger": "button", "label": words,
             "functions": ["agent"], "effects": list(wanted), **more}
        )  # fmt: skip
        workflow = make_workflow(town, "report")
        workflow.draft(data, by=None).publish(by=None)
        service = make_service(town, team, workflow)
        return file_request(service).take(by=agent)

    return make


@pytest.fixture
def legal(town, other_team):
    """The other team holds the function of the lawyer."""

    def map_to(service_request):
        FunctionMapping.objects.create(
            municipality=town,
            service=service_request.service,
            function="legal",
            team=other_team,
            role="agent",
        )

    return map_to


def names(service_request):
    return list(Event.objects.about(service_request).in_order().values_list("name", flat=True))


@pytest.mark.parametrize("position", range(len(EVERYTHING)))
def test_one_that_fails_undoes_all(position, lived, legal, agent, monkeypatch):
    """Wherever it fails: neither row, nor word, nor mail, nor event is left of the others."""
    request = lived(*EVERYTHING, reason="required")
    legal(request)
    kinds = [kind for kind, name in NAMES.items() if name == EVERYTHING[position]["do"]]

    def broken(*_args: object) -> None:
        raise ZeroDivisionError

    row = type(request).objects.filter(pk=request.pk)
    before = (row.values().get(), names(request), Delivery.objects.count())
    monkeypatch.setitem(effects._EXECUTORS, kinds[0], broken)
    with pytest.raises(ZeroDivisionError):
        request.perform("hurry", by=agent, reason="Vite.")
    assert (row.values().get(), names(request), Delivery.objects.count()) == before
    assert not request.messages.exists()


def test_all_of_them_happen_in_their_order(lived, legal, agent, supervisor, other_team):
    """One transaction; the history tells each."""
    request = lived(*EVERYTHING)
    lawyer = make_member(request.municipality, other_team, "agent", "l@chalons.example", "Léa Loi")
    legal(request)
    with time_machine.travel(FRIDAY, tick=False):
        done = request.perform("hurry", by=agent)
    assert names(done)[-8:] == [
        "entrusted", "passed_on", "proposed", "prioritised", "due_set", "written", "notified",
        "performed",
    ]  # fmt: skip
    assert done.proposed == lawyer
    assert (done.team, done.priority) == (other_team, Priority.URGENT)
    assert done.due_on == date(2027, 4, 5)
    # Alice is not of the team that has it now.
    assert done.assignee is None
    (word,) = done.messages.all()
    assert (word.body, word.author, word.kind) == ("Nous y allons.", agent, "to_requester")


def test_what_is_so_already_is_not_told(lived, agent):
    """Pressed twice, the second time nothing is recorded but the gesture."""
    request = lived(*EVERYTHING[:6])
    done = request.perform("hurry", by=agent)
    told = names(done)
    assert names(done.perform("hurry", by=agent)) == [*told, "performed"]


def test_nobody_has_it_any_more(lived, agent):
    """Put back in the queue by what was done."""
    done = lived({"do": "assign", "to": "nobody"}).perform("hurry", by=agent)
    assert (done.assignee, done.assigned_at) == (None, None)
    assert "released" in names(done)


def test_without_a_length_the_due_date_is_taken_away(lived, agent):
    """And counted in days of the calendar where it says so."""
    with time_machine.travel(FRIDAY, tick=False):
        done = lived({"do": "set_due", "days": 3}).perform("hurry", by=agent)
    assert done.due_on == date(2027, 3, 29)


def test_holders_are_told_once_and_not_who_did_it(lived, supervisor, agent, colleague, town, team):
    """By mail, with a link for people of the town; those who left are not written to."""
    gone = make_member(town, team, "supervisor", "gone@chalons.example", "Guy Parti")
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    done = lived(EVERYTHING[7] | {"functions": ["agent", "supervisor"]}).perform("hurry", by=agent)
    notices = Delivery.objects.filter(notification="workflow_notice")
    assert {notice.address for notice in notices} == {
        "supervisor@chalons.example",
        colleague.email,
    }
    assert all("Nous y allons." in notice.text for notice in notices)
    assert all(done.tracking_key not in notice.text for notice in notices)


def test_a_function_mapped_elsewhere_is_held_there(lived, legal, outsider, agent):
    """The service says who holds it; without a word the team in charge does."""
    request = lived()
    legal(request)
    assert holders_of(request, ["legal"]) == [outsider]
    assert agent in holders_of(request, ["agent"])


def test_the_citizens_word_does_as_much(town, team, agent):
    """Nobody pressed: written without an author, given to nobody, nothing refused."""
    data = load("report")
    told = next(way for way in data["transitions"] if way["trigger"] == "citizen")
    told["effects"] = [EVERYTHING[2], EVERYTHING[6]]
    workflow = make_workflow(town, "report")
    workflow.draft(data, by=None).publish(by=None)
    request = file_request(make_service(town, team, workflow)).take(by=agent)
    asked = request.perform("ask_citizen", by=agent, message="Où ?")
    asked.reply("Là.")
    automatic = asked.messages.get(author=None, kind="to_requester")
    assert automatic.body == "Nous y allons."
    assert asked.lock().assignee == agent


def test_a_text_bears_the_values_of_the_request(lived, agent):
    """In the requester's language, as they were typed; what is not known is left out."""
    text = {
        "fr": "Bonjour {requester.name}, demande {request.reference} \\{ici\\}{values.nothing}.",
        "en": "Hello",
    }
    request = lived({"do": "tell", "text": text})
    type(request).objects.filter(pk=request.pk).update(requester_name="Zoé *É* {x}")
    done = request.lock().perform("hurry", by=agent)
    assert done.messages.get().body == f"Bonjour Zoé *É* {{x}}, demande {done} {{ici}}."


@pytest.mark.parametrize("said", ["", "mot " * 2500])
def test_what_the_citizen_typed_strands_no_request(said, lived, agent):
    """An empty text is none, an endless one is cut: nobody might be there to mend it."""
    request = lived({"do": "tell", "text": "{requester.name}{requester.name}{requester.name}"})
    values = {"place": said} if said else {"place": ""}
    type(request).objects.filter(pk=request.pk).update(requester_name="", values=values)
    fresh = request.lock()
    fresh.announce(said * 3, by=None)
    assert fresh.messages.count() == (1 if said else 0)
    assert all(len(message.body) <= 20_000 for message in fresh.messages.all())
    fresh.perform("hurry", by=agent)


def test_in_a_village_the_administrator_is_told(lived, agent, administrator):
    """Whoever holds every function is written to where nobody else does."""
    request = lived(EVERYTHING[5])
    assert holders_of(request, ["supervisor"]) == [administrator]
