# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever people do, in whatever order: nothing leaves unapproved, nothing is lost or stuck.

A machine of hypothesis plays authors, validators, the clock, absences, delegations, people who
leave; after each gesture it looks at what must hold, with rules written here anew.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from grc.answers.models import Answer, CircuitChange, Turn, Visa
from grc.answers.rounds.course import Course
from grc.answers.rounds.timing import rescue, stranded, time_out
from grc.answers.rounds.waiting import waiting_for
from grc.answers.telling.answers import AnswerSent
from grc.answers.verifying import verify_one
from grc.core.refusals import Refusal
from notifications.models import Delivery
from tests.answers.circuits import away, circuit, delegate, person, role, stage
from tests.cast import file_request, make_member, make_team
from tests.figures import SCALE, scaled

pytestmark = [pytest.mark.django_db, pytest.mark.soak]

STEPS = 40
#: Shrinking on a real database takes longer than reading what happened.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
WHO = ("author", "writer", "head", "deputy", "director", "mayor", "lawyer", "outsider", "clerk")
MOST = st.sampled_from(WHO)
WORDS = st.sampled_from(["Oui.", "Nous passerons.", "Nous passerons mardi.", "Non, hélas.", "Vu."])


class People:
    """The town, its teams and its people; the clerk administers, and stays."""

    def __init__(self, town: Any, service: Any, team: Any) -> None:
        self.town, self.service, self.team = town, service, team
        self.cabinet = make_team(town, "Direction")
        team.parent = self.cabinet
        team.save()
        law, elected = make_team(town, "Droit"), make_team(town, "Élus")
        places = {
            "author": (team, "agent"),
            "writer": (team, "agent"),
            "head": (team, "supervisor"),
            "deputy": (team, "supervisor"),
            "director": (self.cabinet, "supervisor"),
            "mayor": (elected, "agent"),
            "lawyer": (law, "agent"),
            "outsider": (law, "supervisor"),
            "clerk": (None, "administrator"),
        }
        self.by_name = {
            name: make_member(town, place, rank, f"{name}@chalons.example", f"{name} X")
            for name, (place, rank) in places.items()
        }

    def __getitem__(self, name: str) -> Any:
        return self.by_name[name]

    def circuits(self) -> list[list[dict[str, Any]]]:
        head, director = role(self.team), role(self.cabinet)
        mayor, lawyer = person(self.by_name["mayor"]), person(self.by_name["lawyer"])
        manager = {"whose": "manager"}
        return [
            [],
            [stage("head", head)],
            [stage("head", head), stage("director", director)],
            [stage("both", head, director, need=0)],
            [stage("any", head, director)],
            [stage("board", role(self.team, each=True), need=2), stage("mayor", mayor)],
            [
                stage("law", lawyer, kind="opinion", hours=8, then="go_on"),
                stage("head", manager, hours=4, then="escalate", grace=2),
            ],
            [
                stage("named", person(self.by_name["head"]), amendable=False),
                stage("mayor", mayor, kind="signature", delegable=False),
            ],
            [stage("law", lawyer, mayor, kind="opinion", need=0)],
        ]


class Town(RuleBasedStateMachine):
    """One answer, and everybody who may touch it."""

    people: People

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(datetime(2026, 11, 23, 8, tzinfo=UTC), tick=False)
        self.traveller = self.clock.start()
        self.scope = transaction.atomic()
        self.scope.__enter__()
        self.seen: dict[int, tuple[Any, ...]] = {}
        self.state = ""
        self.said: set[str] = set()
        self.looks = 0
        for user in self.people.by_name.values():
            user.is_active = True
        self.answer: Answer | None = None

    def teardown(self) -> None:
        try:
            assert "" not in self.said, "a refusal without a sentence"
            if self.answer is not None:
                # With rules that know nothing of Course: where it stands, and once it was sent.
                assert verify_one(self.answer) == []
                self.comes_to_an_end()
                assert verify_one(self.answer) == []
        finally:
            transaction.set_rollback(True)
            self.scope.__exit__(None, None, None)
            self.clock.stop()

    # What people do

    @precondition(lambda self: self.answer is None)
    @rule(which=st.integers(0, 8))
    def begin(self, which: int) -> None:
        circuit(self.people.town, *self.people.circuits()[which])
        request = file_request(self.people.service)
        taken = request.take(by=self.people["author"])
        self.answer = Answer.objects.draft_for(taken, by=self.people["author"])
        self.answer.save_draft("Bonjour.", based_on=0, by=self.people["author"])

    def attempt(self, gesture: Any) -> bool:
        try:
            with transaction.atomic():
                gesture()
        except Refusal as refusal:
            self.said.add(str(refusal).strip())
            return False
        return True

    @property
    def fresh(self) -> Answer:
        assert self.answer is not None
        return self.answer.lock()

    @property
    def last(self) -> int:
        return self.fresh.rounds.count()

    begun = precondition(lambda self: self.answer is not None)
    waits = precondition(lambda self: self.state == "submitted")

    @begun
    @rule(who=st.sampled_from(("author", "writer", "head")), text=WORDS, stale=st.booleans())
    def edit(self, who: str, text: str, stale: bool) -> None:
        based_on = max(0, self.fresh.revision - int(stale))
        user = self.people[who]
        self.attempt(lambda: self.answer.save_draft(text, based_on=based_on, by=user))

    @begun
    @rule(who=st.sampled_from(("author", "writer", "head")))
    def submit(self, who: str) -> None:
        user = self.people[who]
        self.attempt(lambda: self.answer.submit(based_on=self.fresh.revision, by=user))

    @begun
    @rule(who=MOST)
    def recall(self, who: str) -> None:
        self.attempt(lambda: self.answer.recall(by=self.people[who]))

    @waits
    @rule(who=MOST)
    def approve(self, who: str) -> None:
        user, number = self.people[who], self.last
        self.attempt(lambda: self.answer.approve(round_number=number, by=user))

    @waits
    @rule(who=MOST)
    def send_back(self, who: str) -> None:
        user, number = self.people[who], self.last
        self.attempt(
            lambda: self.answer.return_to_author(round_number=number, reason="Revoir.", by=user)
        )

    @waits
    @rule(who=MOST, opinion=st.sampled_from(("favourable", "unfavourable")))
    def opine(self, who: str, opinion: str) -> None:
        user, number = self.people[who], self.last
        self.attempt(
            lambda: self.answer.give_opinion(opinion, round_number=number, by=user, remark="Vu.")
        )

    @waits
    @rule(who=MOST, to=MOST)
    def hand_over(self, who: str, to: str) -> None:
        user, number, other = self.people[who], self.last, self.people[to]
        self.attempt(
            lambda: self.answer.hand_over(other, round_number=number, reason="À vous.", by=user)
        )

    @waits
    @rule(who=MOST, text=WORDS)
    def amend(self, who: str, text: str) -> None:
        user, number = self.people[who], self.last
        self.attempt(lambda: self.answer.amend(text, round_number=number, by=user))

    @waits
    @rule(who=MOST, whom=MOST)
    def consult(self, who: str, whom: str) -> None:
        user, number, other = self.people[who], self.last, self.people[whom]
        self.attempt(
            lambda: self.answer.consult(other, round_number=number, reason="Avis.", by=user)
        )

    @waits
    @rule(who=MOST, index=st.integers(0, 4), after=st.integers(-1, 4))
    def change(self, who: str, index: int, after: int) -> None:
        user, number = self.people[who], self.last
        stages = self.fresh.rounds.get(number=number).current_circuit.stages
        if not stages:
            return
        code = stages[index % len(stages)].code
        if after < 0:
            self.attempt(
                lambda: self.answer.skip_stage(code, round_number=number, reason="Trop.", by=user)
            )
            return
        before = stages[after].code if after < len(stages) else None
        self.attempt(
            lambda: self.answer.move_stage(
                code, before=before, round_number=number, reason="Avant.", by=user
            )
        )

    @begun
    @rule(who=MOST)
    def undo(self, who: str) -> None:
        self.attempt(lambda: self.answer.undo(by=self.people[who]))

    # What happens around them

    @begun
    @rule(hours=st.sampled_from((1, 5, 30)))
    def time_passes(self, hours: int) -> None:
        self.traveller.shift(timedelta(hours=hours))
        for turn in list(Turn.objects.timed_out(timezone.now()).values_list("pk", flat=True)):
            time_out(turn)
        self.look_after()

    def look_after(self) -> None:
        for turn in stranded(Turn.objects.open().filter(escalated_at=None)):
            rescue(turn)

    @begun
    @rule(who=MOST, by=MOST)
    def absent(self, who: str, by: str) -> None:
        if who != by:
            day = timezone.now().astimezone(self.people.town.zone).date()
            away(self.people.town, self.people[who], self.people[by], day)

    @begun
    @rule(giver=MOST, to=MOST, power=st.sampled_from(("validation", "signature")))
    def give_power(self, giver: str, to: str, power: str) -> None:
        if giver != to:
            delegate(self.people.town, self.people[giver], self.people[to], power)

    @begun
    @rule(who=st.sampled_from(WHO[1:-1]))
    def leave_or_return(self, who: str) -> None:
        user = self.people[who]
        user.is_active = not user.is_active
        user.save(update_fields=["is_active"])
        self.look_after()

    @begun
    @rule()
    def mail_leaves(self) -> None:
        for delivery in Delivery.objects.due(timezone.now()).filter(notification=AnswerSent.code):
            delivery.claim(by="worker", at=timezone.now())
            AnswerSent.before_sending(delivery)
            delivery.mark_sent(answer="250 OK", at=timezone.now())
            AnswerSent.sent(delivery)

    # What must hold

    @invariant()
    def no_visa_is_lost(self) -> None:
        now = {
            visa.pk: (visa.round_id, visa.by_id, visa.decision, visa.reason, visa.content_hash)
            for visa in Visa.objects.all()
        }
        assert self.seen.items() <= now.items()
        self.seen = now

    @invariant()
    def nothing_leaves_without_its_visas(self) -> None:
        if self.answer is None:
            return
        answer = Answer.objects.get(pk=self.answer.pk)
        self.state = answer.state
        if answer.state not in ("approved", "sent"):
            return
        round_ = answer.rounds.get(state="approved")
        change = CircuitChange.objects.filter(round=round_).order_by("pk").last()
        stages = (change.circuit if change else round_.circuit)["stages"]
        back = set(Visa.objects.exclude(annuls=None).values_list("annuls", flat=True))
        visas = [
            visa
            for visa in Visa.objects.filter(round=round_, content_hash=round_.content_hash)
            if visa.pk not in back
        ]
        for one in stages:
            assert one.get("skipped") or self.has_its_visas(one, round_, visas), one["code"]
        if any(one["kind"] != "opinion" for one in round_.circuit["stages"]):
            approvers = {visa.by_id for visa in visas if visa.decision == "approved"}
            assert approvers - {answer.author_id}, "on its author's word alone"
            assert approvers - set(round_.writers), "on the word of those who wrote it"

    def has_its_visas(self, one: dict[str, Any], round_: Any, visas: list[Visa]) -> bool:
        seats = set(
            Turn.objects.filter(round=round_, stage=one["code"]).values_list("seat", flat=True)
        )
        needed = one.get("need", 1) or len(seats)
        fills = ("favourable", "unfavourable", "reserved")
        fills = fills if one["kind"] == "opinion" else ("approved",)
        filled = {v.seat for v in visas if v.stage == one["code"] and v.decision in fills}
        lapsed = Turn.objects.filter(round=round_, stage=one["code"], ended_by="lapsed").exists()
        return len(filled) >= min(needed, len(seats)) or (one["kind"] == "opinion" and lapsed)

    @invariant()
    def somebody_can_act_and_finds_it_in_their_inbox(self) -> None:
        if self.state != "submitted":
            assert not Turn.objects.open().exists()
            return
        answer = self.fresh
        course = Course(answer, answer.open_round)
        able = {name for name in WHO if not course.refusal_to(self.people[name])}
        note(f"can act: {able}")
        assert able
        self.looks += 1
        name = WHO[self.looks % len(WHO)]
        user = self.people[name]
        listed = user.is_active and waiting_for(user, self.people.town).exists()
        assert listed == (name in able), name

    def comes_to_an_end(self) -> None:
        """From wherever it is, what is allowed leads to an answer that was sent."""
        for _gesture in range(60):
            answer = self.fresh
            if answer.state == "sent":
                return
            if answer.state == "draft":
                self.answer.submit(based_on=answer.revision, by=self.people["author"])
            elif answer.state == "approved":
                self.time_passes(1)
                self.mail_leaves()
            else:
                self.decide_favourably(answer)
        raise AssertionError("It never ends.")

    def decide_favourably(self, answer: Answer) -> None:
        for name in WHO:
            for gesture in (
                lambda user, n: answer.approve(round_number=n, by=user),
                lambda user, n: answer.give_opinion("favourable", round_number=n, by=user),
            ):
                user = self.people[name]
                if self.attempt(lambda user=user, g=gesture: g(user, self.last)):
                    return
        raise AssertionError("Nobody can decide.")


def test_whatever_people_do(town, service, team, figure):
    """20,000 gestures at full size, in any order (law R1.34)."""
    # `make test` has ten minutes for all tests.
    examples = scaled(20_000) // STEPS if SCALE >= 0.2 else 15
    Town.people = People(town, service, team)
    run_state_machine_as_test(
        Town,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=PHASES,
        ),
    )
    figure("gestures at most", examples * STEPS)
