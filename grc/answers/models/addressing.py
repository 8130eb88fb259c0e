# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _

from grc.answers.enums import AnswerKind, SendingChannel, SignatureMode

if TYPE_CHECKING:
    from grc.answers.models.answer import Answer


class AddressingMixin:
    """To whom an answer goes, and by which way."""

    @property
    def channel_to_be(self) -> str:
        """The way that was chosen; else e-mail where there is an address, else whichever works."""
        answer = cast("Answer", self)
        by_mail = SendingChannel.EMAIL if answer.service_request.requester_email else ""
        return str(answer.channel or by_mail)

    @property
    def address_to_be(self) -> str:
        """The postal address that was typed for this answer; else the one of the request."""
        answer = cast("Answer", self)
        return answer.postal_address or answer.service_request.requester_address

    def refusal_to_reach(self) -> str:
        """Return why the answer cannot go the way that was chosen; empty when it can.

        A decision is given in writing: read out by telephone it is not notified (law R1.30).
        """
        answer = cast("Answer", self)
        service_request, channel = answer.service_request, answer.channel
        if channel == SendingChannel.EMAIL and not service_request.requester_email:
            return _("The requester gave no e-mail address: choose another way to send the answer.")
        if channel == SendingChannel.LETTER and not answer.address_to_be:
            return _("Write the postal address to which the letter goes.")
        if channel == SendingChannel.PHONE and not service_request.requester_phone:
            return _("The requester gave no telephone number: choose another way.")
        if channel == SendingChannel.PHONE and AnswerKind(answer.kind).is_decision:
            return refusal_of_spoken_decision()
        if answer.signature_mode == SignatureMode.PORTAL and not service_request.requester_email:
            return _(
                "Without an e-mail address nobody is told that a decision stands online: have it"
                " signed by hand."
            )
        is_paper = channel in (SendingChannel.LETTER, SendingChannel.COUNTER)
        if is_paper and answer.signature_mode == SignatureMode.PORTAL:
            return _(
                "A decision on paper must be signed: choose how, or send it through the online"
                " service."
            )
        return ""


def refusal_of_spoken_decision() -> str:
    return _("A decision is given in writing. Send it by e-mail or by letter, or hand it over.")
