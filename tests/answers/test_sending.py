# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Sent once, then recorded: the outcome is set and the request ends."""

from __future__ import annotations

import pytest
from django.utils import timezone

from grc.answers.enums import SendingChannel
from grc.answers.models import Answer
from grc.answers.telling.alarm import raise_alarm
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.service_requests.submission import Requester
from notifications.models import Delivery
from tests.cast import file_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def spoken(service, agent, supervisor):
    """An approved answer to somebody who gave no address."""
    service_request = file_request(service, requester=Requester(name="René", phone="06 00"))
    answer = Answer.objects.draft_for(service_request.take(by=agent), by=agent)
    answer.save_draft("C'est réparé.", based_on=0, by=agent)
    answer.submit(based_on=1, by=agent)
    return answer.approve(round_number=1, by=supervisor)


def test_an_answer_that_leaves_by_mail_is_not_told_as_well(submitted, supervisor, agent):
    """One channel: the mail is on its way."""
    answer = submitted.approve(round_number=1, by=supervisor)
    with pytest.raises(NotNow):
        answer.tell("phone", by=agent)


def test_an_unapproved_answer_is_not_told(submitted, agent):
    """Nothing leaves without its visa, not even by telephone."""
    with pytest.raises(NotNow):
        submitted.tell("phone", by=agent)


def test_an_outsider_does_not_tell(spoken, outsider):
    """Only the team in charge."""
    with pytest.raises(NotAllowed):
        spoken.tell("phone", by=outsider)


@pytest.mark.parametrize("channel", ["", "email", "pigeon"])
def test_a_channel_of_the_list_is_asked_for(spoken, agent, channel):
    """By telephone, at the counter or by letter."""
    with pytest.raises(NotValid):
        spoken.tell(channel, by=agent)


def test_without_an_address_nothing_is_queued(spoken):
    """It waits for a person."""
    assert not Delivery.objects.about(spoken).exists()
    assert spoken.lock().state == "approved"


def test_telling_ends_the_request_with_the_outcome(spoken, agent):
    """Answered, done, at that moment, by telephone."""
    answer = spoken.tell("phone", by=agent)
    fresh = answer.service_request.lock()
    assert (answer.state, answer.sent_by_channel) == ("sent", "phone")
    assert (fresh.step, fresh.outcome) == ("answered", "done")


def test_telling_twice_is_refused(spoken, agent):
    """A double click tells once."""
    spoken.tell("phone", by=agent)
    with pytest.raises(NotNow):
        spoken.tell("phone", by=agent)


def test_the_transports_word_ends_the_request(submitted, supervisor):
    """When the mail server took it, the answer is sent and the request answered."""
    answer = submitted.approve(round_number=1, by=supervisor)
    answer.lock().record_sent(SendingChannel.EMAIL, at=timezone.now(), by=None)
    fresh = answer.service_request.lock()
    assert answer.lock().state == "sent"
    assert fresh.step_kind == "answered"
    assert fresh.outcome == "done"


def test_a_contested_answer_opens_a_new_one(spoken, agent):
    """The requester writes back; the sent answer stays; another can be drafted."""
    spoken.tell("phone", by=agent)
    spoken.service_request.reply("Non, ce n'est pas réparé.")
    fresh = spoken.service_request.lock()
    assert fresh.step == "in_progress"
    assert Answer.objects.draft_for(fresh, by=agent).pk != spoken.pk


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        ((), "agent@chalons.example"),
        (("agent",), "supervisor@chalons.example"),
        (("agent", "supervisor"), "admin@chalons.example"),
    ],
)
def test_a_mail_that_came_back_is_told_to_its_author(
    submitted, supervisor, agent, administrator, gone, told
):
    """Once, by mail; to whoever is above where the author is no longer there."""
    answer = submitted.approve(round_number=1, by=supervisor)
    people = {"agent": agent, "supervisor": supervisor}
    left = [people[name].pk for name in gone]
    type(agent).objects.filter(pk__in=left).update(is_active=False)
    delivery = Delivery.objects.about(answer).get()
    delivery.claim(by="test", at=timezone.now())
    delivery.mark_failed(answer="550 5.1.1 No such user")
    for _ in range(2):
        raise_alarm(answer.lock(), delivery)
    alarm = Delivery.objects.get(notification="answer_undelivered")
    assert alarm.address == told
    assert "550 5.1.1 No such user" in alarm.text
    assert answer.service_request.tracking_key not in alarm.text
