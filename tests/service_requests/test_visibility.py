# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whose eyes a request meets: every role, in and out of the team, in and out of the town."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from grc.service_requests.models import ServiceRequest

pytestmark = pytest.mark.django_db

SEES = {
    "agent": True,
    "colleague": True,
    "supervisor": True,
    "administrator": True,
    "outsider": False,
    "stranger": False,
}


@pytest.mark.parametrize(("who", "sees"), SEES.items())
def test_who_sees_a_request(who, sees, service_request, request):
    """The team in charge and the town's administrators see it; nobody else does (law R5.26)."""
    user = request.getfixturevalue(who)
    assert ServiceRequest.objects.visible_to(user).exists() is sees


def test_somebody_not_signed_in_sees_nothing(service_request):
    """Tracking has a door of its own."""
    assert not ServiceRequest.objects.visible_to(AnonymousUser()).exists()


def test_somebody_switched_off_sees_nothing(service_request, agent):
    """A departure takes effect at once."""
    agent.is_active = False
    assert not ServiceRequest.objects.visible_to(agent).exists()


def test_a_validating_team_sees_what_waits_for_it(service_request, other_team, outsider, town):
    """Its supervisors do; its agents do not."""
    from tests.cast import make_member

    chief = make_member(town, other_team, "supervisor", "chief@chalons.example", "Chloé Cheffe")
    service_request.validating_team = other_team
    service_request.save(update_fields=["validating_team"])
    assert ServiceRequest.objects.visible_to(chief).exists()
    assert not ServiceRequest.objects.visible_to(outsider).exists()
