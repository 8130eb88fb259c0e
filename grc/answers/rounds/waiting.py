# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What waits for a person's visa: their own turns, and those of everybody in whose place they act.

A fixed number of statements, whether five answers wait or five thousand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from grc.accounts.enums import Role
from grc.accounts.models import Membership
from grc.answers.circuits.standing import Power, Reach, reaches_of
from grc.answers.models.turn import Turn
from grc.answers.rounds.roster import Roster

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grc.accounts.models import User
    from grc.municipalities.models import Municipality

Roles = list[tuple[int | None, Role]]


def waiting_for(user: User, municipality: Municipality) -> QuerySet[Turn]:
    """Return the open turns that this person may decide: the soonest due, then the oldest.

    Never on a text that they wrote, nor in the place of somebody who did.
    """
    today = timezone.now().astimezone(municipality.zone).date()
    reaches = reaches_of(user.pk, Roster(today).links)
    roles = _roles_of({reach.principal for reach in reaches} - {user.pk})
    if user.is_active:
        roles[user.pk] = [(m.team_id, Role(m.role)) for m in user.memberships_here]
    mine = Q()
    for reach in reaches:
        asked = _asked(reach.principal, roles.get(reach.principal, []))
        if asked is not None:
            mine |= asked & _limits(reach)
    turns = Turn.objects.open().exclude(round__writers__contains=[user.pk])
    return turns.filter(mine).order_by("due_on", "asked_at", "pk") if mine else turns.none()


def turns_asking(user: User) -> QuerySet[Turn]:
    """Return the turns, ended ones too, that ask or asked this person, by name or by role."""
    asked = _asked(user.pk, [(m.team_id, Role(m.role)) for m in user.memberships_here])
    return Turn.objects.filter(asked) if asked is not None else Turn.objects.none()


def _roles_of(people: set[int]) -> dict[int, Roles]:
    found: dict[int, Roles] = {}
    if not people:
        return found
    members = Membership.objects.filter(user__in=people, user__is_active=True)
    for member in members.only("user_id", "team_id", "role"):
        found.setdefault(member.user_id, []).append((member.team_id, Role(member.role)))
    return found


def _asked(person: int, roles: Roles) -> Q | None:
    """Return the turns that ask this person, by name or by role; None for who left the town."""
    if not roles:
        return None
    asked = Q(person=person)
    for role in Role:
        teams = [team for team, held in roles if team is not None and held.includes(role)]
        if teams:
            asked |= Q(person=None, team__in=teams, role=role)
    if any(held is Role.ADMINISTRATOR for _team, held in roles):
        asked |= Q(person=None, team=None, role=Role.ADMINISTRATOR)
    return asked


def _limits(reach: Reach) -> Q:
    limits = Q()
    if Power.VALIDATION not in reach.powers:
        limits &= Q(kind="signature")
    if Power.SIGNATURE not in reach.powers:
        limits &= ~Q(kind="signature")
    if reach.delegated:
        limits &= Q(delegable=True)
    if reach.team is not None:
        limits &= Q(team=reach.team) | Q(team=None)
    if reach.services is not None:
        limits &= Q(service__in=sorted(reach.services))
    if reach.kinds is not None:
        limits &= Q(answer_kind__in=sorted(reach.kinds))
    for person in reach.through:
        limits &= ~Q(round__writers__contains=[person])
    return limits
