# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_fsm import transition as fsm_transition

from grc.answers.enums import AnswerState, SendingChannel
from grc.answers.notifications import AnswerSent
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.service_requests.guards import can_work
from notifications.models import Delivery
from workflows.definition import AnswerEvent

if TYPE_CHECKING:
    from datetime import datetime

    from grc.accounts.models import User
    from grc.answers.models.answer import Answer
    from grc.answers.models.round import Round
    from grc.journal.models.event import Actor


class SendingMixin:
    """From the last visa to the requester: exactly the approved text, once."""

    def queue(self, round_: Round, *, by: Actor) -> None:
        """Put the approved round in the outbox, from which it leaves after a time to undo it.

        Without an address it waits to be told.
        """
        answer = cast("Answer", self)
        delivery = AnswerSent(answer, round_).defer(
            municipality=answer.service_request.municipality, subject=answer
        )
        if delivery is not None:
            answer.undo_until = delivery.next_attempt_at
            answer.save(update_fields=["undo_until"])
            answer.record("queued", by=by, round=round_.number, delivery=delivery.pk)

    def stop_leaving(self) -> None:
        """Keep the mail of this answer from leaving. Raises NotNow when a worker has it already."""
        answer = cast("Answer", self)
        answer.undo_until = None
        pending = Delivery.objects.about(answer).filter(notification=AnswerSent.code)
        delivery = pending.order_by("pk").last()
        if delivery is not None and not delivery.cancel(reason="undone"):
            raise NotNow(_("This answer has left: nothing can be undone."))

    @transaction.atomic
    def tell(self, channel: str, *, by: User) -> Answer:
        """Record that a person told the approved answer: by phone, at the counter, by letter."""
        answer = cast("Answer", self).lock()
        if not can_work(by, answer.service_request):
            raise NotAllowed(
                _("Only people of %(team)s can do this.") % {"team": answer.service_request.team}
            )
        if answer.state != AnswerState.APPROVED:
            raise NotNow(_("This answer is not waiting to be told. Reload the page to see it."))
        if answer.service_request.requester_email and not answer.has_failed_delivery:
            raise NotNow(_("This answer is leaving by e-mail: there is nothing to tell."))
        if channel not in SendingChannel.values or channel == SendingChannel.EMAIL:
            raise NotValid(
                _("Say how you told the answer: by telephone, at the counter, by letter.")
            )
        answer.record_sent(SendingChannel(channel), at=timezone.now(), by=by)
        return answer

    def record_sent(self, channel: SendingChannel, *, at: datetime, by: Actor) -> None:
        """Record that the answer reached the requester; the request moves, its outcome is set."""
        answer = cast("Answer", self)
        self._send()
        answer.sent_at, answer.sent_by_channel = at, channel
        answer.save(update_fields=["state", "sent_at", "sent_by_channel"])
        answer.record("sent", by=by, channel=channel)
        service_request = answer.service_request
        service_request.requester_wrote_at = None
        service_request.answered_by_id = answer.author_id
        service_request.save(update_fields=["requester_wrote_at", "answered_by"])
        service_request.follow_answer(AnswerEvent.SENT, by=by, outcome=answer.outcome)

    @property
    def has_failed_delivery(self) -> bool:
        """Return whether the mail of this answer came back: somebody must tell it otherwise."""
        return AnswerSent.has_failed(cast("Answer", self))

    @fsm_transition(field="state", source=AnswerState.APPROVED, target=AnswerState.SENT)
    def _send(self) -> None: ...
