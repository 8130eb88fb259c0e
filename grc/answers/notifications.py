# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The answer by mail: the approved text, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from grc.answers.enums import SendingChannel
from grc.answers.received import day_of, received_text, signature_lines
from grc.core.markup import to_html
from grc.service_requests.notifications import ToRequester
from notifications.models import Delivery, DeliveryState
from notifications.registry import Withheld, register

if TYPE_CHECKING:
    from datetime import datetime

    from grc.answers.models import Answer, Round


@register
class AnswerSent(ToRequester):
    """The approved round of an answer. The hash is checked again when it leaves."""

    code = "answer_sent"

    def __init__(self, answer: Answer, round_: Round) -> None:
        super().__init__(answer.service_request)
        self.answer, self.round = answer, round_

    def dedupe_key(self) -> str:
        """Once for each approval of a round: one that was taken back may be given again."""
        once = f"answer:{self.answer.pk}:{self.round.number}"
        undone = Delivery.objects.about(self.answer).filter(state=DeliveryState.CANCELLED).count()
        return f"{once}:{undone}" if undone else once

    def leaves_at(self) -> datetime:
        """Return when it leaves: the last visa can be undone until then."""
        return timezone.now() + settings.ANSWER_UNDO

    def context(self) -> dict[str, Any]:
        language = get_language() or self.answer.service_request.language
        body = received_text(self.round.content, language, day_of(self.round))
        return super().context() | {
            "body": body,
            "body_html": to_html(body),
            "signature": signature_lines(self.round),
        }

    @classmethod
    def before_sending(cls, delivery: Delivery) -> None:
        """Withhold a text that is not the one that was approved (law R1.34)."""
        answer = _answer_of(delivery)
        round_ = answer.approved_round
        if round_ is None or not round_.is_intact or round_.body not in delivery.text:
            raise Withheld("The text differs from what was approved.")

    @classmethod
    def sent(cls, delivery: Delivery) -> None:
        answer = _answer_of(delivery).lock()
        answer.record_sent(SendingChannel.EMAIL, at=delivery.sent_at or timezone.now(), by=None)

    @classmethod
    def failed(cls, delivery: Delivery) -> None:
        answer = _answer_of(delivery).lock()
        answer.record("undelivered", by=None, delivery=delivery.pk, state=delivery.state)

    @classmethod
    def has_failed(cls, answer: Answer) -> bool:
        """Return whether the last mail of this answer did not leave."""
        last = Delivery.objects.about(answer).order_by("pk").last()
        return last is not None and last.state in (DeliveryState.FAILED, DeliveryState.WITHHELD)


def _answer_of(delivery: Delivery) -> Answer:
    model = apps.get_model("answers", "Answer")
    answer: Answer = model.objects.select_related("service_request").get(pk=delivery.subject_id)
    return answer
