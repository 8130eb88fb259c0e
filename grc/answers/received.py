# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the requester receives, whatever the channel: the text, and what the law adds to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from grc.answers.enums import AnswerKind, RoundState
from grc.municipalities.enums import LegalCode
from grc.municipalities.models import LegalText

if TYPE_CHECKING:
    from datetime import date, datetime

    from grc.answers.models import Round
    from grc.municipalities.models import Municipality


def received_text(content: dict[str, Any], language: str, day: date) -> str:
    """Return the whole text as Markdown: the body, and of a refusal its grounds and the appeal.

    ``content`` is what a round froze; ``day`` is the one of its approval, whose law is printed
    (law R1.32, R1.33, R1.40). Where no text on appeals was in force that day none is printed: such
    an answer could not be submitted.
    """
    body = str(content["body"])
    if not AnswerKind(content.get("kind", AnswerKind.INFORMATION)).needs_grounds:
        return body
    grounds = content["grounds"]
    with translation.override(language):
        said = [
            (_("Grounds of law"), grounds["law"]),
            (_("Grounds of fact"), grounds["fact"]),
            (_("Means and time of appeal"), _recourse(language, day)),
        ]
    return "\n\n".join([body, *(f"**{title}**\n\n{text}" for title, text in said if text)])


def signature_lines(round_: Round) -> list[str]:
    """Return who signs: the author of an information, the signatory of a decision (law R1.30)."""
    frozen = round_.content.get("signatory")
    if frozen is None:
        return [str(round_.answer.author)]
    return [str(frozen["name"]), str(frozen["capacity"])]


def day_of(round_: Round) -> date:
    """Return the day in town on which a round was approved; today while it is not."""
    approved_at = round_.closed_at if round_.state == RoundState.APPROVED else None
    return town_day(round_.answer.service_request.municipality, approved_at)


def town_day(municipality: Municipality, moment: datetime | None = None) -> date:
    """Return the day that it is, or was, in the town."""
    return (moment or timezone.now()).astimezone(municipality.zone).date()


def _recourse(language: str, day: date) -> str:
    found = LegalText.objects.applying(day).filter(code=LegalCode.RECOURSE).first()
    return found.plain(language) if found is not None else ""
