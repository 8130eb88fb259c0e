# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whom a stage asks on this answer: seats, and to whom a seat falls that nobody can hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grc.accounts.enums import Role
from grc.accounts.models import Membership, Team
from grc.answers.circuits.definition import Whose
from grc.answers.models.turn import Turn
from grc.catalog.models.function_mapping import DEFAULT_ROLES
from grc.core.refusals import NotNow
from grc.service_requests.holders import mapped

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from grc.answers.circuits.definition import Stage, Who
    from grc.answers.models import Answer
    from grc.answers.rounds.roster import Roster


@dataclass(frozen=True)
class Ask:
    """Somebody, asked in that team; or whoever holds a role in it."""

    person: int | None = None
    team: int | None = None
    role: str = ""


#: The asks of one seat: any one of them fills it.
Seat = tuple[Ask, ...]


class Asking:
    """Finds the seats of stages for one answer, on one day."""

    def __init__(self, answer: Answer, roster: Roster, writers: Collection[int]) -> None:
        self.answer, self.roster, self.writers = answer, roster, writers
        self.service_request = answer.service_request

    def seats(self, stage: Stage) -> list[Seat]:
        """Return the seats of a stage, each with somebody who can act.

        Raises NotNow when nobody in the town can.
        """
        found: dict[Seat, None] = {}
        for who in stage.who:
            for seat in self._named(who):
                found[self._held(seat, stage)] = None
        if not found:
            found[self.above(self.service_request.team_id, stage)] = None
        return list(found)

    def above(
        self, team_id: int | None, stage: Stage, *, beyond: frozenset[int] = frozenset()
    ) -> Seat:
        """Return the seat to which a decision falls: supervisors further up, then administrators.

        Somebody of it is not among ``beyond``. Raises NotNow when there is nobody either.
        """
        for team in self._upward(team_id):
            seat = (Ask(team=team, role=Role.SUPERVISOR),)
            if self._able(seat, stage) - beyond:
                return seat
        last = (Ask(role=Role.ADMINISTRATOR),)
        if self._able(last, stage) - beyond:
            return last
        raise NotNow(
            _(
                "Nobody in this town can decide on this answer: everybody who could wrote in it, or"
                " is gone. Ask an administrator to name somebody."
            )
        )

    def turn(self, ask: Ask, stage: Stage, *, seat: int) -> Turn:
        """Return the turn, not saved, by which this ask is made."""
        return Turn(
            stage=stage.code,
            kind=stage.kind,
            seat=seat,
            person_id=ask.person,
            team_id=ask.team,
            role=ask.role,
            delegable=stage.delegable,
            service=self.service_request.service.code,
            answer_kind=self.answer.kind,
        )

    def _held(self, seat: Seat, stage: Stage) -> Seat:
        if self._able(seat, stage):
            return seat
        return self.above(seat[0].team or self.service_request.team_id, stage)

    def _able(self, seat: Seat, stage: Stage) -> frozenset[int]:
        asked = (self.turn(ask, stage, seat=0) for ask in seat)
        return frozenset().union(*(self.roster.able(turn, self.writers) for turn in asked))

    def _upward(self, team_id: int | None) -> Iterator[int]:
        seen: set[int] = set()
        while team_id is not None and team_id not in seen:
            yield team_id
            seen.add(team_id)
            team_id = Team.objects.filter(pk=team_id).values_list("parent", flat=True).first()

    def _named(self, who: Who) -> list[Seat]:
        if who.whose is Whose.PERSON:
            return [(Ask(person=who.person, team=self._team_of(who.person)),)]
        if who.whose is Whose.SIGNATORY:
            signatory = self.answer.signatory
            person = signatory.person_id if signatory else None
            return [(Ask(person=person, team=self._team_of(person)),)] if person else []
        if who.whose is Whose.MANAGER:
            return [self._manager()]
        asks = self._roles(who)
        if not who.each:
            return [asks] if asks else []
        return [
            (Ask(person=person, team=ask.team),)
            for ask in asks
            for person in self._each(ask)
            if person not in self.writers
        ]

    def _each(self, ask: Ask) -> list[int]:
        return [ask.person] if ask.person else sorted(self.roster.holders(ask.team, ask.role))

    def _roles(self, who: Who) -> Seat:
        charge = self.service_request.team_id
        if who.whose is Whose.ROLE:
            return (Ask(team=who.team or charge, role=who.role),)
        mappings = mapped(self.service_request, (who.function,))
        asks = tuple(
            Ask(person=m.person_id, team=self._team_of(m.person_id))
            if m.person_id
            else Ask(team=m.team_id or charge, role=m.role)
            for m in mappings
        )
        role = DEFAULT_ROLES.get(who.function)
        return asks or ((Ask(team=charge, role=role),) if role else ())

    def _manager(self) -> Seat:
        """The first supervisors above the author: of their own team, if they are none there."""
        author = self.answer.author_id
        charge = self.service_request.team_id
        teams = list(
            Membership.objects.filter(user=author, team__isnull=False).values_list(
                "team", flat=True
            )
        )
        own = charge if charge in teams or not teams else teams[0]
        for team in self._upward(own):
            supervisors = self.roster.holders(team, Role.SUPERVISOR)
            if supervisors and author not in supervisors:
                return (Ask(team=team, role=Role.SUPERVISOR),)
        return (Ask(role=Role.ADMINISTRATOR),)

    def _team_of(self, person: int | None) -> int | None:
        """The team in which a named person is asked: the one in charge if they work there."""
        teams = list(
            Membership.objects.filter(user=person, team__isnull=False)
            .order_by("pk")
            .values_list("team", flat=True)
        )
        charge = self.service_request.team_id
        return charge if charge in teams else next(iter(teams), None)
