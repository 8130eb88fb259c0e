# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Messages on hold after a restore: listed, sent or withheld, by whoever decides."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone, translation

from grc.answers.models import Answer
from grc.desk.answers import answers_of, shown
from grc.journal.models import Event
from notifications.models import Delivery


@pytest.fixture
def on_hold(living: Any) -> Any:
    """Every message of the town, put on hold anew."""
    with living.scope():
        Delivery.objects.exclude(state="withheld").update(
            state="on_hold", next_attempt_at=None, claimed_at=None, claimed_by=""
        )
    return living


def states(town: Any) -> dict[int, str]:
    with town.scope():
        return dict(Delivery.objects.values_list("pk", "state"))


def test_an_unknown_town(on_hold: Any, command: Any) -> None:
    """A town that is not there is refused by name."""
    said = command("mail_on_hold", "--municipality", "lutece", "--send")
    assert said.code == 1
    assert "lutece" in said.err
    assert "pending" not in states(on_hold).values()


def test_listed_without_people(on_hold: Any, command: Any) -> None:
    """The list names message and moment, for the relay's log; no address, no text."""
    said = command("mail_on_hold")
    with on_hold.scope():
        messages = list(Delivery.objects.on_hold())
    assert len(said.out.splitlines()) == len(messages) > 0
    for message in messages:
        assert f"chalons {message.pk} {message.notification}" in said.out
        assert message.message_id in said.out
    assert "marie" not in said.out.lower()


def test_some_are_sent(on_hold: Any, command: Any) -> None:
    """Those that are named go back to the queue, due at once; the others stay."""
    first, *others = [pk for pk, state in states(on_hold).items() if state == "on_hold"]
    said = command("mail_on_hold", first, "--send")
    assert "chalons: 1 to be sent" in said.out
    assert states(on_hold)[first] == "pending"
    assert {states(on_hold)[pk] for pk in others} == {"on_hold"}
    with on_hold.scope():
        assert Delivery.objects.due(timezone.now()).count() == 1


def test_withheld_for_good(on_hold: Any, command: Any) -> None:
    """A withheld answer is told to the agents, who may bring it otherwise."""
    with on_hold.scope():
        answer = Answer.objects.get()
        (page,) = answers_of(answer.service_request)
        with translation.override("en"):
            assert "on hold" in shown(page).notice
        mail = Delivery.objects.about(answer).get()
    said = command("mail_on_hold", mail.pk, "--withhold", "--municipality", "chalons")
    assert "chalons: 1 withheld" in said.out
    assert states(on_hold)[mail.pk] == "withheld"
    with on_hold.scope():
        assert Event.objects.about(answer).filter(name="undelivered").count() == 1
        (page,) = answers_of(answer.service_request)
        assert shown(page).must_be_told
