# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Everything that waits for one's visa, as a list; several approved at once, each by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.answers.enums import StageKind
from grc.answers.models import Round
from grc.core.refusals import NotAllowed, Refusal
from grc.desk.access import member_required
from grc.desk.gestures import SeeOther
from grc.desk.inbox import awaiting, round_address, was_opened
from grc.desk.navigation import show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.answers.models import Turn
    from grc.ui.http import MemberRequest

#: Answers on one page; what is decided makes room for the next.
LISTED = 50


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One answer of the list; ``reason`` says why it cannot be approved from here."""

    turn: Turn
    href: str
    reason: str


@member_required
def inbox_list(request: MemberRequest) -> HttpResponse:
    """Show what waits; approve those that were chosen."""
    if request.method == "POST":
        return _approve_chosen(request)
    turns = awaiting(request.user, request.municipality).select_related(
        "round__author", "round__answer__service_request__service"
    )
    rows = [
        Waiting(turn=turn, href=round_address(turn.round), reason=_reason(request, turn))
        for turn in turns[:LISTED]
    ]
    return show(request, "desk/inbox_list.html", {"rows": rows}, place="inbox")


def _reason(request: MemberRequest, turn: Turn) -> str:
    """Return why an answer must be opened first: one approves what one has read, or low risks."""
    if turn.kind == StageKind.OPINION:
        return _("your opinion is asked")
    if turn.round.chosen_by.get("low_risk") or was_opened(request, turn.round):
        return ""
    return _("open it first")


def _approve_chosen(request: MemberRequest) -> HttpResponse:
    given = request.POST.getlist("round")
    keys = [int(key) for key in given if key.isdecimal() and len(key) < 19][:LISTED]
    if not keys:
        messages.warning(request, _("Choose at least one answer."))
        return SeeOther(reverse("desk:inbox_list"))
    waiting = awaiting(request.user, request.municipality).filter(round__in=keys)
    turns = {turn.round_id: turn for turn in waiting.select_related("round__answer")}
    refused: list[str] = []
    for key in keys:
        try:
            with transaction.atomic():
                _approve_one(request, turns.get(key))
        except Refusal as refusal:
            refused.append(str(refusal))
    done = len(keys) - len(refused)
    if done:
        said = ngettext("%(count)d answer approved.", "%(count)d answers approved.", done)
        messages.success(request, said % {"count": done})
    for sentence in dict.fromkeys(refused):
        messages.warning(request, sentence)
    return SeeOther(reverse("desk:inbox_list"))


def _approve_one(request: MemberRequest, turn: Turn | None) -> None:
    if turn is None:
        raise NotAllowed(_("One of these answers does not wait for you any more."))
    if _reason(request, turn):
        raise NotAllowed(_("One of these answers must be opened before you approve it."))
    round_: Round = turn.round
    round_.answer.approve(round_number=round_.number, by=request.user)
