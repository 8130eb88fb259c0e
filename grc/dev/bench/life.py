# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""One request from its filing to where it stands: the rows that the domain's verbs would write."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from grc.answers.choosing import NO_VISA, ONE_VALIDATION
from grc.core.canonical import content_hash
from grc.core.text import sort_key
from grc.dev.bench import words
from grc.dev.bench.rows import Rows, to_json

if TYPE_CHECKING:
    from random import Random

    from grc.dev.bench.story import ServiceFacts, TeamFacts

REQUEST, ANSWER = "service_requests.servicerequest", "answers.answer"
SENDER = "Hautecombe <mairie@hautecombe.example>"
HEADERS = to_json({"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"})
KINDS = {
    "new": "new",
    "in_progress": "in_progress",
    "waiting_citizen": "waiting_citizen",
    "waiting_third_party": "waiting_third_party",
    "to_validate": "waiting_validation",
    "to_send": "in_progress",
    "answered": "answered",
    "closed": "closed",
}
SELF_SERVICE = ("portal", "mobile", "api")
OUTCOMES = ("done", "done", "done", "done", "done", "done", "handed_over", "cancelled")


@dataclass(slots=True)
class Life:
    """A request, what it became so far, and the moment at which the next gesture happens."""

    rows: Rows
    chance: Random
    key: int
    reference: str
    service: ServiceFacts
    team: TeamFacts
    channel: str
    priority: int
    name: str
    email: str
    matter: str
    place: tuple[str, float, float]
    now: datetime
    end: datetime
    due_on: str
    step: str = "new"
    agent: int = 0
    assigned_at: datetime | None = None
    submitted_at: datetime = field(init=False)
    step_since: datetime = field(init=False)
    requester_wrote_at: datetime | None = None
    outcome: str = ""
    thread: str = ""

    def __post_init__(self) -> None:
        self.submitted_at = self.step_since = self.now
        self.agent = self.chance.choice(self.team.agents)

    def live(self, ending: str) -> None:
        """Go all the way to ``ending``, a step of the workflow, then write the row."""
        self._submit()
        if ending != "new":
            self._take()
            self._talk(ending)
            if ending in ("to_validate", "to_send", "answered"):
                self._answer(ending)
            elif ending == "closed":
                self._close()
        self._write_row()

    def _later(self, most_hours: float) -> None:
        self.now = min(self.now + timedelta(hours=self.chance.random() * most_hours), self.end)

    def _submit(self) -> None:
        by = 0 if self.channel in SELF_SERVICE else self.agent
        self._event("submitted", by, {"channel": self.channel, "service": self.service.pk})
        self._mail("acknowledgement", f"acknowledgement:{self.key}", self.matter, auto="replied")
        if self.priority != 20:
            self._later(3)
            self._event("prioritised", self.agent, {"before": 20, "after": self.priority})

    def _take(self) -> None:
        self._later(30)
        self.assigned_at = self.now
        self._event("taken", self.agent, {"to": self.agent})
        self._move("take", "in_progress", self.agent)

    def _talk(self, ending: str) -> None:
        chance = self.chance
        if chance.random() < 0.3:
            self._later(20)
            self._say("internal_note", "noted", chance.choice(words.NOTES))
        if ending == "waiting_citizen" or chance.random() < 0.35:
            self._ask(stays=ending == "waiting_citizen")
        can_call = self.service.workflow == "report" and ending != "waiting_citizen"
        if ending == "waiting_third_party" or (can_call and chance.random() < 0.12):
            self._call(stays=ending == "waiting_third_party")
        if ending == "in_progress" and chance.random() < 0.15:
            self._later(40)
            self._say("from_requester", "replied", chance.choice(words.REPLIES))
            self.requester_wrote_at = self.now

    def _ask(self, *, stays: bool) -> None:
        self._later(30)
        question = self.chance.choice(words.QUESTIONS)
        message = self._say("to_requester", "written", question)
        self._mail("word_from_town", f"message:{message}", question)
        self._move("ask_citizen", "waiting_citizen", self.agent)
        if stays:
            return
        self._later(70)
        if self.chance.random() < 0.8:
            self._say("from_requester", "replied", self.chance.choice(words.REPLIES))
            self._move("citizen_replied", "in_progress", 0)
        else:
            self._move("resume", "in_progress", self.agent)

    def _call(self, *, stays: bool) -> None:
        self._later(30)
        self._say("internal_note", "noted", self.chance.choice(words.NOTES))
        self._move("call_third_party", "waiting_third_party", self.agent)
        if not stays:
            self._later(150)
            self._move("resume", "in_progress", self.agent)

    def _close(self) -> None:
        self._later(60)
        said = self.chance.choice(words.CLOSING_WORDS)
        message = self._say("to_requester", "written", said)
        self._mail("word_from_town", f"message:{message}", said)
        self.outcome = self.chance.choice(OUTCOMES)
        self._move("close", "closed", self.agent)

    def _answer(self, ending: str) -> None:
        letter = _Letter(self, self.chance.choice(words.ANSWERS))
        if self.service.workflow == "simple":
            letter.freeze(1, "approved")
        else:
            if self.chance.random() < 0.1:
                letter.freeze(1, "returned")
                letter.body += "\n\nNous restons à votre disposition."
            last = 2 if letter.rounds else 1
            letter.freeze(last, "open" if ending == "to_validate" else "approved")
        if ending == "answered":
            letter.send()
        letter.write_row()

    def _write_row(self) -> None:
        text, latitude, longitude = self.place
        name_key = sort_key(self.name)
        first, _, last = name_key.rpartition(" ")
        ended = self.step in ("answered", "closed")
        values = {"what": self.matter, "place": {"text": text, "position": [latitude, longitude]}}
        is_portal = self.channel == "portal"
        self.rows.add(
            "service_requests_servicerequest", self.reference,
            f"{self.chance.getrandbits(88):022x}", self.service.pk, self.service.form_version,
            self.service.workflow_version, self.step, KINDS[self.step], self.step_since,
            self.channel, "fr", to_json(values), _brief(self.matter), text, latitude, longitude,
            self.name, self.email, "06 39 98 12 34" if self.name else "", name_key,
            f"{last} {first}".strip(), self.team.pk, self.agent if self.assigned_at else None,
            self.assigned_at, self.team.pk if self.step == "to_validate" else None, self.priority,
            self.submitted_at, "instant", self.due_on, self.requester_wrote_at,
            self.outcome if ended else "", self.step_since if ended else None,
            f"{self.chance.getrandbits(128):032x}" if is_portal else None, key=self.key,
        )  # fmt: skip

    def _say(self, kind: str, event: str, body: str) -> int:
        author = None if kind == "from_requester" else self.agent
        message = self.rows.add(
            "service_requests_message", self.key, kind, author, body, self.now,
            f"{self.chance.getrandbits(128):032x}",
        )  # fmt: skip
        self._event(event, author or 0, {"message": message})
        return message

    def _move(self, transition: str, to: str, by: int | None) -> None:
        data = {"transition": transition, "from": self.step, "to": to}
        if to in ("answered", "closed"):
            data["outcome"] = self.outcome
        self.step, self.step_since = to, self.now
        self._event("moved", by, data)

    def _event(
        self, name: str, by: int | None, data: object, about: str = REQUEST, key: int = 0
    ) -> None:
        """Add an event; ``by`` is a person's key, 0 for the requester, None for Catalaune."""
        self.rows.add_event(name, about, key or self.key, by, self.now.isoformat(), to_json(data))

    def _mail(
        self, code: str, once: str, body: str, *, auto: str = "", about: str = REQUEST, key: int = 0
    ) -> int | None:
        if not self.email:
            return None
        message_id = f"<{once.replace(':', '.')}@hautecombe.example>"
        headers = HEADERS.replace("generated", auto) if auto else HEADERS
        text = f"Bonjour,\n\n{body}\n\nVotre demande : {self.reference}\n"
        delivery = self.rows.add(
            "notifications_delivery", code, about, key or self.key, "email", self.email, self.name,
            "fr", SENDER, "mairie@hautecombe.example", headers, f"Votre demande {self.reference}",
            text, f"<p>Bonjour,</p><p>{body}</p><p>Votre demande : {self.reference}</p>",
            message_id, self.thread, once, self.now, "sent", 1, None, None, "", self.now, self.now,
            "250 2.0.0 Ok",
        )  # fmt: skip
        self.thread = self.thread or message_id
        return delivery


class _Letter:
    """The answer of a request: drafted, frozen in rounds, approved, sent."""

    def __init__(self, life: Life, body: str) -> None:
        self.life, self.body = life, body
        self.key = life.key
        self.rounds = 0
        self.state = "draft"
        self.outcome = life.chance.choice(("done", "done", "done", "refused"))
        self.sent_at: datetime | None = None
        self.channel = ""
        life._later(40)
        self.begun_at = life.now
        self._event("drafted", life.agent, {})

    def freeze(self, number: int, state: str) -> None:
        """Submit round ``number`` and let it become ``state``."""
        life = self.life
        life._later(10)
        submitted_at = life.now
        self.rounds = number
        self._keep_draft(number)
        self._event("submitted", life.agent, {"round": number})
        needs_visa = life.service.workflow != "simple"
        if needs_visa:
            life._move("submit", "to_validate", life.agent)
        if state == "open":
            self._round(number, state, needs_visa, submitted_at)
            self.state = "submitted"
            return
        by = life.agent
        if needs_visa:
            life._later(30)
        key, fingerprint = self._round(number, state, needs_visa, submitted_at)
        if needs_visa:
            by = self._visa(key, number, state, fingerprint)
        if state == "approved":
            self.state = "approved"
            self._queue(number, by)

    def send(self) -> None:
        life = self.life
        life._later(1)
        self.state, self.sent_at = "sent", life.now
        self.channel = "email" if life.email else "phone"
        by = None if life.email else life.agent
        self._event("sent", by, {"channel": self.channel})
        life.outcome = self.outcome
        life._move("send", "answered", by)

    def write_row(self) -> None:
        self.life.rows.add(
            "answers_answer", self.life.key, self.life.agent, self.state, self.body, self.outcome,
            self.rounds, self.begun_at, self.sent_at, self.channel, key=self.key,
        )  # fmt: skip

    def _keep_draft(self, revision: int) -> None:
        life = self.life
        life.rows.add(
            "answers_draftstate", self.key, revision, self.body, self.outcome, life.agent,
            life.now, "f", "f",
        )  # fmt: skip

    def _round(
        self, number: int, state: str, needs_visa: bool, submitted_at: datetime
    ) -> tuple[int, str]:
        life = self.life
        content = {
            "answer": self.key,
            "reference": life.reference,
            "body": self.body,
            "kind": "information",
            "outcome": self.outcome,
            "grounds": {"law": "", "fact": ""},
            "signatory": None,
            "recipient": {"name": life.name, "email": life.email},
            "files": [],
        }
        fingerprint = content_hash(content)
        circuit = ONE_VALIDATION if needs_visa else NO_VISA
        closed_at = None if state == "open" else life.now
        key = life.rows.add(
            "answers_round", self.key, number, number, self.body, to_json(content), fingerprint,
            to_json(circuit.to_data()), "", "{}", "t" if needs_visa else "f", "f", life.agent,
            f"[{life.agent}]", submitted_at, state, closed_at,
        )  # fmt: skip
        if needs_visa:
            ended = (closed_at, "decided") if closed_at else (None, "")
            life.rows.add(
                "answers_turn", key, "validation", "validation", 0, life.team.pk, "supervisor", "t",
                life.service.code, "information", life.due_on or "9999-12-31", submitted_at, "",
                *ended,
            )  # fmt: skip
        return key, fingerprint

    def _visa(self, round_key: int, number: int, decision: str, fingerprint: str) -> int:
        life = self.life
        by = life.chance.choice(life.team.supervisors)
        reason = "Ajoutez une formule de politesse." if decision == "returned" else ""
        life.rows.add(
            "answers_visa", round_key, "validation", 0, "validation", decision, "", by, "[]",
            life.agent, "f", fingerprint, reason, life.now,
        )  # fmt: skip
        self._event(decision, by, {"round": number})
        if decision == "returned":
            life._move("return", "in_progress", by)
        else:
            life._move("approve", "to_send", by)
        return by

    def _queue(self, number: int, by: int) -> None:
        life = self.life
        once = f"answer:{self.key}:{number}"
        delivery = life._mail("answer_sent", once, self.body, about=ANSWER, key=self.key)
        if delivery is not None:
            self._event("queued", by, {"round": number, "delivery": delivery})

    def _event(self, name: str, by: int | None, data: object) -> None:
        self.life._event(name, by, data, ANSWER, self.key)


def _brief(text: str) -> str:
    """Return the beginning of the text on one line, as a list shows it."""
    line = " ".join(text[:200].split())
    return line[:120].rsplit(" ", 1)[0] + "…" if len(line) > 120 else line
