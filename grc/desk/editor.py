# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The page where an answer is written: the question, the draft, the letter as received."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grc.answers.copies import copies_text
from grc.answers.enums import AnswerState
from grc.answers.models.drafting import Decided
from grc.answers.rounds.ahead import circuit_ahead
from grc.answers.texts.filling import missing_words
from grc.desk.actions import address, needs_visa, refusal_to_answer
from grc.desk.answers import answers_of, letter_of, living, returned_visa
from grc.desk.draft_form import DraftForm
from grc.desk.navigation import show
from grc.desk.request_page import facts_of
from grc.desk.texts import found_texts
from grc.service_requests.placeholders import waiting_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.answers.models import Annotation, Answer
    from grc.core.refusals import Refusal
    from grc.service_requests.models import ServiceRequest
    from grc.ui.http import MemberRequest


def draft_in(answers: list[Answer]) -> Answer | None:
    """Return the answer that can be written in now."""
    answer = living(answers)
    return answer if answer is not None and answer.state == AnswerState.DRAFT else None


def editor_page(
    request: MemberRequest,
    service_request: ServiceRequest,
    *,
    answers: list[Answer] | None = None,
    form: DraftForm | None = None,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the editor. Where nothing can be written any more, show the text that was typed."""
    answers = answers_of(service_request) if answers is None else answers
    answer = draft_in(answers)
    context = facts_of(service_request) | {
        "answers": answers,
        "answer": answer,
        "refused": refused,
        "typed": form.data.get("body", "") if form is not None else "",
    }
    if answer is not None:
        context |= _writing(request, service_request, answer, form)
    return show(request, "desk/answer.html", context, status=refused.status if refused else status)


def initial_decided(answer: Answer) -> dict[str, Any]:
    """Return what the form of a draft begins with, beside text and outcome."""
    decided = vars(Decided.of(answer))
    initial = {key.removesuffix("_id"): value for key, value in decided.items()}
    return initial | {"copies": copies_text(answer.copies)}


def annotations_on(answer: Answer) -> list[Annotation]:
    """Return what validators proposed on the last version, for the author to settle."""
    last = answer.rounds.order_by("number").last()
    return list(last.annotations.select_related("by")) if last is not None else []


def _writing(
    request: MemberRequest,
    service_request: ServiceRequest,
    answer: Answer,
    form: DraftForm | None,
) -> dict[str, Any]:
    letter = letter_of(answer, body=answer.body, signatory=request.user)
    initial = {
        "body": answer.body,
        "outcome": answer.outcome,
        **initial_decided(answer),
        "based_on": answer.revision,
        "answer": answer.pk,
        "files_seen": ",".join(str(file["pk"]) for file in letter.sending.files),
    }
    if form is not None:
        # Whoever is shown the page again sees the files as they are now.
        form.rebase(files_seen=initial["files_seen"])
    search, ahead = request.GET.get("texts"), circuit_ahead(answer)
    body = form.data.get("body", "") if form is not None else answer.body
    return {
        "texts": found_texts(service_request, search or "", by=request.user),
        "texts_search": search,
        "missing": missing_words(waiting_in(body), service_request.form_version.parsed),
        "form": form or DraftForm(initial=initial),
        "letter": letter,
        "returned": returned_visa(answer),
        "asides": answer.texts_aside(),
        "needs_visa": bool(ahead.points) if ahead else needs_visa(service_request),
        "ahead": ahead,
        "annotations": annotations_on(answer),
        "cannot_submit": refusal_to_answer(service_request),
        "save_url": address("save", service_request),
    }
