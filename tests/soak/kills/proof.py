# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the database and the mailbox hold in the end, against what people were told."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.soak.kills.house import HESITANT
from tests.soak.kills.ledger import MESSAGES, Act, Story

if TYPE_CHECKING:
    from grc.dev.mailbox import Mail


@dataclass
class Findings:
    """Everything that is not as it must be, in sentences. Empty lists are the proof."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    half_done: list[str] = field(default_factory=list)
    #: Mails that the relay saw more than once: allowed, counted.
    copies: int = 0

    def compare(self, what: str, wanted: Iterable[Any], found: Iterable[Any]) -> None:
        """Each wanted thing is there once, and nothing else is."""
        wanted, found = Counter(wanted), Counter(found)
        self.lost += [f"{what}: no {thing}" for thing in wanted - found]
        self.doubled += [f"{what}: {n} more {thing}" for thing, n in (found - wanted).items()]

    def say(self) -> str:
        named = {
            "lost": self.lost,
            "doubled": self.doubled,
            "altered": self.altered,
            "half done": self.half_done,
        }
        return "\n".join(f"{name}: {line}" for name, lines in named.items() for line in lines)


def left_over(*, but: str = "") -> list[str]:
    """What is left to send or to do, except for this recipient. In the scope of the town."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    from notifications.models import Delivery

    columns = ("pk", "state", "attempts", "next_attempt_at", "claimed_at", "transport_answer")
    deliveries = Delivery.objects.filter(state__in=["pending", "sending"])
    spared = set(deliveries.filter(address=but).values_list("pk", flat=True))
    jobs = ProcrastinateJob.objects.filter(status__in=["todo", "doing"])
    return [
        *(str(row) for row in deliveries.exclude(pk__in=spared).values(*columns)),
        *(
            str(row)
            for row in jobs.values("status", "args", "worker_id")
            if row["args"].get("delivery_id") not in spared
        ),
    ]


def slowest_mail() -> float:
    """The longest time, in seconds, between a change and the relay's word. In the town's scope."""
    from django.db.models import F, Max

    from notifications.models import Delivery

    taken = Delivery.objects.filter(state="sent").annotate(took=F("sent_at") - F("created_at"))
    longest = taken.exclude(address=HESITANT).aggregate(Max("took"))["took__max"]
    return float(longest.total_seconds())


def prove(stories: list[Story], mails: Iterable[Mail]) -> Findings:
    """Hold every story against the database and the mailbox. In the scope of the town."""
    from grc.service_requests.models import ServiceRequest

    proof = Proof(mails)
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in ServiceRequest.objects.select_related("workflow_version", "municipality"):
        rows[row.requester_email].append(row)
    for story in stories:
        proof.look_at(story, rows.pop(story.email, []))
    proof.findings.compare("requests", [], rows)
    proof.look_at_mails()
    return proof.findings


class Proof:
    """Reads request after request; mails at the end."""

    def __init__(self, mails: Iterable[Mail]) -> None:
        self.findings = Findings()
        self._mails: dict[str, list[Mail]] = defaultdict(list)
        for mail in mails:
            self._mails[mail.header("Message-ID")].append(mail)
        self._queued: set[str] = set()
        self._forbidden: list[str] = []

    def look_at(self, story: Story, rows: list[Any]) -> None:
        """One request, with its events, messages, answers, deliveries and files."""
        wanted = [story.email] if story.certain or rows else []
        self.findings.compare("requests", wanted, [story.email] * len(rows))
        if len(rows) != 1:
            return
        row = rows[0]
        if story.path and row.tracking_path != story.path:
            self.findings.altered.append(f"{story.path} is {row.tracking_path}")
        if row.values["what"] != story.acts[0].words:
            self.findings.altered.append(f"{story.path} asks {row.values['what']!r}")
        self._look_at_events(story, row)
        self._look_at_messages(story, row)
        self._look_at_answers(story, row)
        self._look_at_deliveries(story, row)
        self._look_at_state(story, row)
        self._look_at_files(story, row)

    def look_at_mails(self) -> None:
        """No mail without a delivery; nothing in any mail that nobody approved."""
        self.findings.compare("mails", [], set(self._mails) - self._queued)
        for copies in self._mails.values():
            more = len(copies) - 1
            self.findings.copies += more
            if more and copies[0].recipients == [HESITANT]:
                self.findings.doubled.append(f"mails: {more} more to somebody whose relay is slow")
        text = "\n".join(mail.text for copies in self._mails.values() for mail in copies[:1])
        said = [words for words in self._forbidden if words in text.replace("\r\n", "\n")]
        self.findings.altered += [f"{words!r} was sent" for words in said]

    def _look_at_events(self, story: Story, row: Any) -> None:
        found = [_named(event) for event in _events(row)]
        least, most = story.events(certain=True), story.events(certain=False)
        if found in (least, most):
            return
        missing, extra = Counter(least) - Counter(found), Counter(found) - Counter(most)
        self.findings.lost += [f"{story.path}: no {name}" for name in missing]
        self.findings.doubled += [f"{story.path}: once more {name}" for name in extra]
        if not missing and not extra:
            self.findings.half_done.append(f"{story.path}: {found}, not {most}")

    def _look_at_messages(self, story: Story, row: Any) -> None:
        happened = _happened(story, row)
        wanted = [(MESSAGES[act.kind], act.words) for act in happened if act.kind in MESSAGES]
        found = row.messages.values_list("kind", "body")
        self.findings.compare(f"{story.path} messages", wanted, found)
        kept = [act.words for act in story.acts if act.kind in ("note", "return")]
        self._forbidden += kept

    def _look_at_answers(self, story: Story, row: Any) -> None:
        happened = _happened(story, row)
        written = [act.words for act in happened if act.kind == "hand in"]
        answers = list(row.answers.all())
        rounds = [round_ for answer in answers for round_ in answer.rounds.all()]
        self.findings.compare(f"{story.path} rounds", written, [round_.body for round_ in rounds])
        for round_ in rounds:
            self._look_at_round(story, round_)
        approved = written[-1:] if any(act.kind == "approve" for act in happened) else []
        sent = [answer.approved_round.body for answer in answers if answer.state == "sent"]
        self.findings.compare(f"{story.path} answers sent", approved, sent)
        for answer in answers:
            is_open = answer.open_round is not None
            if is_open != (answer.state == "submitted"):
                self.findings.half_done.append(f"{story.path}: {answer.state}, open {is_open}")

    def _look_at_round(self, story: Story, round_: Any) -> None:
        hashes = set(round_.visas.values_list("content_hash", flat=True))
        if not round_.is_intact or hashes - {round_.content_hash}:
            self.findings.altered.append(f"{story.path}: the text of round {round_.number}")
        decisions = list(round_.visas.values_list("decision", flat=True))
        wanted = {"open": [], "approved": ["approved"], "returned": ["returned"]}
        if wanted.get(round_.state) != decisions:
            self.findings.half_done.append(f"{story.path}: {round_.state} with {decisions}")
        if round_.state != "approved":
            self._forbidden.append(round_.body)

    def _look_at_deliveries(self, story: Story, row: Any) -> None:
        from notifications.models import Delivery

        keys, texts = [f"acknowledgement:{row.pk}"], {}
        for message in row.messages.filter(kind="to_requester"):
            keys.append(f"message:{message.pk}")
            texts[keys[-1]] = message.body
        for answer in row.answers.all():
            if round_ := answer.approved_round:
                keys.append(f"answer:{answer.pk}:{round_.number}")
                texts[keys[-1]] = round_.body
        found = [
            delivery
            for subject in (row, *row.answers.all())
            for delivery in Delivery.objects.about(subject)
        ]
        self.findings.compare(f"{story.path} mails", keys, [d.dedupe_key for d in found])
        for delivery in found:
            self._look_at_mail(story, delivery, texts.get(delivery.dedupe_key, ""))

    def _look_at_mail(self, story: Story, delivery: Any, words: str) -> None:
        self._queued.add(delivery.message_id)
        copies = self._mails.get(delivery.message_id, [])
        if delivery.state != "sent":
            self.findings.half_done.append(f"{story.path}: {delivery} is {delivery.state}")
        if not copies:
            self.findings.lost.append(f"{story.path}: {delivery} did not arrive")
        for mail in copies:
            text = mail.text.replace("\r\n", "\n")
            whole = text.strip() == delivery.text.strip() and words in text
            if not whole or mail.recipients != [story.email]:
                self.findings.altered.append(f"{story.path}: {delivery} says {mail.text!r}")
        if len({mail.source for mail in copies}) > 1:
            self.findings.altered.append(f"{story.path}: {delivery} has two faces")

    def _look_at_state(self, story: Story, row: Any) -> None:
        moves = [event for event in _events(row) if event.name == "moved"]
        step = moves[-1].data["to"] if moves else row.machine.start.code
        is_open = any(answer.open_round for answer in row.answers.all())
        facts = {
            "step": (row.step, step),
            "kind": (row.step_kind, row.machine.step(row.step).kind),
            "ended": (row.has_ended, row.step in ("answered", "closed")),
            "validating": (row.validating_team_id is not None, is_open),
            "taken": (row.assignee_id is not None, any(e.name == "taken" for e in _events(row))),
        }
        self.findings.half_done += [
            f"{story.path}: {name} {is_so}, not {should}"
            for name, (is_so, should) in facts.items()
            if is_so != should
        ]

    def _look_at_files(self, story: Story, row: Any) -> None:
        files = list(row.attachments.all())
        self.findings.compare(
            f"{story.path} files", ["photo"] if story.photo else [], [f.field for f in files]
        )
        for file in files:
            if hashlib.sha256(file.file.read()).hexdigest() != file.sha256:
                self.findings.altered.append(f"{story.path}: {file.name}")


def _happened(story: Story, row: Any) -> list[Act]:
    """The acts that happened: an unknown one did if the journal says so."""
    found = len(_events(row))
    return story.acts if found >= len(story.events(certain=False)) else story.certain


def _events(row: Any) -> list[Any]:
    """What the journal says about a request and its answers; asked once."""
    from grc.journal.models import Event

    if not hasattr(row, "told"):
        row.told = list(Event.objects.about(row, *row.answers.all()).in_order())
    return row.told


def _named(event: Any) -> str:
    name = f"moved {event.data['transition']}" if event.name == "moved" else event.name
    return f"answer {name}" if event.subject_type == "answers.answer" else name
