# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""An answer that a workflow begins: its kind, its circuit and its first words are there already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from grc.accounts.models import User
from grc.answers.library import current_text
from grc.answers.models import Answer, Circuit
from grc.core.refusals import Refusal
from grc.journal.models import Event
from grc.service_requests.effects.carrying_out import carries_out
from grc.service_requests.guards import can_work
from workflows.effects import BeginAnswer

if TYPE_CHECKING:
    from grc.journal.models.event import Actor
    from grc.service_requests.models import ServiceRequest


@carries_out(BeginAnswer)
def begin_answer(service_request: ServiceRequest, effect: BeginAnswer, by: Actor) -> None:
    """Begin the draft, where none is under way. The request must be locked.

    Whoever took the transition writes it if they may, else who has the request. Nothing is refused,
    since nobody might be there to mend it: where there is nobody to write it, or no such text, the
    history says so; a circuit that is gone leaves the usual choice.
    """
    if Answer.objects.living().filter(service_request=service_request).exists():
        return
    author = _author(service_request, by)
    if author is None:
        Event.objects.record("not_begun", service_request, by=by)
        return
    answer = Answer.objects.begun(
        service_request,
        author=author,
        # The requester's word may have set it off; it is no gesture of theirs.
        by=by if isinstance(by, User) else None,
        kind=effect.kind.value,
        circuit=Circuit.objects.living().filter(code=effect.circuit).first(),
    )
    if effect.text and not _filled(answer, effect.text, author):
        Event.objects.record("not_written", service_request, by=by, library=effect.text)


def _author(service_request: ServiceRequest, by: Actor) -> User | None:
    people = (by, service_request.assignee)
    return next((p for p in people if isinstance(p, User) and can_work(p, service_request)), None)


def _filled(answer: Answer, code: str, author: User) -> bool:
    """Put the text in as its author would by hand; return whether that was possible."""
    service_request = answer.service_request
    languages = (service_request.language, service_request.municipality.default_language)
    text = current_text(code, languages)
    if text is None:
        return False
    try:
        with transaction.atomic():
            text.insert_into(answer, "", based_on=0, by=author)
    except Refusal:
        return False
    return True
