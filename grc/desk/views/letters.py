# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The letters to print: choose, print as one PDF, record as posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grc.core.refusals import Refusal
from grc.desk.access import member_required
from grc.desk.gestures import SeeOther
from grc.desk.letters import (
    chosen_in,
    letters_page,
    posted_words,
    print_letters,
    record_posted,
)
from grc.desk.views.papers import pdf

if TYPE_CHECKING:
    from grc.ui.http import MemberRequest


@require_safe
@member_required
def letters(request: MemberRequest) -> HttpResponse:
    """List the approved answers that wait to be printed."""
    return letters_page(request)


@member_required
def print_chosen(request: MemberRequest) -> HttpResponse:
    """Give the chosen letters as one PDF. Nothing is recorded: a printer may jam."""
    if request.method != "POST":
        return redirect("desk:letters")
    keys: list[int] = []
    try:
        keys = chosen_in(request)
        content = print_letters(request, keys, duplex="duplex" in request.POST)
    except Refusal as refusal:
        return letters_page(request, refused=refusal, chosen=keys)
    return pdf(content, _("letters") + ".pdf")


@member_required
def posted(request: MemberRequest) -> HttpResponse:
    """Record the chosen letters as posted."""
    if request.method != "POST":
        return redirect("desk:letters")
    try:
        done = record_posted(request, chosen_in(request))
    except Refusal as refusal:
        return letters_page(request, refused=refusal)
    if done.count:
        messages.success(request, posted_words(done.count))
    for sentence in done.refusals:
        messages.warning(request, sentence)
    return SeeOther(reverse("desk:letters") + "#main")
