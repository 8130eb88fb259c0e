# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The circuit of one open round, under way: who is asked, what is decided, when it is done.

A ``Course`` is read from the rows of a round that is locked, and writes them. What the circuit
means is decided by ``grc.answers.circuits``; here it meets people, days and tables.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from grc.accounts.models import Membership, Team
from grc.answers.choosing import Choice
from grc.answers.circuits.definition import ACCORD, Stage, Then, Who, Whose
from grc.answers.circuits.definition import StageKind as Stages
from grc.answers.circuits.progress import Given, Progress, StageState, is_foreign, progress
from grc.answers.circuits.standing import Link, Power
from grc.answers.enums import OPINIONS, ChangeKind, Decision, Timer, TurnEnd
from grc.answers.models.circuit_change import CircuitChange
from grc.answers.models.delegation import Delegation
from grc.answers.models.turn import NO_DUE_DATE, Turn
from grc.answers.models.visa import Visa
from grc.answers.rounds.asking import Ask, Asking
from grc.answers.rounds.roster import Roster, Standing
from grc.answers.telling.reminding import tell
from grc.core.refusals import NotAllowed, NotNow

if TYPE_CHECKING:
    from datetime import date, datetime

    from grc.accounts.models import User
    from grc.answers.circuits.definition import Definition
    from grc.answers.models import Answer, Round

TIMERS = {Then.REMIND: Timer.REMIND, Then.ESCALATE: Timer.REMIND, Then.GO_ON: Timer.LAPSE}
#: What fills a seat.
FILLING = (Decision.APPROVED, *OPINIONS)


class Course:
    """One round's circuit. The answer must be locked by whoever writes through it."""

    def __init__(self, answer: Answer, round_: Round, *, at: datetime | None = None) -> None:
        self.answer, self.round = answer, round_
        self.at = at or timezone.now()
        self.definition: Definition = round_.current_circuit
        self.turns: list[Turn] = list(round_.turns.select_related("person", "team"))
        self.visas: list[Visa] = list(round_.visas.all())

    @cached_property
    def roster(self) -> Roster:
        zone = self.answer.service_request.municipality.zone
        return Roster(self.at.astimezone(zone).date())

    @cached_property
    def asking(self) -> Asking:
        return Asking(self.answer, self.roster, self.round.writers)

    @property
    def counting(self) -> list[Visa]:
        """The visas that nobody took back."""
        annulled = {visa.annuls_id for visa in self.visas}
        return [
            visa
            for visa in self.visas
            if visa.pk not in annulled and visa.decision != Decision.TAKEN_BACK
        ]

    @property
    def open_turns(self) -> list[Turn]:
        return [turn for turn in self.turns if turn.is_open]

    @property
    def progress(self) -> Progress:
        seats: dict[str, int] = defaultdict(int)
        for turn in self.turns:
            seats[turn.stage] = max(seats[turn.stage], turn.seat + 1)
        given = [
            Given(stage=visa.stage, seat=visa.seat, by=visa.by_id)
            for visa in self.counting
            if visa.decision in FILLING
        ]
        lapsed = {turn.stage for turn in self.turns if turn.ended_by == TurnEnd.LAPSED}
        return progress(self.definition, seats, given, lapsed)

    @property
    def approvers(self) -> list[int]:
        return [visa.by_id for visa in self.counting if visa.decision == Decision.APPROVED]

    # Who may act

    def turn_for(self, user: User) -> tuple[Turn, Standing]:
        """Return the turn that this person may decide, in their own right first.

        Raises NotAllowed with the sentence that says why not.
        """
        refusal = ""
        found: list[tuple[int, Turn, Standing]] = []
        for turn in self.open_turns:
            standing = self.roster.standing(user.pk, turn, self.round.writers)
            if isinstance(standing, Standing):
                found.append((len(standing.chain), turn, standing))
            elif isinstance(standing, Link):
                refusal = _(
                    "You would decide in the place of somebody who wrote in this answer: another"
                    " person must do it."
                )
        if user.pk in self.round.writers:
            raise NotAllowed(_("You wrote in this answer: somebody else must validate it."))
        if not user.is_active or not found:
            raise NotAllowed(refusal or _("This answer does not wait for you."))
        _length, turn, standing = min(found, key=lambda one: (one[0], one[1].pk))
        return turn, standing

    def refusal_to(self, user: User) -> str:
        """Return why this person may not decide now; empty when they may."""
        try:
            self.turn_for(user)
        except NotAllowed as refusal:
            return str(refusal)
        return ""

    # Names that the line tells

    def team_name(self, team_id: int | None) -> str:
        """Return the name of a team; of the one in charge where none is said."""
        service_request = self.answer.service_request
        if team_id in (None, service_request.team_id):
            return str(service_request.team)
        return str(Team.objects.get(pk=team_id))

    # What is written

    def decide(
        self, turn: Turn, standing: Standing, decision: Decision, reason: str, **more: Any
    ) -> Visa:
        """Write one visa, close its turn and those that ask for the same seat.

        Raises NotNow when a delegation that it needs was revoked a moment ago.
        """
        _hold_powers(standing, self.roster.on)
        visa = self._visa(turn, standing.person, decision, reason, standing=standing, **more)
        ended = TurnEnd.DECIDED
        if decision == Decision.HANDED_OVER:
            ended = TurnEnd.HANDED_OVER
        self.close(turn, ended)
        for other in self.open_turns:
            if (other.stage, other.seat) == (turn.stage, turn.seat):
                self.close(other, TurnEnd.NOT_NEEDED)
        return visa

    def close(self, turn: Turn, ended_by: TurnEnd) -> None:
        turn.closed_at, turn.ended_by = self.at, ended_by
        turn.timer, turn.timer_at = "", None
        turn.save(update_fields=["closed_at", "ended_by", "timer", "timer_at"])

    def close_all(self, ended_by: TurnEnd = TurnEnd.NOT_NEEDED) -> None:
        for turn in self.open_turns:
            self.close(turn, ended_by)

    def advance(self) -> bool:
        """Ask the next stage, as long as none waits. Return whether the circuit is complete.

        A circuit that is done, but whose text nobody else than its writers approved, asks the
        author of the answer to agree with what a validator made of it.
        """
        while True:
            current = self.progress.current
            for turn in self.open_turns:
                if current is None or turn.stage != current.code:
                    self.close(turn, TurnEnd.NOT_NEEDED)
            if current is not None:
                if not self.open_turns:
                    self._open(current)
                return False
            if is_foreign(self.definition, self.approvers, self.round.writers):
                return True
            self._ask_accord()

    def _open(self, stage: Stage) -> None:
        """Ask a stage: those who were put off again, or everybody anew."""
        earlier = [turn for turn in self.turns if turn.stage == stage.code]
        if earlier:
            filling = (visa for visa in self.counting if visa.decision in FILLING)
            filled = {visa.seat for visa in filling if visa.stage == stage.code}
            last = {turn.seat: turn for turn in earlier}
            for seat in sorted(set(last) - filled):
                self.ask_again(last[seat], stage)
            return
        for seat, asks in enumerate(self.asking.seats(stage)):
            for ask in asks:
                self.ask(ask, stage, seat=seat)

    def ask_again(self, turn: Turn, stage: Stage) -> Turn:
        """Ask at a seat whom it asked last."""
        ask = Ask(person=turn.person_id, team=turn.team_id, role=turn.role)
        if not self.roster.able(turn, self.round.writers):
            (ask,) = self.asking.above(turn.team_id, stage)
        return self.ask(ask, stage, seat=turn.seat)

    def ask(
        self,
        ask: Ask,
        stage: Stage,
        *,
        seat: int,
        passed_from: Turn | None = None,
        timed: bool = True,
    ) -> Turn:
        """Write one turn: somebody is asked from now on."""
        turn = self.asking.turn(ask, stage, seat=seat)
        turn.municipality_id, turn.round = self.round.municipality_id, self.round
        turn.due_on = self.answer.service_request.due_on or NO_DUE_DATE
        turn.asked_at, turn.passed_from = self.at, passed_from
        if timed and stage.hours is not None:
            turn.timer = TIMERS[stage.then]
            turn.timer_at = self.after(stage.hours)
        turn.save(force_insert=True)
        self.turns.append(turn)
        if turn.person_id is not None:
            # A role looks into its inbox; one who is asked by name is told.
            tell(self, turn)
        return turn

    def after(self, hours: int) -> datetime:
        """Return the moment at which that many working hours of the town have passed."""
        municipality = self.answer.service_request.municipality
        return municipality.working_time.after(self.at, hours)

    def pass_to(self, person: User, turn: Turn) -> None:
        """Ask somebody else at the same seat."""
        ask = Ask(person=person.pk, team=turn.team_id)
        stage = self.definition.stage(turn.stage)
        self.ask(ask, stage, seat=turn.seat, passed_from=turn)

    def take_back(self, visa: Visa) -> None:
        """Let a visa count no more. Both stay: the visa, and that it was taken back."""
        back = self.round.visas.create(
            municipality_id=visa.municipality_id,
            stage=visa.stage,
            seat=visa.seat,
            kind=visa.kind,
            decision=Decision.TAKEN_BACK,
            by_id=visa.by_id,
            annuls=visa,
            author_id=visa.author_id,
            is_amendment=visa.is_amendment,
            content_hash=visa.content_hash,
            decided_at=self.at,
        )
        self.visas.append(back)

    def same_choice(self) -> Choice:
        """Return this circuit, with what was changed on this case, for a corrected text.

        Who was consulted and has spoken is not asked again.
        """
        added = self.round.circuit_changes.filter(kind=ChangeKind.ADDED)
        gone = {ACCORD, *added.values_list("stage", flat=True)} - {
            stage.code for stage, state in self.progress.states if state is StageState.NEXT
        }
        stages = tuple(stage for stage in self.definition if stage.code not in gone)
        return Choice(
            definition=replace(self.definition, stages=stages),
            code=self.round.circuit_code,
            why=self.round.chosen_by,
        )

    def carry_to(self, corrected: Round, turn: Turn, standing: Standing) -> None:
        """Open the stage of a validator in the round that they corrected: their own seat approves,
        the others of that stage are put off until it is their turn."""
        course = Course(self.answer, corrected, at=self.at)
        stage = self.definition.stage(turn.stage)
        last = {one.seat: one for one in self.turns if one.stage == turn.stage}
        for seat, one in sorted(last.items()):
            ask = Ask(person=one.person_id, team=one.team_id, role=one.role)
            carried = course.ask(ask, stage, seat=seat)
            if seat == turn.seat:
                course.decide(carried, standing, Decision.APPROVED, "")
            else:
                course.close(carried, TurnEnd.SUSPENDED)

    def _visa(
        self,
        turn: Turn,
        person: int,
        decision: Decision,
        reason: str,
        *,
        standing: Standing | None = None,
        **more: Any,
    ) -> Visa:
        chain = standing.chain if standing else ()
        visa = self.round.visas.create(
            municipality_id=self.round.municipality_id,
            turn=turn,
            stage=turn.stage,
            seat=turn.seat,
            kind=turn.kind,
            decision=decision,
            by_id=person,
            capacity=capacity_of(person, turn.team_id),
            for_person_id=standing.for_person if standing else None,
            chain=[_link_data(link) for link in chain],
            author_id=self.round.author_id,
            is_amendment=self.round.is_amendment,
            content_hash=self.round.content_hash,
            reason=reason,
            decided_at=self.at,
            **more,
        )
        self.visas.append(visa)
        return visa

    def _ask_accord(self) -> None:
        who = Who(whose=Whose.PERSON, person=self.answer.author_id)
        stage = Stage(code=ACCORD, kind=Stages.VALIDATION, who=(who,), amendable=False)
        if self.definition.has(ACCORD):
            raise NotNow(_("Nobody but those who wrote this text approved it: it cannot leave."))
        self.change(
            replace(self.definition, stages=(*self.definition.stages, stage)),
            ChangeKind.ACCORD,
            stage.code,
        )

    def change(
        self,
        definition: Definition,
        kind: ChangeKind,
        stage: str,
        *,
        reason: str = "",
        by: User | None = None,
    ) -> None:
        """Keep what the circuit of this case became."""
        CircuitChange.objects.create(
            municipality_id=self.round.municipality_id,
            round=self.round,
            kind=kind,
            stage=stage,
            circuit=definition.to_data(),
            reason=reason,
            by=by,
            changed_at=self.at,
        )
        self.definition = definition


def capacity_of(person: int, team_id: int | None) -> str:
    """Return the capacity in which somebody decides: the one of the team where they are asked."""
    members = Membership.objects.filter(user=person).order_by("pk")
    known = [(m.team_id == team_id, m.capacity) for m in members if m.capacity]
    return max(known, default=(False, ""), key=lambda one: one[0])[1]


def _hold_powers(standing: Standing, on: date) -> None:
    """Lock the delegations of a chain until the visa is kept: none is revoked in the middle."""
    keys = [link.id for link in standing.chain if link.power is not Power.ABSENCE]
    if not keys:
        return
    # Revoked since this page began, or while it waits for the lock: either is too late.
    held = Delegation.objects.in_force(on, at=timezone.now()).filter(pk__in=keys, revoked_at=None)
    held = held.order_by("pk")
    if len(held.select_for_update(of=("self",)).values_list("pk", flat=True)) < len(keys):
        raise NotNow(_("The delegation by which you decide was just revoked: somebody else must."))


def _link_data(link: Link) -> dict[str, Any]:
    return {
        "power": str(link.power),
        "id": link.id,
        "from": link.principal,
        "to": link.to,
        "act": link.act_number,
    }
