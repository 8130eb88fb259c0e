# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Approved answers that no mail brings: they wait for somebody to print and post them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Subquery

from grc.answers.enums import AnswerState, RoundState, SendingChannel, SignatureMode
from grc.answers.models import Answer, Round, SignedFile
from grc.answers.telling.answers import AnswerSent
from grc.service_requests.models import ServiceRequest
from notifications.models import Delivery, DeliveryState
from notifications.models.outbox import subject_type

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grc.accounts.models import User

NOT_DELIVERED = (DeliveryState.FAILED, DeliveryState.WITHHELD)


def letters_to_print(user: User) -> QuerySet[Answer]:
    """Return the answers that this person may print and post, approved the longest ago first.

    A letter was chosen, the requester gave no address, the last mail did not arrive, or it must be
    signed by hand first. Each bears ``approved_at``.
    """
    mail = Delivery.objects.filter(
        subject_type=subject_type(Answer), subject_id=OuterRef("pk"), notification=AnswerSent.code
    ).order_by("-pk")
    no_address = Q(service_request__requester_email="")
    signed = SignedFile.objects.standing().filter(answer=OuterRef("pk"))
    approved = Round.objects.filter(answer=OuterRef("pk"), state=RoundState.APPROVED)
    mine = ServiceRequest.objects.visible_to(user)
    if not user.is_administrator:
        mine = mine.filter(team__in=user.team_ids())
    answers = Answer.objects.filter(state=AnswerState.APPROVED, service_request__in=mine)
    waiting = answers.annotate(
        mail_state=Subquery(mail.values("state")[:1]),
        approved_at=Subquery(approved.order_by("-number").values("closed_at")[:1]),
        has_signed_file=Exists(signed),
    )
    by_mail = Q(channel=SendingChannel.EMAIL) | Q(channel="") & ~no_address
    to_be_signed = Q(signature_mode=SignatureMode.HANDWRITTEN, has_signed_file=False)
    waiting = waiting.filter(
        Q(mail_state__in=NOT_DELIVERED)
        | Q(channel=SendingChannel.LETTER)
        | Q(channel="") & no_address
        | by_mail & to_be_signed
    ).exclude(signature_mode=SignatureMode.ELECTRONIC, has_signed_file=False)
    return waiting.select_related(
        "service_request__service", "service_request__team", "signatory", "author"
    ).order_by("approved_at", "pk")
