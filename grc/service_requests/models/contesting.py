# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from grc.accounts.models import Membership, User
from grc.journal.models import Event
from grc.service_requests.effects.load import least_loaded

if TYPE_CHECKING:
    from grc.service_requests.models.message import Message
    from grc.service_requests.models.service_request import ServiceRequest


class ContestingMixin:
    """“This is not solved”: the requester's word opens an ended request again, for a while."""

    @property
    def is_contestable(self) -> bool:
        """Return whether the request has ended so lately that a word opens it again."""
        service_request = cast("ServiceRequest", self)
        if service_request.ended_at is None:
            return False
        days = timedelta(days=service_request.service.contest_days)
        return timezone.now() <= service_request.ended_at + days

    def follow_contest(self, message: Message) -> None:
        """Open the request again and give it to somebody else than who answered.

        Nothing happens where the workflow has no way out of its end. The row must be locked.
        """
        service_request = cast("ServiceRequest", self)
        service_request.follow_citizen()
        if service_request.has_ended:
            return
        _leave_retired_team(service_request)
        to = _another(service_request)
        service_request.hand_to(to)
        Event.objects.record(
            "contested",
            service_request,
            by=AnonymousUser(),
            message=message.pk,
            answered_by=service_request.answered_by_id,
            to=to.pk if to else None,
        )


def _leave_retired_team(service_request: ServiceRequest) -> None:
    """Give a request whose team works no more to the one that has its service in charge today."""
    if not service_request.team.is_retired:
        return
    left, service_request.team = service_request.team_id, service_request.service.team
    service_request.save(update_fields=["team"])
    Event.objects.record(
        "passed_on",
        service_request,
        by=AnonymousUser(),
        from_team=left,
        to_team=service_request.team_id,
    )


def _another(service_request: ServiceRequest) -> User | None:
    """Return who of the team has the fewest open requests, but for who answered; or nobody."""
    here = Membership.objects.filter(team=service_request.team_id, user__is_active=True)
    others = here.exclude(user=service_request.answered_by_id or 0)
    chosen = least_loaded(service_request, set(others.values_list("user", flat=True)))
    return User.objects.get(pk=chosen) if chosen else None
