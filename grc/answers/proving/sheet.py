# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The proof for people: who wrote, who decided in whose place, what left, and how it is known."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grc.answers.copies import written
from grc.answers.enums import (
    AnnotationState,
    AnswerKind,
    AnswerState,
    ChangeKind,
    Decision,
    RoundState,
    SendingChannel,
    SignatureMode,
)
from grc.answers.letters import Section, Sheet, Table
from grc.answers.proving.telling import event_words
from grc.service_requests.enums import Outcome
from notifications.models import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import TextChoices

    from grc.answers.proving.record import Proof

Data = dict[str, Any]


def proof_sheet(proof: Proof) -> Sheet:
    """Return the proof as a sheet of facts, in the town's first language and in its time."""
    language = proof.municipality.default_language
    with translation.override(language):
        return Sheet(
            title=_("Proof of an answer"),
            language=language,
            town=proof.municipality.name,
            reference=proof.case.reference,
            introduction=_(
                "Everything that was kept of this answer, as its database holds it. Names apart, "
                "nothing here can have changed since it was written; the last section says how "
                "that was checked."
            ),
            sections=tuple(_Pages(proof).sections()),
        )


class _Pages:
    def __init__(self, proof: Proof) -> None:
        self.proof, self.data = proof, proof.data
        self.zone: ZoneInfo = proof.municipality.zone

    def sections(self) -> Iterator[Section]:
        yield self.answer()
        for version in self.data["versions"]:
            yield self.version(version)
            yield from self.annotations(version)
        yield from self.deliveries()
        yield from self.signed()
        yield self.events()
        yield self.verification()

    def answer(self) -> Section:
        answer, approved = self.data["answer"], self.data["approved"]
        rows = [
            (_("Request"), answer["reference"]),
            (_("Service"), self.proof.case.answer.service_request.service.title),
            (_("Written by"), answer["author"]),
            (_("State"), _label(AnswerState, answer["state"])),
        ]
        if approved:
            rows += [
                (_("Approved version"), str(approved["number"])),
                (_("Approved"), self.when(approved["at"])),
            ]
        if answer["sent_at"]:
            channel = _label(SendingChannel, answer["sent_by_channel"])
            rows.append((_("Sent"), f"{self.when(answer['sent_at'])}, {channel}"))
        return Section(heading=_("The answer"), rows=tuple(rows))

    def version(self, version: Data) -> Section:
        named = {"number": version["number"], "state": _label(RoundState, version["state"])}
        rows = [
            (_("Submitted"), f"{self.when(version['submitted_at'])}, {version['author']}"),
            (_("Ended on"), self.when(version["closed_at"])),
            (_("Changed by"), ", ".join(version["writers"])),
            *self._content(version["content"]),
            *self._circuit(version["circuit"]),
        ]
        visas = tuple(self._visa(visa) for visa in version["visas"])
        columns = (_("Who"), _("Decision"), _("In whose place"), _("When"), _("Reason or remark"))
        return Section(
            heading=_("Version %(number)d: %(state)s") % named,
            rows=tuple((label, value) for label, value in rows if value),
            table=Table(columns=columns, rows=visas) if visas else None,
            exact=(f"SHA-256 {version['sha256']}", *version["body"].splitlines()),
        )

    def _content(self, content: Data) -> Iterator[tuple[str, str]]:
        yield _("Kind"), _label(AnswerKind, content["kind"])
        yield _("Outcome"), _label(Outcome, content["outcome"])
        yield _("Grounds of law"), content["grounds"]["law"]
        yield _("Grounds of fact"), content["grounds"]["fact"]
        if signatory := content["signatory"]:
            how = _label(SignatureMode, signatory["mode"])
            yield _("Signatory"), f"{signatory['name']}, {signatory['capacity']} ({how})"
        recipient = content["recipient"]
        address = recipient.get("address", "").replace("\n", ", ")
        known = (recipient["name"], recipient["email"], address)
        yield _("Recipient"), " · ".join(filter(None, known))
        yield _("To be sent"), _label(SendingChannel, content.get("channel", ""))
        yield _("Copies"), ", ".join(written(copy) for copy in content.get("copies", ()))
        for file in content.get("files", ()):
            yield _("Attached"), f"{file['name']}\nSHA-256 {file['sha256']}"

    def _circuit(self, circuit: Data) -> Iterator[tuple[str, str]]:
        stages = [stage["code"] for stage in circuit["pinned"]["stages"]]
        yield _("Circuit"), " → ".join(stages) or _("no visa asked")
        for change in circuit["changes"]:
            kind = _label(ChangeKind, change["kind"])
            said = f"{change['stage']}: {kind}, {change['by']}, {self.when(change['at'])}"
            yield _("Circuit changed"), f"{said}\n{change['reason']}".strip()

    def _visa(self, visa: Data) -> tuple[str, ...]:
        decision = _label(Decision, visa["decision"])
        if visa["handed_to"]:
            decision = f"{decision} → {visa['handed_to']}"
        acts = [link["act"] for link in visa["through"] if link["act"]]
        place = ", ".join(filter(None, (visa["in_place_of"], *acts)))
        who = ", ".join(filter(None, (visa["by"], visa["capacity"])))
        stage = f"{visa['stage']}: {decision}"
        return who, stage, place, self.when(visa["at"]), visa["reason"]

    def annotations(self, version: Data) -> Iterator[Section]:
        notes = tuple(
            (
                note["by"],
                note["passage"]["quoted"],
                _("(taken out)") if note["replacement"] == "" else note["replacement"] or "",
                note["remark"],
                _label(AnnotationState, note["state"]),
            )
            for note in version["annotations"]
        )
        if notes:
            columns = (
                _("Who"),
                _("Passage"),
                _("Replacement"),
                _("Remark"),
                _("What became of it"),
            )
            heading = _("Remarks on version %(number)d") % {"number": version["number"]}
            yield Section(heading=heading, table=Table(columns=columns, rows=notes))

    def deliveries(self) -> Iterator[Section]:
        for mail in self.data["deliveries"]:
            rows = (
                (_("To"), " · ".join(filter(None, (mail["name"], mail["address"])))),
                (_("State"), _label(DeliveryState, mail["state"])),
                (_("Put in the outgoing mail"), self.when(mail["queued_at"])),
                (_("Taken by the mail server"), self.when(mail["accepted_at"])),
                (_("Its answer"), mail["transport_answer"]),
                (_("Attempts"), str(mail["attempts"])),
            )
            yield Section(
                heading=_("E-mail: %(subject)s") % {"subject": mail["subject_line"]},
                rows=tuple((label, value) for label, value in rows if value),
                exact=(f"Message-ID {mail['message_id']}",),
            )

    def signed(self) -> Iterator[Section]:
        for signed in self.data["signed_files"]:
            rows = (
                (_("File"), signed["name"]),
                (_("Kept"), f"{self.when(signed['at'])}, {signed['by']}"),
                (_("Number in the parapheur"), signed["ticket"]),
            )
            yield Section(
                heading=_("Signed letter"),
                rows=tuple((label, value) for label, value in rows if value),
                exact=(f"SHA-256 {signed['sha256']}",),
            )

    def events(self) -> Section:
        rows = tuple(
            (
                str(event["position"] or "–"),
                event_words(event["name"], event["data"]),
                event["actor"],
                self.when(event["at"]),
                event["sha256"],
            )
            for event in self.data["events"]
        )
        columns = ("#", _("What happened"), _("Who"), _("When"), "SHA-256")
        return Section(
            heading=_("Events"),
            text=_(
                "Each hash covers the event and the hash before it: an event that is altered, "
                "missing or out of place breaks all that follow."
            ),
            table=Table(columns=columns, rows=rows),
        )

    def verification(self) -> Section:
        said = _("Events, texts, visas and mails were checked again for this proof: all holds.")
        if self.proof.defects:
            said = _("Checked again for this proof, this does NOT hold:")
        return Section(
            heading=_("Verification"),
            text=said,
            exact=tuple(f"{defect.what} [{defect.code}]" for defect in self.proof.defects),
        )

    def when(self, moment: str | None) -> str:
        if moment is None:
            return ""
        return date_format(datetime.fromisoformat(moment).astimezone(self.zone), "DATETIME_FORMAT")


def _label(choices: type[TextChoices], value: str) -> str:
    return str(dict(choices.choices).get(value, value))
