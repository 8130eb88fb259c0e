# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whose eyes a request meets: every role, in and out of the team, in and out of the town."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from grc.catalog.turns import turns_of
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


def test_a_team_that_is_asked_sees_it_while_it_is(asked, outsider, digger, stranger, other_team):
    """Its agents do, until they gave their contribution or it was withdrawn."""
    assert ServiceRequest.objects.visible_to(outsider).get() == asked
    assert not ServiceRequest.objects.visible_to(stranger).exists()
    asked.contribute("C’est à nous.", by=outsider, team=other_team)
    assert not ServiceRequest.objects.visible_to(outsider).exists()
    assert ServiceRequest.objects.visible_to(digger).exists()


def test_a_team_that_is_asked_changes_nothing(asked, outsider):
    """It reads and contributes; the rest is for the team in charge."""
    from grc.core.refusals import NotAllowed

    for gesture in (
        lambda: asked.write("Bonjour.", by=outsider),
        lambda: asked.note("Pour nous.", by=outsider),
        lambda: asked.perform("go_on", by=outsider),
        lambda: asked.set_priority(40, by=outsider),
        lambda: asked.pass_on(outsider.memberships_here[0].team, by=outsider),
    ):
        with pytest.raises(NotAllowed):
            gesture()


def test_it_costs_one_statement_as_before(asked, outsider, django_assert_num_queries):
    """Whoever asks, whoever is asked."""
    assert outsider.is_member
    assert not turns_of(outsider)
    with django_assert_num_queries(1):
        list(ServiceRequest.objects.visible_to(outsider))
