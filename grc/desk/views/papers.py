# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""An answer on paper: the letter, the letter as it was signed, the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from grc.answers.enums import AnswerState
from grc.answers.letters import letter_pdf, proof_pdf
from grc.answers.letters.rounds import letter_of_draft, letter_of_round
from grc.answers.models import Answer
from grc.answers.proving import proof_of, proof_sheet, proof_zip
from grc.core.refusals import NotNow, Refusal
from grc.desk.access import find, member_required
from grc.desk.gestures import Panel, data_of
from grc.desk.letters import SignedFileForm
from grc.desk.panels import fill
from grc.desk.request_page import refused_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from grc.answers.letters import LetterContent
    from grc.answers.models import AnswerFile
    from grc.service_requests.models import ServiceRequest
    from grc.ui.http import MemberRequest


@require_GET
@member_required
def letter(request: MemberRequest, reference: str, answer: int) -> HttpResponse:
    """Show the answer as a letter: as it leaves once it is approved, as a draft before."""
    service_request = find(request, reference)
    found = _answer(service_request, answer)

    def made() -> bytes:
        return letter_pdf(_letter(found))

    name = _("letter") + f"-{service_request.display_reference}.pdf"
    return _paper(request, service_request, made, name)


@require_GET
@member_required
def proof_sheet_pdf(request: MemberRequest, reference: str, answer: int) -> HttpResponse:
    """Give the proof of an answer as a PDF; that it was given is recorded."""
    service_request = find(request, reference)
    found = _answer(service_request, answer)

    def made() -> bytes:
        proof = proof_of(found)
        content = proof_pdf(proof_sheet(proof))
        proof.made("pdf", by=request.user)
        return content

    name = _("proof") + f"-{service_request.display_reference}.pdf"
    return _paper(request, service_request, made, name)


@require_GET
@member_required
def proof_archive(request: MemberRequest, reference: str, answer: int) -> HttpResponse:
    """Give the proof of an answer as a ZIP; that it was given is recorded."""
    service_request = find(request, reference)
    found = _answer(service_request, answer)
    try:
        with transaction.atomic():
            proof = proof_of(found)
            content = proof_zip(proof)
            proof.made("zip", by=request.user)
    except Refusal as refusal:
        return refused_page(request, service_request, refusal)
    name = _("proof") + f"-{service_request.display_reference}.zip"
    response = HttpResponse(content, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@member_required
def signed(request: MemberRequest, reference: str, answer: int) -> HttpResponse:
    """Keep the letter as it was signed."""
    service_request = find(request, reference)
    found = _answer(service_request, answer)
    refusal = found.refusal_of_signed_file()
    kept = found.signed_file
    given = (data_of(request), request.FILES) if request.method == "POST" else ()
    panel = Panel(
        name="signed",
        title=_("Keep the signed letter"),
        href=reverse("desk:signed", args=[service_request.display_reference, found.pk]),
        submit=_("Keep the signed letter"),
        form=SignedFileForm(*given),
        help=_("“%(name)s” is kept already: another one counts in its place, and both stay.")
        % {"name": kept}
        if kept
        else _("The letter that was signed is the decision itself. It becomes part of the proof."),
    )

    def verb(given: dict[str, Any]) -> str:
        return _("“%(name)s” is kept.") % {
            "name": found.keep_signed(given["file"], by=request.user)
        }

    unless = NotNow(refusal) if refusal else None
    return fill(request, service_request, panel, verb, anchor="answer", unless=unless)


@require_GET
@member_required
def signed_file(request: MemberRequest, reference: str, answer: int) -> FileResponse:
    """Give the letter as it was signed, to be kept rather than shown (law R5.32)."""
    kept = _answer(find(request, reference), answer).signed_file
    if kept is None:
        raise Http404
    response = FileResponse(
        kept.file.open("rb"),
        as_attachment=True,
        filename=kept.name,
        content_type="application/pdf",
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_GET
@member_required
def answer_file(request: MemberRequest, reference: str, answer: int, key: int) -> FileResponse:
    """Give a file of an answer, to be kept rather than shown (law R5.32)."""
    found = _answer(find(request, reference), answer)
    return kept_file(get_object_or_404(found.files, pk=key))


def kept_file(kept: AnswerFile) -> FileResponse:
    try:
        content = kept.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=True, filename=kept.name, content_type=kept.content_type
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def pdf(content: bytes, name: str) -> HttpResponse:
    """Show a PDF of our own making in the browser, from where it is printed."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _answer(service_request: ServiceRequest, pk: int) -> Answer:
    answers = Answer.objects.filter(service_request=service_request, pk=pk)
    found = answers.select_related("author", "signatory").first()
    if found is None:
        raise Http404
    found.service_request = service_request
    return found


def _letter(answer: Answer) -> LetterContent:
    """The approved round; else the one that waits; else what is typed now."""
    round_ = answer.approved_round or answer.open_round
    if round_ is None:
        if answer.state == AnswerState.WITHDRAWN:
            raise NotNow(_("This answer was given up: there is no letter."))
        return letter_of_draft(answer)
    round_.answer = answer
    return letter_of_round(round_)


def _paper(
    request: MemberRequest,
    service_request: ServiceRequest,
    made: Callable[[], bytes],
    name: str,
) -> HttpResponse:
    try:
        with transaction.atomic():
            content = made()
    except Refusal as refusal:
        return refused_page(request, service_request, refusal)
    return pdf(content, name)
