# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Writing an answer: begin, save at each pause, submit. Two people typing lose nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from grc.answers.enums import WayOut
from grc.answers.models import Answer
from grc.answers.models.sending import way_out
from grc.answers.rounds.line import asked_now
from grc.answers.texts.filling import missing_words
from grc.core.refusals import NotNow, NotValid, Refusal
from grc.desk.access import find, gesture, member_required
from grc.desk.actions import address
from grc.desk.answers import answers_of, letter_of
from grc.desk.draft_form import DraftForm
from grc.desk.editor import draft_in, editor_page
from grc.desk.gestures import SeeOther, back_to
from grc.desk.panels import press
from grc.service_requests.placeholders import waiting_in
from grc.ui import dates

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.answers.models import Round
    from grc.answers.models.drafting import Saved
    from grc.service_requests.models import ServiceRequest
    from grc.ui.http import MemberRequest


@member_required
def answer(request: MemberRequest, reference: str) -> HttpResponse:
    """Begin an answer, or go on writing it."""
    service_request = find(request, reference)
    if request.method == "POST":
        return _begin(request, service_request)
    answers = answers_of(service_request)
    if draft_in(answers) is None:
        return redirect("desk:request", service_request.display_reference)
    return editor_page(request, service_request, answers=answers)


@gesture
def save(request: MemberRequest, service_request: ServiceRequest) -> HttpResponse:
    """Save the draft. A page that saves by itself asks for JSON and stays where it is."""
    by_itself = request.accepts("application/json") and not request.accepts("text/html")
    form = DraftForm(request.POST, request.FILES)
    try:
        saved = save_typed(request, service_request, form)
    except Refusal as refusal:
        if by_itself:
            return JsonResponse({"sentence": str(refusal)}, status=refusal.status)
        return refused_editor(request, service_request, form, refusal)
    if by_itself:
        return JsonResponse(_saved_words(request, service_request, saved))
    change_files(request, named(service_request, form), form)
    if saved.kept_aside:
        messages.warning(request, aside_words())
    else:
        messages.success(request, _("Saved at %(hour)s.") % {"hour": _hour()})
    return SeeOther(address("answer", service_request) + "#main")


@gesture
def submit(request: MemberRequest, service_request: ServiceRequest) -> HttpResponse:
    """Save what is typed, then submit exactly that. A refusal to submit keeps what was saved."""
    form = DraftForm(request.POST, request.FILES)
    try:
        saved = save_typed(request, service_request, form)
        answer = named(service_request, form)
        if saved.kept_aside:
            messages.warning(request, aside_words())
        elif (seen := change_files(request, answer, form)) is not None:
            with transaction.atomic():
                round_ = answer.submit(based_on=saved.revision, files=seen, by=request.user)
            return _submitted(request, service_request, round_)
    except Refusal as refusal:
        return refused_editor(request, service_request, form, refusal)
    return SeeOther(address("answer", service_request) + "#main")


def _submitted(
    request: MemberRequest, service_request: ServiceRequest, round_: Round
) -> HttpResponse:
    said = _("Version %(number)d is submitted. Asked now: %(people)s.") % {
        "number": round_.number,
        "people": asked_now(round_),
    }
    if round_.pinned_circuit.is_empty:
        said = _approved_words(round_.answer)
    return back_to(request, service_request, said=said, anchor="answer")


def _approved_words(answer: Answer) -> str:
    way = way_out(answer, is_signed=answer.is_signed, has_failed=False)
    if way == WayOut.HAND:
        return _("The answer stands as you wrote it: tell it, then record it.")
    if way == WayOut.SIGNATURE:
        return _("The answer leaves as you wrote it, as soon as it is signed.")
    return _("The answer is leaving as you wrote it.")


def _begin(request: MemberRequest, service_request: ServiceRequest) -> HttpResponse:
    def verb() -> str:
        Answer.objects.draft_for(service_request, by=request.user)
        return _("The draft is saved as you type.")

    return press(request, service_request, verb, to=address("answer", service_request))


def save_typed(request: MemberRequest, service_request: ServiceRequest, form: DraftForm) -> Saved:
    if not form.is_valid():
        raise NotValid(" ".join(str(e) for errors in form.errors.values() for e in errors))
    given = form.cleaned_data
    with transaction.atomic():
        saved = named(service_request, form).save_draft(
            given["body"],
            outcome=given["outcome"],
            based_on=given["based_on"],
            by=request.user,
            decided=form.decided,
        )
    if not saved.kept_aside:
        form.rebase(based_on=saved.revision)
    return saved


def change_files(request: MemberRequest, answer: Answer, form: DraftForm) -> set[int] | None:
    """Attach what was chosen, take out what was pressed; return the files the person knows of.

    None where one was refused: the text is saved, and the page says why.
    """
    seen = form.seen or set()
    try:
        for upload in form.cleaned_data["attachments"]:
            seen.add(answer.enclose(upload, by=request.user).pk)
        if (key := request.POST.get("take_out", "")).isdecimal() and len(key) < 19:
            seen.discard(answer.take_out(int(key), by=request.user).pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return None
    form.rebase(files_seen=",".join(map(str, sorted(seen))))
    return seen


def named(service_request: ServiceRequest, form: DraftForm) -> Answer:
    """Return the answer that the page was about, not one that was begun since."""
    named = service_request.answers.filter(pk=form.cleaned_data["answer"]).first()
    if named is None:
        raise NotNow(_("This answer no longer exists. Copy your text, then reload the page."))
    return named


def refused_editor(
    request: MemberRequest, service_request: ServiceRequest, form: DraftForm, refusal: Refusal
) -> HttpResponse:
    if _is_already_submitted(service_request, form):
        refusal = NotNow(_("This answer has already been submitted, with this very text."))
        form = DraftForm({})
    return editor_page(request, service_request, form=form, refused=refusal)


def _is_already_submitted(service_request: ServiceRequest, form: DraftForm) -> bool:
    typed = getattr(form, "cleaned_data", {}).get("body", "")
    rounds = (answer.open_round for answer in service_request.answers.living())
    return any(round_ is not None and round_.body == typed for round_ in rounds)


def _saved_words(
    request: MemberRequest, service_request: ServiceRequest, saved: Saved
) -> dict[str, object]:
    answer = service_request.answers.living().select_related("service_request").get()
    letter = letter_of(answer, body=saved.body, signatory=request.user)
    context = {"letter": letter, "answer": answer, "service_request": service_request}
    words = aside_words() if saved.kept_aside else _("Saved at %(hour)s") % {"hour": _hour()}
    return {
        "revision": saved.revision,
        "aside": saved.kept_aside,
        "words": words,
        "missing": missing_words(waiting_in(saved.body), service_request.form_version.parsed),
        "preview": render_to_string("desk/_preview.html", context, request),
    }


def aside_words() -> str:
    return _("Somebody saved another text meanwhile. Both are kept: compare them.")


def _hour() -> str:
    return dates.hour(timezone.now(), short=True)
