# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Two people at once, or one hand too fast: one wins, the other reads why, nothing is doubled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from grc.answers.models import Answer, DraftState, Round, Visa
from grc.journal.models import Event
from grc.service_requests.models import Message, ServiceRequest
from notifications.models import Delivery
from tests.desk.conftest import at, draft_data, page

pytestmark = pytest.mark.django_db(transaction=True)
# What the slower hand may read: a sentence, or the same result.
KIND = {303, 409}


def at_once(*posts: Callable[[], Any]) -> list[Any]:
    """Send the forms at the same moment, each on a connection of its own; return the responses."""
    barrier = threading.Barrier(len(posts))
    responses: list[Any] = [None] * len(posts)

    def send(index: int, post: Callable[[], Any]) -> None:
        barrier.wait(timeout=10)
        try:
            responses[index] = post()
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=pair) for pair in enumerate(posts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return responses


def statuses(responses: list[Any]) -> list[int]:
    return sorted(response.status_code for response in responses)


def loser(responses: list[Any]) -> str:
    """Return the page of who came second."""
    return page(next(response for response in responses if response.status_code == 409))


def events(town: Any, subject: Any, name: str) -> int:
    with town.scope():
        return Event.objects.about(subject).filter(name=name).count()


def test_two_agents_take_at_once(desk, service_request, agent, colleague, town):
    """One has the request; the other reads who was faster."""
    one, two = desk(agent), desk(colleague)
    address = at("take", service_request)
    responses = at_once(lambda: one.post(address), lambda: two.post(address))
    assert statuses(responses) == [303, 409]
    assert "was faster and has this request." in loser(responses)
    assert events(town, service_request, "taken") == 1


def test_two_validators_decide_at_once(desk, submitted, supervisor, deputy, town):
    """Exactly one visa; the other reads what was decided, and keeps the reason they typed."""
    one, two = desk(supervisor), desk(deputy)
    approve = reverse("desk:approve", args=[submitted.pk, 1])
    send_back = reverse("desk:send_back", args=[submitted.pk, 1])
    responses = at_once(
        lambda: one.post(approve), lambda: two.post(send_back, {"reason": "Quelle date ?"})
    )
    assert statuses(responses) == [303, 409]
    assert "has already" in loser(responses)
    with town.scope():
        assert Visa.objects.count() == 1
        approved = Visa.objects.get().decision == "approved"
        assert Delivery.objects.filter(notification="answer_sent").count() == int(approved)
    if approved:
        assert "Quelle date ?" in loser(responses)


def test_two_people_save_a_draft_at_once(desk, draft, agent, colleague, town):
    """Both texts are there afterwards: one is the draft, the other beside it."""
    one, two = desk(agent), desk(colleague)
    address = at("save", draft)
    texts = ["Nous passerons jeudi.", "Nous passerons vendredi."]
    responses = at_once(
        lambda: one.post(address, draft_data(draft, texts[0])),
        lambda: two.post(address, draft_data(draft, texts[1])),
    )
    assert statuses(responses) == [303, 303]
    with town.scope():
        aside = DraftState.objects.get(kept_aside=True)
        assert sorted([Answer.objects.get().body, aside.body]) == texts


# Every button, twice at the same moment: address, form, what is counted, and how often it may be.
TWICE: list[Any] = [
    ("taken", "release", [], {}, Event, {"name": "released"}),
    ("filed", "pass_on", [], {"team": "other"}, Event, {"name": "passed_on"}),
    ("filed", "priority", [], {"priority": 40}, Event, {"name": "prioritised"}),
    ("taken", "perform", ["ask_citizen"], {"message": "Où ?"}, Message, {}),
    ("taken", "write", [], {"write-body": "Bonjour.", "write-token": "token"}, Message, {}),
    ("taken", "note", [], {"note-body": "À voir.", "note-token": "token"}, Message, {}),
    ("taken", "answer", [], {}, Answer, {}),
    ("draft", "submit", [], {"body": "Bonjour."}, Round, {}),
    ("draft", "withdraw", [], {}, Event, {"name": "withdrawn"}),
    ("submitted", "recall", [], {}, Event, {"name": "recalled"}),
    ("submitted", "approve", [], {}, Visa, {}),
    ("submitted", "send_back", [], {"reason": "Quelle date ?"}, Visa, {}),
    ("to_tell", "tell", [], {"channel": "phone"}, Event, {"name": "sent"}),
]


@pytest.mark.parametrize(("state", "name", "args", "data", "counted", "only"), TWICE)
def test_a_button_pressed_twice_acts_once(
    state, name, args, data, counted, only, desk, agent, supervisor, other_team, town, request
):
    """A double click, truly at the same moment, does one thing and tells the other kindly."""
    fixture = {"filed": "service_request"}.get(state, state)
    subject = request.getfixturevalue(fixture)
    person = supervisor if name in ("approve", "send_back") else agent
    if name in ("approve", "send_back"):
        address = reverse(f"desk:{name}", args=[subject.pk, 1])
    else:
        address = at(name, subject, *args)
    sent = dict(data)
    sent |= {key: str(uuid4()) for key, value in sent.items() if value == "token"}
    sent |= {"team": other_team.pk} if "team" in sent else {}
    sent = draft_data(subject, sent["body"]) if "body" in sent else sent
    one, two = desk(person), desk(person)
    with town.scope():
        before = counted.objects.filter(**only).count()
    responses = at_once(lambda: one.post(address, sent), lambda: two.post(address, sent))
    assert set(statuses(responses)) <= KIND | {404}
    assert 303 in statuses(responses)
    with town.scope():
        assert counted.objects.filter(**only).count() == before + 1


def test_the_same_entry_twice_at_once_is_one_request(desk, service, agent, town):
    """The agent's double click files one request; both clicks lead to it."""
    data = {
        "channel": "phone",
        "language": "fr",
        "requester-name": "Jean Sans",
        "what": "Un trou.",
        "place": "Ici",
        "form-token": str(uuid4()),
    }
    one, two = desk(agent), desk(agent)
    address = reverse("desk:entry_form", args=[service.code])
    responses = at_once(lambda: one.post(address, data), lambda: two.post(address, data))
    assert statuses(responses) == [303, 303]
    with town.scope():
        assert ServiceRequest.objects.count() == 1
