# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the requester may read: what was sent, what was said, what happened. No agent is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grc.answers.enums import SIGNED_OUTSIDE, AnswerState, RoundState
from grc.answers.models import Round, SignedFile
from grc.answers.received import received_html, town_day
from grc.journal.models import Event
from grc.service_requests.enums import Channel, MessageKind
from grc.service_requests.law.dates import decided_by_silence
from grc.service_requests.models import Attachment, Message
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from grc.service_requests.models import ServiceRequest


# What a row of a file shows, and what tells whether it is shown.
FILE = ("name", "size", "internal", "service_request", "message__kind")


@dataclass(frozen=True, kw_only=True)
class Said:
    """One word of the exchange, as the message component shows it."""

    anchor: str
    author: str
    note: str
    at: datetime
    html: SafeString
    files: list[dict[str, object]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One line of the history, in the citizen's words."""

    sentence: str
    at: datetime
    who: str = ""


def files_of(service_request: ServiceRequest) -> list[Attachment]:
    """Return the files that the requester may open, in the order they came."""
    attachments = service_request.attachments.select_related("message").only(*FILE)
    return [attachment for attachment in attachments if is_open(attachment)]


def is_open(attachment: Attachment) -> bool:
    """Tell whether the requester may open this file."""
    message = attachment.message
    return not attachment.internal and (
        message is None or message.kind != MessageKind.INTERNAL_NOTE
    )


def rows_of(
    service_request: ServiceRequest, files: Iterable[Attachment]
) -> list[dict[str, object]]:
    """Return the files as the file component shows them."""
    link = [service_request.reference, service_request.tracking_key]
    return [
        _row(file.name, file.size, reverse("portal:file", args=[*link, file.pk])) for file in files
    ]


def _row(name: str, size: int, href: str) -> dict[str, object]:
    return {"name": name, "kind": name.rpartition(".")[2].upper(), "size": size, "href": href}


def sent_by(service_request: ServiceRequest) -> list[tuple[str, str]]:
    """Return what was filled in, then who asked: label and value, in the reader's words."""
    contact = [
        (_("First and last name"), service_request.requester_name),
        (_("E-mail address"), service_request.requester_email),
        (_("Telephone"), service_request.requester_phone),
        (_("Postal address"), service_request.requester_address),
    ]
    filled = service_request.presented_values(get_language() or "fr")
    return filled + [(label, value) for label, value in contact if value]


def thread_of(service_request: ServiceRequest, files: list[Attachment]) -> list[Said]:
    """Return the messages and the answers that were sent, oldest first."""
    messages = service_request.messages.exclude(kind=MessageKind.INTERNAL_NOTE)
    said = [_message(service_request, message, files) for message in messages]
    said += [_answer(service_request, round_) for round_ in rounds_sent(service_request)]
    return sorted(said, key=lambda word: word.at)


def _message(service_request: ServiceRequest, message: Message, files: list[Attachment]) -> Said:
    own = message.kind == MessageKind.FROM_REQUESTER
    return Said(
        anchor=f"message-{message.pk}",
        author=_you(service_request) if own else str(service_request.team),
        note="" if own else service_request.municipality.name,
        at=message.created_at,
        html=_paragraphs(message.body),
        files=rows_of(service_request, [f for f in files if f.message_id == message.pk]),
    )


def _paragraphs(text: str) -> SafeString:
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - escaped by linebreaks


def _you(service_request: ServiceRequest) -> str:
    return service_request.requester_name or _("You")


def rounds_sent(service_request: ServiceRequest) -> QuerySet[Any, Any]:
    """Return what was sent: the answer's key, the frozen content, when it was approved and sent."""
    sent = Round.objects.filter(
        answer__service_request=service_request,
        answer__state=AnswerState.SENT,
        state=RoundState.APPROVED,
    )
    at = Coalesce("answer__sent_at", "submitted_at")
    return sent.annotate(at=at).values_list("answer_id", "content", "closed_at", "at", named=True)


def _answer(service_request: ServiceRequest, round_: Any) -> Said:
    day = town_day(service_request.municipality, round_.closed_at)
    html = received_html(round_.content, get_language() or service_request.language, day)
    return Said(
        anchor=f"answer-{round_.answer_id}",
        author=_("Answer of the town hall"),
        note=str(service_request.team),
        at=round_.at,
        html=format_html('<div class="letter flow">{}</div>', html),
        files=_files_sent(service_request, round_),
    )


def _files_sent(service_request: ServiceRequest, round_: Any) -> list[dict[str, object]]:
    """Return the letter as it was signed, if it was, and the files that left with the answer."""
    link = [service_request.reference, service_request.tracking_key, round_.answer_id]
    rows = [
        _row(file["name"], file["size"], reverse("portal:answer_file", args=[*link, file["id"]]))
        for file in round_.content["files"]
    ]
    signatory = round_.content.get("signatory")
    if signatory is None or signatory["mode"] not in SIGNED_OUTSIDE:
        return rows
    signed = signed_letter(round_.answer_id)
    if signed is None:
        return rows
    return [_row(signed.name, signed.size, reverse("portal:signed_letter", args=link)), *rows]


def signed_letter(answer: int) -> SignedFile | None:
    """Return the letter of a sent answer as it was signed."""
    return SignedFile.objects.standing().filter(answer=answer).last()


def history_of(service_request: ServiceRequest, events: Iterable[Event]) -> list[Happened]:
    """Return what happened that concerns the requester, oldest first."""
    told = ((_sentence(service_request, event), event) for event in _once(events))
    return [Happened(sentence=sentence, at=event.at) for sentence, event in told if sentence]


def _once(events: Iterable[Event]) -> Iterable[Event]:
    """Drop the sending of an answer that moved the request: the move says it already."""
    return (
        event
        for event, after in pairwise([*events, None])
        if event is not None
        and not (event.name == "sent" and after is not None and after.name == "moved")
    )


def _sentence(service_request: ServiceRequest, event: Event) -> str:
    if event.name in ("moved", "performed"):
        return _move(service_request, event.data["transition"])
    if event.name == "submitted" and event.subject_type == service_request._meta.label_lower:
        return _received(service_request)
    if event.name == "passed_on":
        return _("Passed on to the team that can help")
    if event.name == "implicit_decision":
        return decided_by_silence(event.data["silence"], date.fromisoformat(event.data["legal_on"]))
    sentences = {
        "replied": _("You wrote to us"),
        "written": _("We wrote to you"),
        "sent": _("We answered you"),
        "items_asked": _("We asked you for what is missing"),
    }
    return sentences.get(event.name, "")


def _received(service_request: ServiceRequest) -> str:
    if service_request.channel == Channel.PORTAL:
        return _("You sent your request")
    channel = service_request.get_channel_display()
    return _("We received your request (%(channel)s)") % {"channel": channel}


def _move(service_request: ServiceRequest, code: str) -> str:
    """Return the citizen's wording of a move; moves that only concern agents have none."""
    for transition in service_request.machine.definition.transitions:
        if transition.code == code:
            return resolve(transition.citizen_label, get_language() or "fr")
    return ""
