# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Saying how urgent a request is."""

from __future__ import annotations

import pytest

from grc.core.refusals import NotAllowed, NotValid
from grc.journal.models import Event

pytestmark = pytest.mark.django_db


def test_an_outsider_cannot_set_it(service_request, outsider):
    """Only the team in charge."""
    with pytest.raises(NotAllowed):
        service_request.set_priority(30, by=outsider)


def test_only_the_lists_values_are_taken(service_request, agent):
    """99 is no priority."""
    with pytest.raises(NotValid):
        service_request.set_priority(99, by=agent)


def test_a_change_is_recorded_once(service_request, agent):
    """Setting what is already set records nothing."""
    for _ in range(2):
        service_request = service_request.set_priority(30, by=agent)
    event = Event.objects.about(service_request).get(name="prioritised")
    assert event.data == {"before": 20, "after": 30}
