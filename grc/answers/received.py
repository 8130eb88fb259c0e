# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the requester receives, whatever the channel: the text, and what the law adds to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from grc.answers.enums import AnswerKind, RoundState
from grc.core.markup import to_html, to_plain
from grc.municipalities.enums import LegalCode
from grc.municipalities.models import LegalText

if TYPE_CHECKING:
    from datetime import date, datetime

    from grc.answers.models import Round
    from grc.municipalities.models import Municipality


def received_html(content: dict[str, Any], language: str, day: date) -> SafeString:
    """Return what is received, as HTML; see ``received_parts``."""
    return SafeString("".join(map(to_html, received_parts(content, language, day))))


def received_plain(content: dict[str, Any], language: str, day: date) -> str:
    """Return what is received, as it reads without any mark; see ``received_parts``."""
    return "\n\n".join(map(to_plain, received_parts(content, language, day)))


def bears(content: dict[str, Any], *, text: str, html: str) -> bool:
    """Return whether a mail says what was frozen, in both its forms.

    Mails of before bore the Markdown itself as their text.
    """
    return all(
        (part in text or to_plain(part) in text) and (not html or to_html(part) in html)
        for part in _frozen_parts(content)
    )


def received_parts(content: dict[str, Any], language: str, day: date) -> list[str]:
    """Return the whole text in pieces of Markdown: body, and of a refusal grounds and appeal.

    Each piece is read for itself: none changes what another one says.

    ``content`` is what a round froze; ``day`` is the one of its approval, whose law is printed
    (law R1.32, R1.33, R1.40). Where no text on appeals was in force that day none is printed: such
    an answer could not be submitted.
    """
    body, *grounds = _frozen_parts(content)
    if not grounds:
        return [body]
    with translation.override(language):
        titles = [_("Grounds of law"), _("Grounds of fact"), _("Means and time of appeal")]
    said = zip(titles, [*grounds, _recourse(language, day)], strict=True)
    told = [[f"**{title}**", text] for title, text in said if text]
    return [body, *(piece for pair in told for piece in pair)]


def _frozen_parts(content: dict[str, Any]) -> list[str]:
    body = str(content["body"])
    if not AnswerKind(content.get("kind", AnswerKind.INFORMATION)).needs_grounds:
        return [body]
    return [body, str(content["grounds"]["law"]), str(content["grounds"]["fact"])]


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
