# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from grc.service_requests.guards import can_assign, can_work
from grc.service_requests.notifications import Proposed

if TYPE_CHECKING:
    from grc.accounts.models import Team, User
    from grc.journal.models.event import Actor
    from grc.service_requests.models.service_request import ServiceRequest


#: The columns that say who has a request.
HANDS: Final = ("assignee", "assigned_at", "proposed_to", "proposed_at")


class AssignmentMixin:
    """Who has the request: a team always, a person sometimes."""

    @transaction.atomic
    def take(self, *, by: User) -> ServiceRequest:
        """Take charge of a request that nobody has; the slower of two agents reads who has it."""
        fresh = _open(self)
        _ensure_worker(by, fresh)
        if fresh.assignee_id is not None:
            raise NotNow(_taken_by(fresh, by))
        _hand(fresh, by, "taken", by=by)
        fresh.begin(by=by)
        return fresh

    @transaction.atomic
    def release(self, *, by: User) -> ServiceRequest:
        """Put the request back in the team's queue, for others to take."""
        fresh = _open(self)
        if fresh.assignee_id is None:
            raise NotNow(_("This request is already in the team's queue."))
        if fresh.assignee_id != by.pk and not can_assign(by, fresh):
            raise NotAllowed(_("Only the person who has this request can release it."))
        return _hand(fresh, None, "released", by=by)

    @transaction.atomic
    def assign(self, to: User, *, by: User) -> ServiceRequest:
        """Give the request to a person of the team in charge."""
        fresh = _open(self)
        if not can_assign(by, fresh):
            raise NotAllowed(_("Only a supervisor of the team can give a request to somebody."))
        if not can_work(to, fresh):
            raise NotValid(
                _("%(person)s does not work in %(team)s. Pass the request on to their team first.")
                % {"person": to, "team": fresh.team}
            )
        if fresh.assignee_id == to.pk:
            raise NotNow(_("%(person)s already has this request.") % {"person": to})
        return _hand(fresh, to, "assigned", by=by)

    @transaction.atomic
    def pass_on(self, team: Team, *, by: User, reason: str = "") -> ServiceRequest:
        """Pass the request on to another team, with a word for it; nobody there has it yet."""
        fresh = _open(self)
        _ensure_worker(by, fresh)
        if fresh.team_id == team.pk:
            raise NotNow(_("%(team)s already has this request.") % {"team": team})
        if reason.strip():
            fresh.note(reason, by=by)
        left, fresh.team = fresh.team_id, team
        fresh.save(update_fields=["team"])
        fresh.hand_to(None)
        Event.objects.record("passed_on", fresh, by=by, from_team=left, to_team=team.pk)
        return fresh

    @property
    def proposed(self) -> User | None:
        """Whom the request is proposed to, while nobody has it."""
        request = cast("ServiceRequest", self)
        return None if request.has_ended or request.assignee_id else request.proposed_to

    def hand_to(self, person: User | None) -> None:
        """Write down who has the request, proposed or not. The row must be locked."""
        request = cast("ServiceRequest", self)
        request.assignee, request.assigned_at = person, timezone.now() if person else None
        request.proposed_to, request.proposed_at = None, None
        request.save(update_fields=HANDS)

    def propose_to(self, person: User, *, by: Actor) -> None:
        """Propose the request to somebody, by mail too. The row must be locked."""
        request = cast("ServiceRequest", self)
        if request.proposed_to_id == person.pk:
            return
        request.proposed_to, request.proposed_at = person, timezone.now()
        request.save(update_fields=HANDS)
        event = Event.objects.record("proposed", request, by=by, to=person.pk)
        if person != by:
            Proposed(request, event, person).defer(
                municipality=request.municipality, subject=request
            )


def _open(service_request: AssignmentMixin) -> ServiceRequest:
    fresh = cast("ServiceRequest", service_request).lock()
    if fresh.has_ended:
        raise NotNow(_("This request has ended. Reopen it before giving it to somebody."))
    return fresh


def _ensure_worker(user: User, service_request: ServiceRequest) -> None:
    if not can_work(user, service_request):
        raise NotAllowed(
            _("Only people of %(team)s can do this. Ask a supervisor to pass the request on.")
            % {"team": service_request.team}
        )


def _taken_by(service_request: ServiceRequest, user: User) -> str:
    if service_request.assignee_id == user.pk:
        return _("You already have this request.")
    return _("%(person)s was faster and has this request.") % {"person": service_request.assignee}


def _hand(
    service_request: ServiceRequest, to: User | None, event: str, *, by: User
) -> ServiceRequest:
    service_request.hand_to(to)
    Event.objects.record(event, service_request, by=by, to=to.pk if to else None)
    return service_request
