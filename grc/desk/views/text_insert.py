# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Finding a standard text while writing an answer, and putting it into the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from grc.answers.models import StandardText
from grc.answers.models.text_usage import piece_for
from grc.answers.texts.filling import missing_words
from grc.core.refusals import NotNow, NotValid, Refusal
from grc.desk.access import find, member_required
from grc.desk.actions import address
from grc.desk.draft_form import DraftForm
from grc.desk.forms import LARGEST_KEY
from grc.desk.gestures import SeeOther
from grc.desk.texts import found_texts
from grc.desk.views.answer import aside_words, named, refused_editor, save_typed
from grc.service_requests.placeholders import waiting_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.answers.models.text_usage import Inserted
    from grc.service_requests.models import ServiceRequest
    from grc.ui.http import MemberRequest


@member_required
def search(request: MemberRequest, reference: str) -> HttpResponse:
    """Give what the combobox proposes. Without its script: save the draft, show what is found."""
    service_request = find(request, reference)
    if request.method == "POST":
        return _search_beside(request, service_request)
    texts = found_texts(service_request, request.GET.get("q", ""), by=request.user)
    return render(request, "desk/_text_options.html", {"texts": texts})


@member_required
def insert(request: MemberRequest, reference: str) -> HttpResponse:
    """Put a text into the draft. A page that writes it itself asks for JSON and gets its words."""
    service_request = find(request, reference)
    editor = address("answer", service_request)
    if request.method != "POST":
        return SeeOther(editor)
    form = DraftForm(request.POST)
    if request.accepts("application/json") and not request.accepts("text/html"):
        return _words_for(request, service_request, form)
    try:
        inserted = _insert(request, service_request, form)
    except Refusal as refusal:
        return refused_editor(request, service_request, form, refusal)
    if inserted.saved.kept_aside:
        messages.warning(request, aside_words())
    else:
        messages.success(request, _("The text is inserted at the end of the draft."))
    return SeeOther(f"{editor}#main")


def _search_beside(request: MemberRequest, service_request: ServiceRequest) -> HttpResponse:
    form = DraftForm(request.POST)
    try:
        saved = save_typed(request, service_request, form)
    except Refusal as refusal:
        return refused_editor(request, service_request, form, refusal)
    if saved.kept_aside:
        messages.warning(request, aside_words())
    query = urlencode({"texts": request.POST.get("texts", "")})
    return SeeOther(f"{address('answer', service_request)}?{query}#texts")


def _insert(request: MemberRequest, service_request: ServiceRequest, form: DraftForm) -> Inserted:
    _check(form)
    given = form.cleaned_data
    with transaction.atomic():
        return _text(request).insert_into(
            named(service_request, form),
            given["body"],
            outcome=given["outcome"],
            based_on=given["based_on"],
            by=request.user,
        )


def _words_for(
    request: MemberRequest, service_request: ServiceRequest, form: DraftForm
) -> JsonResponse:
    """Record the use and give the words; the page writes them at the cursor, and saves as ever."""
    try:
        _check(form)
        with transaction.atomic():
            filled = _text(request).use_in(named(service_request, form), by=request.user)
    except Refusal as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=refusal.status)
    typed = request.POST.get("body", "").replace("\r\n", "\n")
    at = request.POST.get("at", "")
    place = int(at) if at.isascii() and at.isdigit() and len(at) < 9 else len(typed)
    before, after = typed[:place], typed[place:]
    piece = piece_for(before, filled.text, after)
    waiting = waiting_in(before + piece + after)
    fields = service_request.form_version.parsed
    return JsonResponse({"piece": piece, "missing": missing_words(waiting, fields)})


def _check(form: DraftForm) -> None:
    if not form.is_valid():
        raise NotValid(" ".join(str(e) for errors in form.errors.values() for e in errors))


def _text(request: MemberRequest) -> StandardText:
    key = request.POST.get("text", "")
    pk = int(key) if key.isascii() and key.isdigit() and len(key) < 20 else 0
    found = StandardText.objects.filter(pk=min(pk, LARGEST_KEY)).first()
    if found is None:
        raise NotNow(_("This text no longer exists. Choose another one."))
    return found
