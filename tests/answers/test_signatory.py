# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who signs for the town: administrators begin and end it, history stays (law R1.30)."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from grc.answers.models import Signatory
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def begin(person, by, **more):
    fields = {
        "first_name": "Sonia",
        "last_name": "Superviseure",
        "capacity": "Adjointe à la voirie",
        "starts_on": FIRST,
    } | more
    return Signatory.objects.begin(person, by=by, **fields)


@pytest.mark.parametrize("who", ["agent", "supervisor", "outsider"])
def test_only_administrators(who, town, supervisor, administrator, request):
    """Nobody makes a signatory of themself."""
    by = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        begin(supervisor, by)
    with pytest.raises(NotAllowed):
        begin(supervisor, administrator).end(FIRST, by=by)


def test_refused_with_a_sentence_each(town, supervisor, administrator, stranger):
    """A stranger, an empty capacity, reversed days, the same capacity twice at once."""
    for person, more, sentence in [
        (stranger, {}, "does not work in this town"),
        (supervisor, {"capacity": " "}, "first name, name and capacity"),
        (supervisor, {"ends_on": date(2025, 12, 31)}, "before the first"),
    ]:
        with pytest.raises(NotValid, match=sentence):
            begin(person, administrator, **more)
    begin(supervisor, administrator)
    with pytest.raises(NotNow, match="already signs in this capacity"):
        begin(supervisor, administrator)


def test_begun_and_ended(town, supervisor, administrator):
    """The last day is kept; an earlier one is not put off by mistake."""
    signatory = begin(supervisor, administrator)
    with pytest.raises(NotValid):
        signatory.end(date(2025, 12, 31), by=administrator)
    signatory.end(date(2026, 6, 30), by=administrator)
    with pytest.raises(NotNow):
        signatory.end(date(2026, 7, 31), by=administrator)
    assert not Signatory.objects.in_office(date(2026, 7, 1)).exists()
    events = Event.objects.about(signatory).in_order().values_list("name", flat=True)
    assert list(events) == ["begun", "ended"]
