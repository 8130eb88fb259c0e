# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_fsm import transition as fsm_transition

from grc.answers.enums import AnswerKind, AnswerState, SendingChannel, SignatureMode, WayOut
from grc.answers.models.addressing import refusal_of_spoken_decision
from grc.answers.telling.answers import NEVER_LEFT, AnswerCopied, AnswerSent
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


def way_out(answer: Answer, *, is_signed: bool, has_failed: bool) -> WayOut:
    """Return what an approved answer waits for (law R1.30).

    ``is_signed``: its signed letter is kept; ``has_failed``: its last mail did not leave. A letter
    that is to be signed by hand is posted by somebody, or leaves by mail once its scan is kept.
    """
    mode = answer.signature_mode
    if mode == SignatureMode.ELECTRONIC and not is_signed:
        return WayOut.SIGNATURE
    is_unsigned = mode == SignatureMode.HANDWRITTEN and not is_signed
    if answer.channel_to_be != SendingChannel.EMAIL or has_failed or is_unsigned:
        return WayOut.HAND
    return WayOut.MAIL


class SendingMixin:
    """From the last visa to the requester: exactly the approved text, once."""

    def queue(self, round_: Round, *, by: Actor) -> None:
        """Put the approved round in the outbox, from which it leaves after a time to undo it.

        What goes another way waits to be told, what is signed outside waits for its signed file
        (law R1.30).
        """
        answer = cast("Answer", self)
        if way_out(answer, is_signed=answer.is_signed, has_failed=False) != WayOut.MAIL:
            return
        delivery = AnswerSent(answer, round_).defer(
            municipality=answer.service_request.municipality, subject=answer
        )
        if delivery is not None:
            answer.undo_until = delivery.next_attempt_at
            answer.save(update_fields=["undo_until"])
            answer.record("queued", by=by, round=round_.number, delivery=delivery.pk)

    def stop_leaving(self, *, by: Actor) -> None:
        """Keep this answer from leaving, and from being signed elsewhere.

        Raises NotNow when a worker has its mail already.
        """
        cast("Answer", self).undo_until = None
        if not self.cancel_mail():
            raise NotNow(_("This answer has left: nothing can be undone."))
        cast("Answer", self).leave_parapheur(by=by)

    def cancel_mail(self) -> bool:
        """Take the mail of this answer back; False when it left, or a worker has it."""
        mails = Delivery.objects.about(cast("Answer", self)).filter(notification=AnswerSent.code)
        delivery = mails.order_by("pk").last()
        if delivery is None or delivery.state in NEVER_LEFT:
            return True
        return delivery.cancel(reason="undone")

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
        if channel not in SendingChannel.values or channel == SendingChannel.EMAIL:
            raise NotValid(
                _("Say how you told the answer: by telephone, at the counter, by letter.")
            )
        answer.refuse_to_tell(channel)
        answer.record_sent(SendingChannel(channel), at=timezone.now(), by=by)
        return answer

    def refuse_to_tell(self, channel: str) -> None:
        """Raise NotNow where it leaves by itself or is unsigned, NotValid if it cannot be told."""
        answer = cast("Answer", self)
        has_failed = answer.has_failed_delivery
        way = way_out(answer, is_signed=answer.is_signed, has_failed=has_failed)
        if way == WayOut.MAIL:
            raise NotNow(_("This answer is leaving by e-mail: there is nothing to tell."))
        if way == WayOut.SIGNATURE:
            raise NotNow(_("This answer waits for its signature: it cannot leave without."))
        if channel == SendingChannel.PHONE and AnswerKind(answer.kind).is_decision:
            raise NotValid(refusal_of_spoken_decision())

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
        self._send_copies()

    def _send_copies(self) -> None:
        """Tell the same words to everybody who is to know, once the answer itself has left."""
        answer = cast("Answer", self)
        round_ = answer.approved_round
        if round_ is None:
            return
        for copy in round_.content.get("copies", ()):
            AnswerCopied(answer, round_, copy).defer(
                municipality=answer.service_request.municipality, subject=answer
            )

    @property
    def has_failed_delivery(self) -> bool:
        """Return whether the mail of this answer came back: somebody must tell it otherwise."""
        return AnswerSent.has_failed(cast("Answer", self))

    @fsm_transition(field="state", source=AnswerState.APPROVED, target=AnswerState.SENT)
    def _send(self) -> None: ...
