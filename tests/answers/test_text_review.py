# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Owners are told when a text is to be read again: thirty days before, on the day, once each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grc.accounts.models import Membership
from grc.answers.models import StandardText
from grc.answers.tasks import remind_of_reviews
from grc.answers.texts.review import remind
from notifications.models import Delivery
from tests.answers.texts import a_text

pytestmark = pytest.mark.django_db


def mails():
    return list(Delivery.objects.filter(notification="text_review_due").order_by("pk"))


def test_nobody_is_told_early_nor_of_a_retired_text(town, text, supervisor):
    """Thirty-one days before is too early; what is retired is not read again."""
    assert remind(town, on=text.review_on - timedelta(days=31)) == 0
    text.retire(by=supervisor)
    assert remind(town, on=text.review_on) == 0


def test_the_owner_is_told_before_and_on_the_day_once_each(town, text, supervisor):
    """A sweep that runs again, or every day, writes no other mail."""
    for days in (30, 29, 29, 1, 0, 0, -5, -300):
        remind(town, on=text.review_on - timedelta(days=days))
    soon, due = mails()
    assert {soon.address, due.address} == {supervisor.email}
    assert soon.subject_line != due.subject_line
    assert f"/bureau/textes/{text.pk}/" in due.text


def test_a_day_that_nobody_swept_is_made_up_for(town, text):
    """The worker was away for a month: the owner is told that it is due, and only that."""
    assert remind(town, on=text.review_on + timedelta(days=10)) == 1
    assert len(mails()) == 1


def test_another_day_is_told_anew(town, text, supervisor):
    """Read again and put off for a year: the reminders come again."""
    remind(town, on=text.review_on)
    later = text.review_on + timedelta(days=365)
    text.rewrite(a_text(supervisor, review_on=later), based_on=text.revision, by=supervisor)
    assert remind(town, on=text.review_on + timedelta(days=1)) == 0
    assert remind(town, on=later) == 1


def test_when_the_owner_has_left_an_administrator_is_told(town, text, supervisor, administrator):
    """Somebody always answers for a text."""
    Membership.objects.filter(user=supervisor).delete()
    remind(town, on=text.review_on)
    assert [mail.address for mail in mails()] == [administrator.email]


@pytest.mark.django_db(transaction=True)
def test_the_morning_s_task_looks_at_every_town(town, other_town, text):
    """Each in its own scope; nothing is due today."""
    remind_of_reviews(timestamp=0)
    with town.scope():
        assert mails() == []
        StandardText.objects.update(review_on="2020-01-01")
    remind_of_reviews(timestamp=0)
    with town.scope():
        assert len(mails()) == 1
