# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Letters that wait to be printed: a list, a choice among it, one PDF, what was posted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grc.answers.enums import SendingChannel
from grc.answers.letters import letters_pdf
from grc.answers.letters.printing import MOST_AT_ONCE
from grc.answers.letters.rounds import letter_of_round
from grc.answers.outgoing import letters_to_print
from grc.core.refusals import NotNow, NotValid, Refusal
from grc.desk.navigation import show

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.http import HttpResponse

    from grc.answers.letters import LetterContent
    from grc.answers.models import Answer
    from grc.ui.http import MemberRequest

LARGEST_KEY = 2**63 - 1


class SignedFileForm(forms.Form):
    """The scan of a letter that was signed."""

    file = forms.FileField(label=gettext_lazy("The signed letter, as a PDF"))


@dataclass(frozen=True, kw_only=True)
class LetterShown:
    """One letter of the list."""

    pk: int
    href: str
    reference: str
    title: str
    who: str
    approved_at: datetime
    why: str
    by_hand: bool
    chosen: bool


@dataclass(frozen=True)
class Posted:
    """What came of recording letters as posted: how many were, and why the others were not."""

    count: int
    refusals: list[str]


def letters_page(
    request: MemberRequest, *, refused: Refusal | None = None, chosen: Collection[int] = ()
) -> HttpResponse:
    """Render the list, with the reason of a refusal and what was chosen."""
    waiting = list(letters_to_print(request.user)[: MOST_AT_ONCE + 1])
    choose_all = "all" in request.GET
    context: dict[str, Any] = {
        "letters": [
            _shown(answer, is_chosen=choose_all or answer.pk in chosen)
            for answer in waiting[:MOST_AT_ONCE]
        ],
        "has_more": len(waiting) > MOST_AT_ONCE,
        "most": MOST_AT_ONCE,
        "refused": refused,
    }
    status = refused.status if refused else 200
    return show(request, "desk/letters.html", context, place="letters", status=status)


def chosen_in(request: MemberRequest) -> list[int]:
    """Return what was chosen on the page. Raises NotValid when nothing was."""
    given = request.POST.getlist("letter")[: MOST_AT_ONCE * 2]
    keys = [int(key) for key in given if key.isascii() and key.isdigit() and len(key) < 19]
    if not keys:
        raise NotValid(_("Choose at least one letter."))
    return keys


def print_letters(request: MemberRequest, keys: list[int], *, duplex: bool) -> bytes:
    """Return the chosen letters as one PDF, in the order of the list.

    Raises NotNow when one of them does not wait any more or may not be printed, and says which.
    """
    found = list(letters_to_print(request.user).filter(pk__in=keys))
    if len(found) < len(set(keys)):
        raise NotNow(_("Some of these letters wait no longer: the list below is up to date."))
    return letters_pdf([_printable(request, answer) for answer in found], duplex=duplex)


def record_posted(request: MemberRequest, keys: list[int]) -> Posted:
    """Record each letter by itself: one that is refused does not stop the others."""
    found = {answer.pk: answer for answer in letters_to_print(request.user).filter(pk__in=keys)}
    refusals, count = [], 0
    for key in dict.fromkeys(keys):
        answer = found.get(key)
        if answer is None:
            refusals.append(_("One letter waits no longer: somebody recorded it meanwhile."))
            continue
        try:
            with transaction.atomic():
                answer.tell(SendingChannel.LETTER, by=request.user)
            count += 1
        except Refusal as refusal:
            refusals.append(f"{answer.service_request}: {refusal}")
    return Posted(count, refusals)


def posted_words(count: int) -> str:
    return ngettext(
        "%(count)d letter is recorded as posted.",
        "%(count)d letters are recorded as posted.",
        count,
    ) % {"count": count}


def _printable(request: MemberRequest, answer: Answer) -> LetterContent:
    round_ = answer.approved_round
    try:
        if round_ is None:
            raise NotNow(_("This answer is not waiting to be told. Reload the page to see it."))
        answer.service_request.municipality = request.municipality
        round_.answer = answer
        return letter_of_round(round_)
    except Refusal as refusal:
        raise NotNow(f"{answer.service_request}: {refusal}") from refusal


def _shown(answer: Any, *, is_chosen: bool) -> LetterShown:
    service_request = answer.service_request
    return LetterShown(
        pk=answer.pk,
        href=reverse("desk:request", args=[service_request.display_reference]),
        reference=service_request.display_reference,
        title=service_request.service.title,
        who=service_request.requester_name,
        approved_at=answer.approved_at,
        why=_why(answer),
        by_hand=answer.signature_mode == "handwritten",
        chosen=is_chosen,
    )


def _why(answer: Any) -> str:
    if answer.channel == SendingChannel.LETTER:
        return _("to be sent by letter")
    if not answer.service_request.requester_email:
        return _("no e-mail address")
    if answer.mail_state is not None:
        return _("the mail did not arrive")
    return _("to be signed by hand")
