# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grc.accounts.enums import Role
from grc.accounts.models import Membership, User
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import clean
from grc.journal.models import Event
from grc.service_requests.guards import can_contribute, can_work
from grc.service_requests.notifications import ContributionAsked, Ended
from workflows.effects import Contribute, Join

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grc.accounts.models import Team
    from grc.journal.models.event import Actor
    from grc.service_requests.models.contribution import Contribution
    from grc.service_requests.models.service_request import ServiceRequest
    from workflows.definition import Transition

LONGEST_CONTRIBUTION = 20_000
# Of a larger team only the supervisors are written to.
MOST_TOLD = 20


class ContributingMixin:
    """What other teams are asked about a request, and what follows once they have spoken.

    Contributions are open while the request stays at the step where they were asked for. Each team
    is asked once at a time. The number of those that are open stands in the row of the request.
    """

    @transaction.atomic
    def contribute(self, body: str, *, by: User, team: Team) -> ServiceRequest:
        """Give the contribution of a team; of two people of it the faster one does.

        Raises NotAllowed to whoever works in another team, NotNow when nothing is asked any more.
        """
        fresh = _request(self).lock()
        if not can_contribute(by, team):
            raise NotAllowed(_("Only people of %(team)s can contribute here.") % {"team": team})
        contribution = _open_of(fresh, team)
        contribution.body = _words(body)
        contribution.given_by, contribution.given_at = by, timezone.now()
        contribution.save(update_fields=["body", "given_by", "given_at"])
        _count(fresh)
        _record("contributed", contribution, by)
        if contribution.join == Join.ANY:
            others = fresh.contributions.open().filter(join=Join.ANY)
            _withdraw(fresh, others.select_related("team"), by)
        if contribution.join == Join.ANY or _none_left(fresh, [Join.ALL]):
            fresh.follow_joined(by=by)
        return fresh

    @transaction.atomic
    def withdraw_contribution(self, team: Team, *, by: User) -> ServiceRequest:
        """Ask a team no more. Where it was the last, what follows contributions follows."""
        fresh = _request(self).lock()
        if not can_work(by, fresh):
            raise NotAllowed(_("Only people of %(team)s can do this.") % {"team": fresh.team})
        contribution = _open_of(fresh, team)
        _withdraw(fresh, [contribution], by)
        if _none_left(fresh, [contribution.join]):
            fresh.follow_joined(by=by)
        return fresh

    def ask_team(self, team: Team, effect: Contribute, function: str, text: str, by: Actor) -> None:
        """Ask a team for its contribution, once at a time. The row must be locked."""
        service_request = _request(self)
        if service_request.contributions.open().filter(team=team).exists():
            return
        asker = by if isinstance(by, User) else None
        contribution = service_request.contributions.create(
            municipality_id=service_request.municipality_id,
            team=team,
            function=function,
            question=text,
            join=effect.join,
            asked_by=asker,
        )
        _count(service_request)
        event = _record("contribution_asked", contribution, by)
        for person in _to_tell(team):
            if person != by:
                ContributionAsked(service_request, event, person, contribution).defer(
                    municipality=service_request.municipality, subject=service_request
                )

    def withdraw_contributions(self, *, by: Actor) -> None:
        """Ask nobody any more: the request leaves its step. The row must be locked."""
        service_request = _request(self)
        if service_request.contributions_open:
            _withdraw(service_request, service_request.contributions.open(), by)

    def follow_joined(self, *, by: Actor, passed: tuple[str, ...] = ()) -> None:
        """Take the way that this step opens for contributions that came together, if it does.

        ``passed`` are the ways that led here without anybody being asked: none is taken twice.
        """
        service_request = _request(self)
        facts = service_request.facts()
        way = service_request.machine.by_joined(service_request.step, facts, but=passed)
        if way is None:
            return
        outcome = way.outcomes[0] if way.outcomes else ""
        had_ended = service_request.has_ended
        service_request.move(way, by=by, outcome=outcome, passed=passed)
        if service_request.has_ended and not had_ended:
            Ended(service_request).defer(
                municipality=service_request.municipality, subject=service_request
            )

    def join_at_once(self, way: Transition, *, by: Actor, passed: tuple[str, ...]) -> None:
        """Go on where a way asked for contributions and there was nobody to ask."""
        joins = [effect.join for effect in way.effects if isinstance(effect, Contribute)]
        if joins and not _request(self).has_ended and _none_left(_request(self), joins):
            self.follow_joined(by=by, passed=(*passed, way.code))


def _request(mixin: ContributingMixin) -> ServiceRequest:
    return cast("ServiceRequest", mixin)


def _words(body: str) -> str:
    body = clean(body)
    if not body:
        raise NotValid(_("Write a few words before giving your contribution."))
    if len(body) > LONGEST_CONTRIBUTION:
        raise NotValid(
            _("This is too long by %(count)d characters. Shorten it.")
            % {"count": len(body) - LONGEST_CONTRIBUTION}
        )
    return body


def _open_of(service_request: ServiceRequest, team: Team) -> Contribution:
    asked = service_request.contributions.filter(team=team).select_related("given_by", "team")
    contribution = asked.last()
    if contribution is None:
        raise NotNow(_("Nothing is asked of %(team)s about this request.") % {"team": team})
    if contribution.given_by is not None:
        raise NotNow(
            _("%(person)s has already given the contribution of %(team)s.")
            % {"person": contribution.given_by, "team": team}
        )
    if not contribution.is_open:
        raise NotNow(_("The contribution of %(team)s is not asked for any more.") % {"team": team})
    return contribution


def _none_left(service_request: ServiceRequest, joins: Iterable[str]) -> bool:
    """Tell whether nobody is waited for any more, of those asked in one of these manners."""
    if not service_request.contributions_open:
        return True
    waited_for = set(service_request.contributions.open().values_list("join", flat=True))
    return any(join not in waited_for for join in joins)


def _withdraw(
    service_request: ServiceRequest, contributions: Iterable[Contribution], by: Actor
) -> None:
    for contribution in contributions:
        contribution.withdrawn_at = timezone.now()
        contribution.save(update_fields=["withdrawn_at"])
        _record("contribution_withdrawn", contribution, by)
    _count(service_request)


def _count(service_request: ServiceRequest) -> None:
    service_request.contributions_open = service_request.contributions.open().count()
    service_request.save(update_fields=["contributions_open"])


def _record(name: str, contribution: Contribution, by: Actor) -> Event:
    return Event.objects.record(
        name,
        contribution.service_request,
        by=by,
        contribution=contribution.pk,
        team=contribution.team_id,
        function=contribution.function,
    )


def _to_tell(team: Team) -> list[User]:
    """Return who hears of it: the people of a team, of a large one its supervisors."""
    members = Membership.objects.filter(team=team, user__is_active=True).order_by("pk")
    found = list(members.select_related("user")[: MOST_TOLD + 1])
    if len(found) > MOST_TOLD:
        above = [role.value for role in Role if role.includes(Role.SUPERVISOR)]
        supervisors = list(members.filter(role__in=above).select_related("user")[:MOST_TOLD])
        found = supervisors or found[:MOST_TOLD]
    return [member.user for member in found]
