# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the town answered, round by round, and the letter as it will be received."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from grc.accounts.models import User, full_name
from grc.answers.content import channel_of, frozen_content
from grc.answers.copies import written
from grc.answers.enums import (
    AnswerKind,
    AnswerState,
    RoundState,
    SendingChannel,
    SignatureMode,
    WayOut,
)
from grc.answers.models import Answer, DraftState, Round, SignedFile, Visa
from grc.answers.models.sending import way_out
from grc.answers.received import received_html, signature_lines, town_day
from grc.answers.rounds.course import Course
from grc.answers.rounds.line import line_of_circuit, names_of_circuit
from grc.answers.telling.answers import AnswerSent
from notifications.models import Delivery, DeliveryState
from notifications.models.outbox import subject_type

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from grc.core.line import LinePoint
    from grc.service_requests.models import ServiceRequest


NOT_DELIVERED = (DeliveryState.FAILED, DeliveryState.WITHHELD)
CURRENT = (RoundState.OPEN, RoundState.APPROVED)
TINTS: dict[str, str] = {
    AnswerState.SUBMITTED: "info",
    AnswerState.APPROVED: "info",
    AnswerState.SENT: "ok",
}


@dataclass(kw_only=True)
class AnswerShown:
    """An answer as the page of its request shows it: the version that counts, then the others.

    ``returned`` is the visa that sent the draft back, ``must_be_told`` whether no mail brings it,
    ``has_texts`` whether it had more than one text.
    """

    answer: Answer
    current: Round | None
    earlier: list[Round]
    returned: Visa | None
    must_be_told: bool
    has_texts: bool
    notice: str
    tint: str

    @property
    def state(self) -> str:
        if self.must_be_told:
            return _("approved, to be told")
        return str(self.answer.get_state_display())

    @cached_property
    def course(self) -> Course:
        """The circuit of the open round, under way."""
        if self.open_round is None:
            raise ValueError("No round is open.")
        return Course(self.answer, self.open_round)

    @property
    def line(self) -> list[LinePoint]:
        """Where the open round stands in its circuit; empty where none is open."""
        if self.open_round is None:
            return []
        return line_of_circuit(self.course, names_of(names_of_circuit(self.course)))

    @cached_property
    def spoken(self) -> Letter | None:
        """What to say by telephone, where that is a way to tell the answer."""
        by_voice = self.answer.channel in ("", SendingChannel.PHONE)
        if not (self.must_be_told and by_voice) or self.current is None:
            return None
        round_ = self.current
        return letter_of(
            self.answer, body=round_.body, signatory=round_.author, content=round_.content
        )

    @property
    def open_round(self) -> Round | None:
        is_open = self.current is not None and self.current.state == RoundState.OPEN
        return self.current if is_open else None


@dataclass(frozen=True, kw_only=True)
class Sending:
    """What goes with a text: which way, to what address, to whom else, with which files."""

    way: str
    postal: list[str]
    copies: list[str]
    files: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """An answer as it will be received, in the requester's language."""

    language: str
    subject: str
    body: SafeString
    signature: list[str]
    team: str
    name: str
    address: str
    sending: Sending
    is_decision: bool
    can_be_called: bool


def answers_of(service_request: ServiceRequest) -> list[Answer]:
    """Return the answers of a request, the newest first, with their rounds and visas."""
    visas = Visa.objects.select_related("by")
    rounds = Round.objects.select_related("author").order_by("-number")
    rounds = rounds.prefetch_related(Prefetch("visas", visas))
    mail = Delivery.objects.filter(
        subject_type=subject_type(Answer), subject_id=OuterRef("pk"), notification=AnswerSent.code
    ).order_by("-pk")
    signed = SignedFile.objects.standing().filter(answer=OuterRef("pk"))
    answers = service_request.answers.select_related("author", "signatory").order_by("-pk")
    states = DraftState.objects.filter(answer=OuterRef("pk")).order_by().values("answer")
    kept = Coalesce(Subquery(states.annotate(count=Count("pk")).values("count")), 0)
    answers = answers.annotate(
        mail_state=Subquery(mail.values("state")[:1]),
        has_signed_file=Exists(signed),
        states_kept=kept,
    )
    found = list(answers.prefetch_related(Prefetch("rounds", rounds)))
    for answer in found:
        answer.service_request = service_request
    return found


def shown(answer: Answer) -> AnswerShown:
    """Return an answer, as ``answers_of`` read it, with the words that say where it stands."""
    rounds = list(answer.rounds.all())
    current = None
    if answer.state not in (AnswerState.DRAFT, AnswerState.WITHDRAWN):
        current = next((r for r in rounds if r.state in CURRENT), None)
    way = _way_of(answer)
    return AnswerShown(
        answer=answer,
        current=current,
        earlier=[round_ for round_ in rounds if round_ is not current],
        returned=returned_visa(answer),
        must_be_told=way == WayOut.HAND,
        # An annotation of ``answers_of``, which the model does not know.
        has_texts=answer.states_kept + len(rounds) > 1,  # type: ignore[attr-defined]
        notice=_notice(answer, way),
        tint=TINTS.get(answer.state, ""),
    )


def living(answers: list[Answer]) -> Answer | None:
    """Return the answer that is neither sent nor withdrawn; a request has at most one."""
    ended = (AnswerState.SENT, AnswerState.WITHDRAWN)
    return next((answer for answer in answers if answer.state not in ended), None)


def returned_visa(answer: Answer) -> Visa | None:
    """Return the visa that sent this draft back to its author, if its last round was returned."""
    last = next(iter(answer.rounds.all()), None)
    if answer.state != AnswerState.DRAFT or last is None or last.state != RoundState.RETURNED:
        return None
    return next(iter(last.visas.all()), None)


def letter_of(
    answer: Answer, *, body: str, signatory: User, content: dict[str, Any] | None = None
) -> Letter:
    """Return what the requester receives if this text leaves with this signature.

    ``content`` is what a round froze; without it, everything else is as the draft says now.
    """
    service_request = answer.service_request
    content = (content or frozen_content(answer)) | {"body": body}
    recipient = content["recipient"]
    round_ = Round(answer=answer, number=0, body=body, author=signatory, content=content)
    whole = received_html(content, service_request.language, town_day(service_request.municipality))
    sending = sending_of(answer, content)
    with translation.override(service_request.language):
        # White space is folded in the header of a mail.
        subject = " ".join(AnswerSent(answer, round_).subject_line().split())
        return Letter(
            language=service_request.language,
            subject=subject,
            body=whole,
            signature=signature_lines(round_) if content["signatory"] else [str(signatory)],
            team=service_request.team.name,
            name=service_request.requester_name,
            address=recipient["email"],
            sending=sending,
            is_decision=AnswerKind(content["kind"]).is_decision,
            can_be_called=bool(service_request.requester_phone),
        )


def sending_of(answer: Answer, content: dict[str, Any]) -> Sending:
    """Return what goes with a frozen content, in the reader's language."""
    return Sending(
        way=_way_words(channel_of(content)),
        postal=str(content["recipient"].get("address", "")).splitlines(),
        copies=[written(copy) for copy in content.get("copies", ())],
        files=_file_rows(answer, content),
    )


def _file_rows(answer: Answer, content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the files of a frozen content as the file component shows them."""
    reference = answer.service_request.display_reference
    return [
        {
            "pk": file["id"],
            "name": file["name"],
            "kind": str(file["name"]).rpartition(".")[2].upper(),
            "size": file["size"],
            "href": reverse("desk:answer_file", args=[reference, answer.pk, file["id"]]),
        }
        for file in content["files"]
    ]


def _way_words(channel: str) -> str:
    if not channel:
        return _("to be told: by telephone, at the counter, by letter")
    return str(SendingChannel(channel).label)


def _way_of(answer: Any) -> WayOut | None:
    """Return what an approved answer waits for; None for any other."""
    if answer.state != AnswerState.APPROVED:
        return None
    has_failed = answer.mail_state in NOT_DELIVERED
    return way_out(answer, is_signed=answer.has_signed_file, has_failed=has_failed)


def _notice(answer: Any, way: WayOut | None) -> str:
    if way is None:
        return ""
    if answer.mail_state == DeliveryState.ON_HOLD:
        return _("Approved. The mail is on hold until the operator of the system decides.")
    if way == WayOut.MAIL:
        return _("Approved: the mail is leaving.")
    if way == WayOut.SIGNATURE:
        return _("Approved. It leaves as soon as its signed letter is here.")
    if answer.mail_state in NOT_DELIVERED:
        return _("The mail could not be delivered. Tell the answer otherwise, then record it.")
    return _told_by_hand(answer)


def _told_by_hand(answer: Answer) -> str:
    if answer.signature_mode == SignatureMode.HANDWRITTEN:
        return _(
            "Approved. Print the letter and have it signed. Then post it and record that it was"
            " told, or keep its scan here: with an e-mail address it leaves by itself."
        )
    if answer.channel == SendingChannel.LETTER:
        return _("Approved. Print the letter and post it, then record it.")
    if answer.channel:
        return _("Approved. Tell the answer %(way)s, then record it.") % {
            "way": answer.get_channel_display()
        }
    return _("The requester gave no e-mail address. Tell them the answer, then record it.")


def names_of(people: set[int]) -> dict[int, str]:
    """Return the names of people by their ids, in one question."""
    rows = User.objects.filter(pk__in=people).values_list("pk", "first_name", "last_name", "email")
    return {pk: full_name(*names) for pk, *names in rows}
