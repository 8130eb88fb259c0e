# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What rules may look at to choose how deeply an answer is validated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from grc.answers.enums import AnswerKind, AnswerState
from grc.answers.texts.unchanged import unchanged_share
from grc.catalog.models import Service
from grc.core.wording import label, options_of
from grc.service_requests.enums import Channel, Outcome, Priority
from workflows.fields.kinds import Choice
from workflows.rules import Fact, FactType, Vocabulary, form_facts, form_values
from workflows.text import LocalisedText

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grc.answers.models import Answer
    from grc.service_requests.models import ServiceRequest
    from workflows.fields.kinds import Field

#: Sent answers beyond which an author is simply experienced; counting stops there.
MOST_COUNTED = 1_000


def vocabulary(fields: Iterable[Field] = ()) -> Vocabulary:
    """Return the facts that rules of this town may speak of; ``fields`` are those of a form."""
    services = Service.objects.order_by("position", "pk").values_list("code", "name")
    options = tuple(Choice(code, LocalisedText(name)) for code, name in services)
    name = label(gettext_noop("the service"))
    by_service = (Fact("service", FactType.CHOICE, name, options),) if options else ()
    return Vocabulary(
        [
            *by_service,
            Fact(
                "kind",
                FactType.CHOICE,
                label(gettext_noop("the kind of answer")),
                options_of(AnswerKind),
            ),
            Fact(
                "outcome", FactType.CHOICE, label(gettext_noop("the outcome")), options_of(Outcome)
            ),
            Fact(
                "channel", FactType.CHOICE, label(gettext_noop("the channel")), options_of(Channel)
            ),
            Fact("priority", FactType.WHOLE, label(gettext_noop("the priority"))),
            Fact("requester.email", FactType.TEXT, label(gettext_noop("the requester’s e-mail"))),
            Fact("requester.name", FactType.WORDS, label(gettext_noop("the requester’s name"))),
            Fact(
                "author.sent",
                FactType.WHOLE,
                label(gettext_noop("the number of answers sent by the author")),
            ),
            Fact("text.words", FactType.WORDS, label(gettext_noop("the text of the answer"))),
            Fact("text.length", FactType.WHOLE, label(gettext_noop("the length of the text"))),
            Fact(
                "text.unchanged",
                FactType.PERCENTAGE,
                label(gettext_noop("the unchanged share of the standard text")),
            ),
            *form_facts(fields),
        ]
    )


def facts_about(answer: Answer) -> dict[str, object]:
    """Return what is so of one answer, each of the type that the vocabulary declares."""
    service_request = answer.service_request
    return {
        "service": service_request.service.code,
        "kind": str(answer.kind),
        "outcome": str(answer.outcome),
        "channel": str(service_request.channel),
        "priority": int(service_request.priority or Priority.NORMAL),
        "requester.email": service_request.requester_email,
        "requester.name": service_request.requester_name,
        "author.sent": _sent_by(answer),
        "text.words": answer.body,
        "text.length": len(answer.body),
        "text.unchanged": _unchanged(answer),
        **form_values(service_request.form_version.parsed, service_request.values),
    }


def vocabulary_for(service_request: ServiceRequest) -> Vocabulary:
    """Return the vocabulary with the questions that this request answered."""
    return vocabulary(service_request.form_version.parsed)


def _sent_by(answer: Answer) -> int:
    sent = type(answer)._default_manager.filter(author=answer.author_id, state=AnswerState.SENT)
    return sent[:MOST_COUNTED].count()


def _unchanged(answer: Answer) -> float | None:
    """Return how much of the answer stands as a standard text gave it, in percent of its words.

    None where no standard text was inserted.
    """
    inserted = list(answer.texts.values_list("filled", flat=True))
    written = len(answer.body.split())
    if not inserted or not written:
        return None
    kept = sum(unchanged_share(text, answer.body) * len(text.split()) for text in inserted)
    return round(min(1.0, kept / written) * 100, 1)
