# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What was kept of an answer, as data. Nothing in it says when, or by whom, it was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from grc.accounts.models import User, full_name
from grc.answers.models import Annotation
from grc.answers.verifying.case import Case, Defect, Version, read
from grc.answers.verifying.checking import defects_of
from grc.core.canonical import canonical_json
from grc.journal.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grc.answers.models import Answer, CircuitChange, SignedFile, Turn, Visa
    from grc.journal.models.event import Actor
    from grc.municipalities.models import Municipality
    from notifications.models import Delivery

KIND: Final = "catalaune.answer-proof"


@dataclass
class Proof:
    """One answer under proof: what was read of it, the names it needs, what does not hold of it."""

    municipality: Municipality
    case: Case
    annotations: dict[int, list[Annotation]]
    names: dict[int, str]
    defects: list[Defect]

    @cached_property
    def data(self) -> dict[str, Any]:
        """Everything, in words that JSON knows. The same answer gives the same data."""
        answer, approved = self.case.answer, self.case.approved
        return {
            "kind": KIND,
            "municipality": {"code": self.municipality.slug, "name": self.municipality.name},
            "answer": {
                "id": answer.pk,
                "reference": self.case.reference,
                "service": answer.service_request.service.code,
                "state": str(answer.state),
                "author": self.name(answer.author_id),
                "begun_at": _moment(answer.created_at),
                "sent_at": _moment(answer.sent_at),
                "sent_by_channel": str(answer.sent_by_channel),
            },
            "approved": approved
            and {
                "number": approved.round.number,
                "sha256": approved.round.content_hash,
                "at": _moment(approved.round.closed_at),
            },
            "versions": [self._version(version) for version in self.case.versions],
            "deliveries": [_delivery(delivery) for delivery in self.case.deliveries],
            "signed_files": [self._signed(signed) for signed in self.case.signed_files],
            "events": list(self._events()),
            "verification": {
                "holds": not self.defects,
                "defects": [defect.code for defect in self.defects],
            },
        }

    @property
    def json(self) -> bytes:
        """The data as canonical JSON: sorted keys, no spaces, UTF-8, a format number."""
        return canonical_json(self.data)

    def made(self, form: str, *, by: Actor) -> None:
        """Record that somebody took this proof away: it holds personal data.

        The event is about the request: the chain of the answer tells how it came about, and would
        otherwise never give the same proof twice.
        """
        answer = self.case.answer
        Event.objects.record(
            "proof_made", answer.service_request, by=by, answer=answer.pk, form=form
        )

    def name(self, person: int | None) -> str:
        return self.names.get(person, "") if person is not None else ""

    def linked_contents(self) -> Iterator[tuple[Event, bytes]]:
        """Yield each event of the chain with the exact bytes that its hash covers."""
        before = ""
        for event in self.case.events:
            if event.chain_position is not None:
                yield event, canonical_json(event.linked_content(event.chain_position, before))
                before = event.chain_hash

    def _version(self, version: Version) -> dict[str, Any]:
        round_ = version.round
        return {
            "number": round_.number,
            "state": str(round_.state),
            "author": self.name(round_.author_id),
            "writers": [self.name(person) for person in round_.writers],
            "corrected_by_validator": round_.is_amendment,
            "submitted_at": _moment(round_.submitted_at),
            "closed_at": _moment(round_.closed_at),
            "body": round_.body,
            "content": round_.content,
            "sha256": round_.content_hash,
            "circuit": {
                "code": round_.circuit_code,
                "chosen_by": round_.chosen_by,
                "pinned": round_.circuit,
                "changes": [self._change(change) for change in version.changes],
            },
            "asked": [self._turn(turn) for turn in version.turns],
            "visas": [self._visa(visa) for visa in version.visas],
            "annotations": [self._note(note) for note in self.annotations.get(round_.pk, [])],
        }

    def _change(self, change: CircuitChange) -> dict[str, Any]:
        return {
            "kind": str(change.kind),
            "stage": change.stage,
            "reason": change.reason,
            "by": self.name(change.by_id),
            "at": _moment(change.changed_at),
            "circuit": change.circuit,
        }

    def _turn(self, turn: Turn) -> dict[str, Any]:
        return {
            "stage": turn.stage,
            "seat": turn.seat,
            "person": self.name(turn.person_id),
            "team": turn.team_id,
            "role": turn.role,
            "asked_at": _moment(turn.asked_at),
            "reminded_at": _moment(turn.reminded_at),
            "ended_at": _moment(turn.closed_at),
            "ended_by": str(turn.ended_by),
        }

    def _visa(self, visa: Visa) -> dict[str, Any]:
        return {
            "id": visa.pk,
            "stage": visa.stage,
            "seat": visa.seat,
            "kind": str(visa.kind),
            "decision": str(visa.decision),
            "by": self.name(visa.by_id),
            "capacity": visa.capacity,
            "in_place_of": self.name(visa.for_person_id),
            "through": [
                link | {"from": self.name(link["from"]), "to": self.name(link["to"])}
                for link in visa.chain
            ],
            "handed_to": self.name(visa.handed_to_id),
            "takes_back": visa.annuls_id,
            "sha256": visa.content_hash,
            "reason": visa.reason,
            "at": _moment(visa.decided_at),
        }

    def _note(self, note: Annotation) -> dict[str, Any]:
        return {
            "by": self.name(note.by_id),
            "passage": {"from": note.start, "to": note.end, "quoted": note.quoted},
            "replacement": note.replacement,
            "remark": note.remark,
            "at": _moment(note.made_at),
            "state": str(note.state),
            "settled_by": self.name(note.settled_by_id),
            "settled_at": _moment(note.settled_at),
        }

    def _signed(self, signed: SignedFile) -> dict[str, Any]:
        return {
            "id": signed.pk,
            "name": signed.name,
            "size": signed.size,
            "sha256": signed.sha256,
            "brought_by": signed.backend,
            "ticket": signed.ticket,
            "by": self.name(signed.by_id),
            "at": _moment(signed.kept_at),
        }

    def _events(self) -> Iterator[dict[str, Any]]:
        before = ""
        for event in self.case.events:
            linked = event.chain_position is not None
            yield {
                "id": event.pk,
                "position": event.chain_position,
                "name": event.name,
                "actor_kind": str(event.actor_kind),
                "actor": self.name(event.actor_id),
                "at": _moment(event.at),
                "data": event.data,
                "previous": before if linked else "",
                "sha256": event.chain_hash,
            }
            before = event.chain_hash or before


def proof_of(answer: Answer) -> Proof:
    """Read the proof of an answer, in the scope of its town. A fixed number of statements."""
    (case,) = read([answer.pk])
    case.answer.service_request = answer.service_request
    annotations: dict[int, list[Annotation]] = {}
    for note in Annotation.objects.filter(round__answer=answer).order_by("pk"):
        annotations.setdefault(note.round_id, []).append(note)
    people = User.objects.filter(pk__in=_people(case, annotations))
    rows = people.values_list("pk", "first_name", "last_name", "email")
    names = {pk: full_name(*parts) for pk, *parts in rows}
    municipality = answer.service_request.municipality
    return Proof(municipality, case, annotations, names, defects_of(case))


def _people(case: Case, annotations: dict[int, list[Annotation]]) -> set[int]:
    found: set[int | None] = {case.answer.author_id}
    found |= {event.actor_id for event in case.events}
    found |= {signed.by_id for signed in case.signed_files}
    for notes in annotations.values():
        found |= {person for note in notes for person in (note.by_id, note.settled_by_id)}
    for version in case.versions:
        found |= {version.round.author_id, *version.round.writers}
        found |= {change.by_id for change in version.changes}
        found |= {turn.person_id for turn in version.turns}
        for visa in version.visas:
            found |= {visa.by_id, visa.for_person_id, visa.handed_to_id}
            found |= {link[end] for link in visa.chain for end in ("from", "to")}
    return {person for person in found if person is not None}


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.pk,
        "notification": delivery.notification,
        "transport": str(delivery.transport),
        "address": delivery.address,
        "name": delivery.name,
        "sender": delivery.sender,
        "message_id": delivery.message_id,
        "subject_line": delivery.subject_line,
        "text": delivery.text,
        "enclosures": [
            {"name": file["name"], "sha256": file["sha256"]} for file in delivery.enclosures
        ],
        "queued_at": _moment(delivery.created_at),
        "state": str(delivery.state),
        "attempts": delivery.attempts,
        "accepted_at": _moment(delivery.accepted_at),
        "sent_at": _moment(delivery.sent_at),
        "transport_answer": delivery.transport_answer,
    }


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at is not None else None
