# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who is there on a day: who holds which role, who stands in for whom. Read once, asked often."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, CharField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from grc.accounts.enums import Role
from grc.accounts.models import Absence, Membership
from grc.answers.circuits.standing import (
    Chain,
    Link,
    Matter,
    Power,
    principals_of,
    stand_ins_of,
    tainted_link,
)
from grc.answers.models.delegation import Delegation

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from grc.answers.models.turn import Turn


@dataclass(frozen=True, kw_only=True)
class Standing:
    """In whose place somebody decides. Without a chain: in their own right."""

    person: int
    chain: Chain = ()

    @property
    def for_person(self) -> int | None:
        return self.chain[0].principal if self.chain else None


class Roster:
    """The people of the town in scope, on one day of the town's own calendar.

    ``at`` is the moment of that day at which powers are judged, now unless it is said.
    """

    def __init__(self, on: date, *, at: datetime | None = None) -> None:
        self.on = on
        self.at = at or timezone.now()
        self._holders: dict[tuple[int | None, str], frozenset[int]] = {}

    @cached_property
    def links(self) -> list[Link]:
        """Every absence and delegation in force on the day, in one question."""
        none: Any = Value([], output_field=ArrayField(CharField()))
        absences = (
            Absence.objects.on(self.on)
            .exclude(substitute=None)
            .order_by()
            .annotate(power=Value(str(Power.ABSENCE)), services=none, kinds=none, act=Value(""))
            .values_list("power", "pk", "person", "substitute", "team", "services", "kinds", "act")
        )
        delegations = (
            Delegation.objects.in_force(self.on, at=self.at)
            .order_by()
            .annotate(no_team=Cast(Value(None), BigIntegerField()))
            .values_list(
                *("power", "pk", "principal", "delegate", "no_team", "services", "kinds"),
                "act_number",
            )
        )
        return [
            Link(
                power=Power(power),
                id=pk,
                principal=principal,
                to=to,
                team=team,
                services=frozenset(services),
                kinds=frozenset(kinds),
                act_number=act,
            )
            for power, pk, principal, to, team, services, kinds, act in absences.union(
                delegations, all=True
            )
        ]

    @cached_property
    def active(self) -> frozenset[int]:
        """Everybody who works in the town and may sign in."""
        members = Membership.objects.filter(user__is_active=True)
        return frozenset(members.values_list("user_id", flat=True))

    def holders(self, team_id: int | None, role: str) -> frozenset[int]:
        """Return who holds at least this role in the team; administrators where there is none."""
        key = (team_id, role)
        if key not in self._holders:
            roles = [one for one in Role if one.includes(Role(role))]
            members = Membership.objects.filter(user__is_active=True, role__in=roles)
            # An administrator runs the tool: that alone validates no answer of a team.
            members = members.filter(team=team_id) if team_id else members
            self._holders[key] = frozenset(members.values_list("user_id", flat=True))
        return self._holders[key]

    def holds(self, person: int, turn: Turn) -> bool:
        """Return whether a turn asks this person, in their own right."""
        if turn.person_id is not None:
            return turn.person_id == person and person in self.active
        return person in self.holders(turn.team_id, turn.role)

    def standing(self, person: int, turn: Turn, writers: Collection[int]) -> Standing | Link | None:
        """Return in whose place this person may decide on a turn.

        None when nobody whom the turn asks leads to them; the link at fault when they would
        approve, through it, a text that its giver wrote.
        """
        fault: Link | None = None
        chains = principals_of(person, self.links, matter_of(turn))
        for principal, chain in sorted(chains.items(), key=lambda item: len(item[1])):
            if not self.holds(principal, turn):
                continue
            tainted = tainted_link(chain, writers)
            if tainted is None:
                return Standing(person=person, chain=chain)
            fault = fault or tainted
        return fault

    def able(self, turn: Turn, writers: Collection[int]) -> frozenset[int]:
        """Return everybody who could decide on the turn now: holders and those in their place."""
        if turn.person_id is not None:
            asked = frozenset({turn.person_id}) & self.active
        else:
            asked = self.holders(turn.team_id, turn.role)
        matter = matter_of(turn)
        found = set(asked)
        for person in asked - frozenset(writers):
            found |= stand_ins_of(person, self.links, matter) & self.active
        return frozenset(found) - frozenset(writers)


def matter_of(turn: Turn) -> Matter:
    """Return what deciding on this turn takes."""
    power = Power.SIGNATURE if turn.kind == "signature" else Power.VALIDATION
    return Matter(
        power=power,
        service=turn.service,
        kind=turn.answer_kind,
        team=turn.team_id,
        delegable=turn.delegable,
    )
