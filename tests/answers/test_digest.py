# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The morning's mail: once a working day, to whoever is waited for, and only then."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from grc.answers.telling.digest import InboxDigest, tell_everybody
from notifications.models import Delivery
from notifications.registry import Withheld
from tests.answers.circuits import away, circuit, role, stage, submitted

pytestmark = pytest.mark.django_db

# A Monday, a Sunday; 6:30 in UTC is 7:30 in town in winter.
MONDAY = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


@pytest.fixture
def waiting(town, team, service_request, agent, supervisor):
    circuit(town, stage("head", role(team)))
    return submitted(service_request, agent)


@pytest.mark.parametrize("at", [SUNDAY, MONDAY.replace(hour=9)])
def test_not_on_a_holiday_nor_at_another_hour(at, town, waiting):
    """Nobody is written to when the town hall is closed."""
    assert tell_everybody(town, at=at) == 0


def test_nobody_for_whom_nothing_waits(town, waiting, agent, outsider):
    """The author and strangers to the circuit receive nothing."""
    tell_everybody(town, at=MONDAY)
    mails = Delivery.objects.filter(notification="inbox_digest")
    assert [mail.address for mail in mails] == ["supervisor@chalons.example"]


def test_it_names_the_answer_and_leads_to_its_page(town, waiting, outsider, supervisor):
    """A substitute is told as well; the link opens a page, and no page decides by being opened."""
    away(town, supervisor, outsider, MONDAY.date())
    with time_machine.travel(MONDAY, tick=False):
        assert tell_everybody(town, at=MONDAY) == 2
    mail = Delivery.objects.filter(notification="inbox_digest", address=outsider.email).get()
    assert waiting.service_request.summary in mail.text
    assert f"/bureau/a-valider/{waiting.pk}/1/" in mail.text


def test_once_a_day(town, waiting):
    """The task may run twice."""
    tell_everybody(town, at=MONDAY)
    tell_everybody(town, at=MONDAY)
    assert Delivery.objects.filter(notification="inbox_digest").count() == 1


def test_it_does_not_leave_once_everything_is_decided(town, waiting, supervisor):
    """What was decided meanwhile is not asked again."""
    tell_everybody(town, at=MONDAY)
    mail = Delivery.objects.get(notification="inbox_digest")
    InboxDigest.before_sending(mail)
    waiting.approve(round_number=1, by=supervisor)
    with pytest.raises(Withheld):
        InboxDigest.before_sending(mail)
