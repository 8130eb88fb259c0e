# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Following a request: who holds its link holds the request (law R5.27)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grc.answers.models import Answer, AnswerFile
from grc.core.refusals import Refusal
from grc.journal.models import Event
from grc.portal.filing import see_other, too_many, too_old
from grc.portal.forms import WordForm
from grc.portal.items import SAID_HERE, ItemsForm, items_of
from grc.portal.limits import WORDS
from grc.portal.link import held, secret
from grc.portal.thread import (
    files_of,
    history_of,
    is_open,
    rounds_sent,
    rows_of,
    sent_by,
    signed_letter,
    thread_of,
)
from grc.service_requests.law.acknowledging import acknowledgement_of, rights_after_silence
from grc.service_requests.law.dates import implicit_words
from grc.service_requests.line import line_of
from grc.service_requests.models import ServiceRequest
from grc.ui.errors import given_back_by
from workflows.definition import StepKind
from workflows.text import resolve

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from grc.answers.models import SignedFile
    from grc.service_requests.models import Attachment
    from grc.ui.http import TownRequest

    View = Callable[..., HttpResponseBase]


def give_back(request: TownRequest, reference: str, key: str) -> HttpResponseBase:
    """Give the message back as it was typed: the page was too old to be sent safely."""
    service_request = held(request, reference, key)
    form = WordForm(request.POST, request.FILES, service_request=service_request)
    return page(request, service_request, form.unchecked(), status=403, notice=too_old())


@login_not_required
@given_back_by(secret(give_back))
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def follow(request: TownRequest, reference: str, key: str) -> HttpResponse:
    """Show where a request stands and what was said; add the requester's word to it."""
    service_request = held(request, reference, key)
    if request.method != "POST":
        return page(request, service_request)
    form = WordForm(request.POST, request.FILES, service_request=service_request)
    if WORDS.reached(request):
        return page(request, service_request, form.unchecked(), status=429, notice=too_many())
    if not form.is_valid():
        return page(request, service_request, form, status=422)
    try:
        anchor = _say(service_request, form)
    except Refusal as refusal:
        form.refuse(str(refusal))
        return page(request, service_request, form, status=refusal.status)
    messages.success(request, _("Your message has been sent."))
    return see_other(f"{service_request.tracking_path}#{anchor}")


@login_not_required
@require_safe
@secret
def received(request: TownRequest, reference: str, key: str) -> HttpResponse:
    """Say that the request arrived, what happens next, and how to follow it."""
    service_request = held(request, reference, key)
    context = _context(service_request)
    context["tracking_url"] = request.build_absolute_uri(service_request.tracking_path)
    acknowledged = acknowledgement_of(service_request, get_language() or service_request.language)
    # What lacks something is read by nobody: the whole acknowledgement follows by mail.
    context["acknowledged"] = acknowledged if acknowledged.is_complete else None
    return render(request, "portal/received.html", context)


@login_not_required
@require_safe
@secret
def download(request: TownRequest, reference: str, key: str, pk: int) -> HttpResponseBase:
    """Give one file of the request, to be saved and not shown (law R5.32)."""
    service_request = held(request, reference, key)
    attachments = service_request.attachments.select_related("message")
    attachment = attachments.filter(pk=pk).first()
    if attachment is None or not is_open(attachment):
        raise Http404
    return _file(attachment, attachment.content_type)


@login_not_required
@require_safe
@secret
def answer_file(
    request: TownRequest, reference: str, key: str, answer: int, pk: int
) -> HttpResponseBase:
    """Give a file that left with an answer; one that was never sent is not there."""
    sent = _sent(held(request, reference, key), answer)
    if pk not in {file["id"] for file in sent.content["files"]}:
        raise Http404
    kept = get_object_or_404(AnswerFile, pk=pk)
    return _file(kept, kept.content_type)


@login_not_required
@require_safe
@secret
def signed(request: TownRequest, reference: str, key: str, answer: int) -> HttpResponseBase:
    """Give the letter of an answer that was sent, as it was signed (law R1.30)."""
    letter = signed_letter(_sent(held(request, reference, key), answer).answer_id)
    if letter is None:
        raise Http404
    return _file(letter, "application/pdf")


def _sent(service_request: ServiceRequest, answer: int) -> Any:
    sent = rounds_sent(service_request).filter(answer=answer).first()
    if sent is None:
        raise Http404
    return sent


@transaction.atomic
def _say(service_request: ServiceRequest, form: WordForm) -> str:
    message = service_request.reply(form.cleaned_data["body"], form_token=form.token_of_content())
    for upload in form.cleaned_data["files"]:
        service_request.attach(upload, by=AnonymousUser(), message=message)
    return f"message-{message.pk}"


def _file(kept: Attachment | AnswerFile | SignedFile, content_type: str) -> FileResponse:
    try:
        content = kept.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content,
        as_attachment=True,
        filename=kept.name,
        content_type=content_type,
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def page(
    request: TownRequest,
    service_request: ServiceRequest,
    form: WordForm | None = None,
    *,
    items: ItemsForm | None = None,
    status: int = 200,
    **notices: str,
) -> HttpResponse:
    """Render the page, with a form on it as it was typed where one is refused."""
    form = form or WordForm(service_request=service_request)
    context = _context(service_request)
    context |= items_of(service_request, items, was_asked=context["items_asked"])
    context |= {"form": form, **_said(request), **notices}
    return render(request, "portal/tracking.html", context, status=status)


def _said(request: TownRequest) -> dict[str, Any]:
    """Part what is said of the items from what is said of the requester's word."""
    said = list(messages.get_messages(request))
    of_items = [one for one in said if one.extra_tags == SAID_HERE]
    return {
        "items_done": " ".join(str(one) for one in of_items),
        "messages": [one for one in said if one not in of_items],
    }


def _context(service_request: ServiceRequest) -> dict[str, Any]:
    events = list(Event.objects.about(service_request, *_answers(service_request)).in_order())
    own = [event for event in events if event.subject_type == service_request._meta.label_lower]
    files = files_of(service_request)
    step = service_request.current_step
    return {
        "service_request": service_request,
        "line": line_of(service_request, own, audience="citizen", names={}),
        "help": _help(service_request),
        **_implicit(service_request),
        "thread": thread_of(service_request, files),
        "history": history_of(service_request, events),
        "values": sent_by(service_request),
        "files": rows_of(service_request, [f for f in files if f.message_id is None]),
        "items_asked": any(event.name == "items_asked" for event in own),
        "awaited": step.kind == StepKind.WAITING_CITIZEN,
        "reopens": service_request.is_contestable and _reopens(service_request),
    }


def _help(service_request: ServiceRequest) -> str:
    """Return what the step says; nothing of what we do next while we wait for something first."""
    step = service_request.current_step
    if service_request.items_indispensable_open and step.kind != StepKind.WAITING_CITIZEN:
        return ""
    return resolve(step.citizen_help, get_language() or "fr")


def _implicit(service_request: ServiceRequest) -> dict[str, Any]:
    """Return what silence decided, and what can be done about it (law R1.27, R1.28)."""
    words = implicit_words(service_request)
    language = get_language() or service_request.language
    law = rights_after_silence(service_request, language) if words else ""
    return {"implicit": words, "implicit_law": [law] if law else []}


def _answers(service_request: ServiceRequest) -> list[Answer]:
    return list(Answer.objects.filter(service_request=service_request).only("pk"))


def _reopens(service_request: ServiceRequest) -> bool:
    facts = service_request.facts()
    return service_request.machine.by_citizen(service_request.step, facts) is not None
