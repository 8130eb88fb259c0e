# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""All that is kept of one answer. A batch of them costs a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grc.answers.circuits.reading import parse
from grc.answers.models import Answer, AnswerFile, CircuitChange, Round, SignedFile, Turn, Visa
from grc.answers.telling.answers import AnswerCopied, AnswerSent
from grc.journal.models import Event
from notifications.models import Delivery
from notifications.models.outbox import subject_type

if TYPE_CHECKING:
    from collections.abc import Collection

    from grc.answers.circuits.definition import Definition


@dataclass(frozen=True, kw_only=True)
class Defect:
    """One thing that does not hold. ``code`` is for machines and lasts; the rest is for people."""

    code: str
    what: str


@dataclass
class Version:
    """One round, with the circuit that counts for it and what was asked and decided."""

    round: Round
    changes: list[CircuitChange] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    visas: list[Visa] = field(default_factory=list)

    @property
    def circuit(self) -> Definition:
        return parse(self.changes[-1].circuit if self.changes else self.round.circuit)

    @property
    def counting(self) -> list[Visa]:
        """The visas that nobody took back."""
        annulled = {visa.annuls_id for visa in self.visas}
        return [v for v in self.visas if v.pk not in annulled and v.annuls_id is None]


@dataclass
class Case:
    """One answer. Events and deliveries stand in the order in which they were written."""

    answer: Answer
    events: list[Event] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    files: dict[int, AnswerFile] = field(default_factory=dict)
    signed_files: list[SignedFile] = field(default_factory=list)

    @property
    def reference(self) -> str:
        return str(self.answer.service_request)

    @property
    def approved(self) -> Version | None:
        """The version that counts as approved, the last one."""
        found = [one for one in self.versions if one.round.state == "approved"]
        return found[-1] if found else None


def read(keys: Collection[int]) -> list[Case]:
    """Return the cases of these answers, in the order of their ids."""
    answers = Answer.objects.filter(pk__in=keys).select_related("service_request").order_by("pk")
    cases = {answer.pk: Case(answer) for answer in answers}
    versions = {
        round_.pk: Version(round_)
        for round_ in Round.objects.filter(answer__in=cases).order_by("answer", "number")
    }
    for version in versions.values():
        cases[version.round.answer_id].versions.append(version)
    _fill_versions(versions)
    about = {"subject_type": subject_type(Answer), "subject_id__in": list(cases)}
    for event in Event.objects.filter(**about).in_order():
        cases[event.subject_id].events.append(event)
    codes = (AnswerSent.code, AnswerCopied.code)
    mail = Delivery.objects.filter(**about, notification__in=codes).order_by("pk")
    for delivery in mail.defer("headers"):
        cases[delivery.subject_id].deliveries.append(delivery)
    for file in AnswerFile.objects.filter(answer__in=cases):
        cases[file.answer_id].files[file.pk] = file
    for signed in SignedFile.objects.filter(answer__in=cases).order_by("pk"):
        cases[signed.answer_id].signed_files.append(signed)
    return list(cases.values())


def _fill_versions(versions: dict[int, Version]) -> None:
    for change in CircuitChange.objects.filter(round__in=versions).order_by("pk"):
        versions[change.round_id].changes.append(change)
    for turn in Turn.objects.filter(round__in=versions).order_by("pk"):
        versions[turn.round_id].turns.append(turn)
    for visa in Visa.objects.filter(round__in=versions).order_by("pk"):
        versions[visa.round_id].visas.append(visa)
