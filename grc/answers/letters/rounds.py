# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The letter of a round: what it froze, under the law and the powers of its approval."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from grc.answers.content import frozen_content
from grc.answers.enums import AnswerKind, RoundState, SignatureMode
from grc.answers.legality import power_to_sign, refusal_to_sign
from grc.answers.letters.content import NOTHING, LetterContent, Signature
from grc.answers.letters.town import letterhead_of, sender, signed_by_delegation, signed_by_mayor
from grc.answers.models import Round, Signatory
from grc.core.markup import to_html
from grc.core.refusals import NotNow
from grc.municipalities.enums import LegalCode
from grc.municipalities.models import LegalText

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.utils.safestring import SafeString

    from grc.answers.models import Answer
    from grc.municipalities.models import Letterhead


def letter_of_round(round_: Round) -> LetterContent:
    """Return a round as a letter, in the requester's language.

    Only an approved round is printed as it leaves: any other says on every page that it is a
    draft. Raises LetterheadMissing, LegalTextMissing for a refusal without a text on appeals in
    force that day, NotNow when its signatory had no power to sign at that moment, or when its text
    is not the one that was approved.
    """
    if round_.state == RoundState.APPROVED and not round_.is_intact:
        raise NotNow(_("The text of this round was altered: it cannot leave. Tell your IT."))
    answer = round_.answer
    service_request = answer.service_request
    language = service_request.language
    letterhead = letterhead_of(service_request.municipality)
    content, at = round_.content, _moment_of(round_)
    day = at.astimezone(service_request.municipality.zone).date()
    with translation.override(language):
        return LetterContent(
            language=language,
            sender=sender(letterhead, language),
            recipient=_recipient(content),
            place=letterhead.place,
            written_on=day,
            reference=service_request.display_reference,
            subject=service_request.service.title,
            body=to_html(content["body"]),
            signature=_signature(round_, letterhead, language, at),
            contact=service_request.team.name,
            grounds_of_law=_grounds(content, "law"),
            grounds_of_fact=_grounds(content, "fact"),
            recourse=_recourse(content, language, day),
            attachments=tuple(str(file["name"]) for file in content["files"]),
            copies=tuple(copy["name"] or copy["email"] for copy in content.get("copies", ())),
            is_draft=round_.state != RoundState.APPROVED,
        )


def letter_of_draft(answer: Answer) -> LetterContent:
    """Return what an answer would be as a letter if it were approved as it is typed now."""
    content = frozen_content(answer)
    return letter_of_round(
        Round(answer=answer, number=0, body=answer.body, content=content, author=answer.author)
    )


def _moment_of(round_: Round) -> datetime:
    """Return when a round was approved; now while it is not."""
    is_approved = round_.state == RoundState.APPROVED
    return round_.closed_at if is_approved and round_.closed_at else timezone.now()


def _recipient(content: dict[str, Any]) -> tuple[str, ...]:
    """Return name and address, line by line. Rounds of before had the name alone."""
    frozen = content["recipient"]
    name = frozen["name"] or _("To the requester")
    lines = str(frozen.get("address", "")).splitlines()
    # People who type their whole address begin it with their name.
    return tuple(lines) if lines and lines[0] == name else (name, *lines)


def _grounds(content: dict[str, Any], which: str) -> SafeString:
    is_needed = AnswerKind(content["kind"]).needs_grounds
    return to_html(content["grounds"][which]) if is_needed else NOTHING


def _recourse(content: dict[str, Any], language: str, day: date) -> SafeString:
    if not AnswerKind(content["kind"]).needs_grounds:
        return NOTHING
    return LegalText.objects.in_force(LegalCode.RECOURSE, day).html(language)


def _signature(round_: Round, letterhead: Letterhead, language: str, at: datetime) -> Signature:
    """Return who signs, in what capacity and by which act (law R1.30, R1.31)."""
    answer, frozen = round_.answer, round_.content["signatory"]
    team = answer.service_request.team.name
    if frozen is None:
        return Signature(formula="", name=str(round_.author), service=team, for_hand=False)
    signatory = Signatory.objects.get(pk=frozen["id"])
    chain = power_to_sign(answer, signatory, at=at)
    if chain is None and round_.state == RoundState.APPROVED:
        raise NotNow(refusal_to_sign(answer, signatory, at=at))
    named = {"name": frozen["name"], "capacity": frozen["capacity"]}
    if not signatory.holds_office:
        act = ", ".join(link.act_number for link in chain or () if link.act_number)
        block = signed_by_delegation(letterhead, language, act=act, service=team, **named)
    elif frozen["name"] == letterhead.mayor_name:
        block = signed_by_mayor(letterhead, language)
    else:
        block = Signature(formula="", **named)
    for_hand = frozen["mode"] == SignatureMode.HANDWRITTEN
    return replace(block, for_hand=for_hand, note=_note(frozen["mode"]))


def _note(mode: str) -> str:
    """Say how a decision is signed otherwise than by hand."""
    if mode == SignatureMode.PORTAL:
        # CRPA L212-2, 1°: first name, name, capacity and service stand above.
        return _("Notified on the town’s online service, without a signature (CRPA, L212-2).")
    if mode == SignatureMode.ELECTRONIC:
        return _("Signed electronically.")
    return ""
