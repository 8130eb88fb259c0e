# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A scenario lived by a real request: the same gestures, in the database, at the same moments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import time_machine

from grc.answers.enums import AnswerState, SendingChannel
from grc.answers.models import Answer
from grc.answers.models.drafting import Decided
from grc.core.refusals import Refusal
from grc.dev.town.deciding import approve_all, return_once
from grc.journal.models import Event
from grc.service_requests.enums import Channel
from grc.service_requests.models import ServiceRequest
from grc.service_requests.models.items import Sent
from grc.service_requests.models.lifecycle import begins_work
from grc.service_requests.timers.firing import fire_due
from grc.service_requests.versions.rehearsing import rehearsal_of
from tests.cast import file_request
from workflows.definition import StepKind, Word
from workflows.outcomes import AnswerEvent
from workflows.playing.player import BEGINS
from workflows.scenario import Answering, AnswerIs, Expect, Press, SendItems, Wait, Write

WORD = "Un mot d'une personne."
PLAIN = {
    "short_text": "Quelques mots",
    "long_text": "Quelques phrases.",
    "number": "2",
    "date": "2027-02-01",
    "boolean": False,
    "address": {"text": "12 rue des Fleurs", "position": None},
}


def values_of(fields: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Return an answer to each question that wants one, and what the scenario says."""
    found: dict[str, Any] = {}
    for field in fields:
        if field.kind in ("choice", "choices"):
            first = field.choices[0].code
            found[field.code] = [first] if field.kind == "choices" else first
        elif field.required:
            found[field.code] = PLAIN[field.kind]
    told = {code: list(v) if isinstance(v, tuple) else v for code, v in given.items()}
    return {code: value for code, value in (found | told).items() if code in found | told}


class Life:
    """One request of a service, from its submission on; ``people`` by function."""

    def __init__(self, service: Any, scenario: Any, people: dict[str, Any], mayor: Any) -> None:
        self.service, self.scenario, self.people, self.mayor = service, scenario, people, mayor
        self.now = BEGINS
        values = values_of(service.form_version.parsed, dict(scenario.given.values))
        with time_machine.travel(self.now, tick=False):
            channel = Channel(scenario.given.channel)
            self.key = file_request(service, values=values, channel=channel).pk
        town, machine = service.municipality, self.request.machine
        self.world = rehearsal_of(machine.definition, clock=town.working_time)

    @property
    def request(self) -> ServiceRequest:
        return ServiceRequest.objects.get(pk=self.key)

    @property
    def path(self) -> list[tuple[str, datetime]]:
        """Return the transitions that were taken, each with its moment."""
        events = Event.objects.about(self.request).filter(name__in=("moved", "performed"))
        return [(event.data["transition"], event.at) for event in events.in_order()]

    def live(self) -> None:
        """Make every move of the scenario; whatever is not as told fails the test."""
        for at, move in enumerate(self.scenario.play):
            if isinstance(move, Wait):
                self.wait(move)
            else:
                with time_machine.travel(self.now, tick=False):
                    self.make(move, at)

    def make(self, move: Any, at: int) -> None:
        match move:
            case Press(refused=True):
                with pytest.raises(Refusal):
                    self.press(move)
            case Press():
                self.press(move)
            case Write():
                self.request.reply("Je vous écris.")
            case SendItems(items):
                asked = self.request.asked_items.open()
                asked = asked.filter(code__in=items) if items else asked
                self.request.send_items({item.pk: Sent("Voici.") for item in asked})
            case Answering(event, outcome):
                self.answer(event, outcome or self.outcome_after(at))
            case Expect():
                self.check(move, at)

    def press(self, move: Press) -> None:
        request, person = self.request, self.people[move.functions[0]]
        ways = request.machine.definition.transitions
        way = next(way for way in ways if way.code == move.transition)
        wordless = way.form is None and {way.message, way.reason} == {Word.NONE}
        is_new = request.step_kind == StepKind.NEW and request.assignee_id is None
        if is_new and wordless and begins_work(request.machine, way) and not move.refused:
            request.take(by=person)
            return
        words = {
            name: WORD for name in ("message", "reason") if getattr(way, name) is Word.REQUIRED
        }
        request.perform(
            way.code, by=person, outcome=move.outcome, values=dict(move.values), **words
        )

    def answer(self, event: AnswerEvent, outcome: str) -> None:
        author = self.people["agent"]
        answer = Answer.objects.filter(service_request=self.key).order_by("pk").last()
        if event is AnswerEvent.SUBMITTED or (event is AnswerEvent.SENT and _is_over(answer)):
            answer = self.draft(author, outcome)
        assert answer is not None
        if event is AnswerEvent.RETURNED:
            return_once(answer, "À revoir.")
        elif event is AnswerEvent.RECALLED:
            answer.recall(by=author)
        elif event is AnswerEvent.APPROVED:
            approve_all(answer)
        elif event is AnswerEvent.SENT:
            answer.lock().record_sent(SendingChannel.EMAIL, at=self.now, by=None)

    def draft(self, author: Any, outcome: str) -> Answer:
        answer = Answer.objects.draft_for(self.request, by=author)
        is_refusal = outcome == "refused"
        decided = Decided(
            kind="refusal" if is_refusal else "information",
            grounds_law="Article L1." if is_refusal else "",
            grounds_fact="Les faits." if is_refusal else "",
            signatory_id=self.mayor.pk,
            signature_mode="portal",
        )
        saved = answer.save_draft(
            f"Bonjour, voici la réponse du {self.now:%d/%m/%Y %H:%M}, n° {answer.revision}.",
            outcome=outcome,
            based_on=answer.revision,
            by=author,
            decided=decided,
        )
        answer.submit(based_on=saved.revision, by=author)
        return answer.lock()

    def outcome_after(self, at: int) -> str:
        """Return the outcome that the answer of this round will have once it is sent."""
        coming = (move for move in self.scenario.play[at:] if isinstance(move, Answering))
        sent = next((move for move in coming if move.event is AnswerEvent.SENT), None)
        return (sent.outcome if sent else "") or "done"

    def wait(self, move: Wait) -> None:
        until = self.request.timer_at
        if move.amount is not None:
            until = self.world.later(self.now, move.amount, move.unit)
        assert until is not None
        while (timer := self.request.timer_at) is not None and timer <= until:
            self.now = max(self.now, timer)
            with time_machine.travel(self.now, tick=False):
                fire_due(self.service.municipality, at=self.now)
        self.now = max(until, self.now)

    def drafting(self) -> AnswerIs | None:
        answers = Answer.objects.filter(service_request=self.key, state=AnswerState.DRAFT)
        return AnswerIs.DRAFTING if answers.exists() else None

    def check(self, expect: Expect, at: int) -> None:
        request, told = self.request, self.told()
        found = {
            "step": request.step,
            "outcome": request.outcome,
            "told": told,
            "assigned": request.assignee_id is not None,
            "answer": self.drafting(),
        }
        wanted = {name: getattr(expect, name) for name in found}
        assert found == found | {n: w for n, w in wanted.items() if w is not None}, f"/play/{at}"

    def told(self) -> int:
        """Return how many words the workflow said to the requester, those of people left out."""
        return self.request.messages.filter(kind="to_requester").exclude(body=WORD).count()


def _is_over(answer: Answer | None) -> bool:
    """Whether there is no answer under way, as where nobody validates."""
    return answer is None or answer.state == "sent"
