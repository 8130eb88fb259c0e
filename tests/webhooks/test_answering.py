# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What follows from an answer, or from none: tried again, told to people, disabled, sent again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils.translation import gettext, override
from standardwebhooks.webhooks import Webhook as Reference

from grc.core.refusals import NotNow
from grc.journal.models import Event
from grc.webhooks import configuring, secrets
from grc.webhooks.models import Webhook
from grc.webhooks.notifications import LOST
from grc.webhooks.saying import sentence_of
from notifications.models import Delivery
from notifications.sending import send

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def tried(town, add, administrator, receiver):
    """Return what sends a trial, once for each status, and gives the call as it is then."""

    def make(*statuses):
        with town.scope():
            webhook = Webhook.objects.first() or add(receiver.url)
            call = configuring.send_trial(webhook, by=administrator)
        for status in statuses:
            receiver.status = status
            send(town.pk, call.pk)
        return look(town, call)

    return make


def look(town, call):
    with town.scope():
        return Delivery.objects.get(pk=call.pk), Webhook.objects.get()


def mails(town):
    with town.scope():
        return list(Delivery.objects.filter(notification="webhook_failed"))


def test_a_system_that_is_gone_is_disabled_and_people_are_told(town, tried, administrator):
    """410: at once, with the reason; each administrator receives one mail."""
    call, webhook = tried(410)
    assert (call.state, webhook.disabled_why) == ("failed", "gone")
    (mail,) = mails(town)
    assert mail.address == administrator.email
    assert "/studio/autres-systemes/erp/" in mail.text
    assert "410" in mail.text
    with town.scope():
        names = Event.objects.about(webhook).in_order().values_list("name", flat=True)
        assert list(names)[-2:] == ["call_failed", "webhook_disabled"]
        with pytest.raises(NotNow):
            configuring.send_trial(webhook, by=administrator)


def test_a_mail_says_what_happened_in_a_sentence(town, tried, receiver):
    """In the words of the studio and the town's language; what the machines said stays there."""
    receiver.body = b"<html><h1>Nginx is sorry</h1></html>"
    call, _webhook = tried(410)
    assert "Nginx" in call.transport_answer
    with override(town.default_language):
        said = sentence_of(call.transport_answer)
    (mail,) = mails(town)
    for words in (mail.text, mail.html):
        assert said in words
        assert "Nginx" not in words


def test_what_waits_for_a_disabled_system_is_not_sent(town, tried, administrator, receiver):
    """It ends, and can be sent again later."""
    call, webhook = tried()
    with town.scope():
        configuring.disable(webhook, by=administrator)
    send(town.pk, call.pk)
    call, webhook = look(town, call)
    assert (call.state, call.transport_answer) == ("withheld", "The system is disabled.")
    assert (receiver.calls, mails(town)) == ([], [])


def test_a_secret_that_is_lost_is_told(town, tried, settings, receiver):
    """After a change of SECRET_KEY without the former one nothing is signed with a wrong key."""
    call, webhook = tried()
    settings.SECRET_KEY = "another" * 10
    send(town.pk, call.pk)
    call, webhook = look(town, call)
    assert (call.state, receiver.calls, webhook.is_enabled) == ("withheld", [], True)
    with override(town.default_language):
        assert gettext(LOST) in mails(town)[0].text


def test_a_new_secret_takes_the_place_of_a_lost_one(town, tried, settings, receiver, administrator):
    """Nobody can sign with the lost one: it does not stay beside the new one and hold calls up."""
    _, webhook = tried(200)
    settings.SECRET_KEY = "another" * 10
    with town.scope():
        mark = configuring.secret_mark(webhook)
        fresh = configuring.rotate_secret(webhook, based_on=mark, by=administrator)
        assert fresh.former_secret == ""
    call, _ = tried(200)
    assert call.state == "sent"


@pytest.mark.parametrize("answers_others", [False, True])
def test_silence_for_three_days_disables(town, tried, receiver, answers_others):
    """After the last attempt people are told; disabled only where nothing else was taken either."""
    with time_machine.travel(NOW, tick=False) as clock:
        call, _ = tried()
        for number in range(10):
            receiver.status = 500
            send(town.pk, call.pk)
            waits, _ = look(town, call)
            assert waits.attempts == number + 1
            clock.shift(timedelta(hours=30))
            if answers_others and number == 4:
                assert tried(200)[0].state == "sent"
        failed, webhook = look(town, call)
    assert (failed.state, len(mails(town))) == ("failed", 1)
    assert webhook.disabled_why == ("" if answers_others else "failing")


def test_people_are_told_once_a_day(town, tried, receiver):
    """However many calls fail."""
    receiver.body = b"no"
    with time_machine.travel(NOW, tick=False):
        for _ in range(3):
            tried()
        with town.scope():
            Webhook.objects.update(url="https://10.0.0.1/")
            pending = list(Delivery.objects.filter(transport="webhook"))
        for call in pending:
            send(town.pk, call.pk)
    assert len(mails(town)) == 1


def test_sent_again_it_has_the_same_id_and_words(town, tried, receiver, administrator):
    """Whoever has it already lets it pass; not while the first is on its way."""
    call, webhook = tried()
    with town.scope(), pytest.raises(NotNow, match="on its way"):
        configuring.send_again(webhook, call, by=administrator)
    send(town.pk, call.pk)
    with town.scope():
        again = configuring.send_again(webhook, call, by=administrator)
        with pytest.raises(NotNow, match="on its way"):
            configuring.send_again(webhook, call, by=administrator)
    send(town.pk, again.pk)
    with town.scope():
        third = configuring.send_again(webhook, again, by=administrator)
    send(town.pk, third.pk)
    assert {one.headers["webhook-id"] for one in receiver.calls} == {call.message_id}
    assert len({one.content for one in receiver.calls}) == 1
    assert len(receiver.calls) == 3


def test_while_a_secret_is_changed_both_are_good(town, tried, receiver, administrator):
    """The receiver verifies with the one that it has; the address may change as well."""
    call, webhook = tried()
    given = [secrets.shown(webhook.secret)]
    with town.scope():
        mark = configuring.secret_mark(webhook)
        fresh = configuring.rotate_secret(webhook, based_on=mark, by=administrator)
        given.append(secrets.shown(fresh.secret))
    send(town.pk, call.pk)
    (received,) = receiver.calls
    for secret in given:
        assert Reference(secret).verify(received.content, received.headers)["type"] == "trial"
    assert look(town, call)[1].answered_at is not None
