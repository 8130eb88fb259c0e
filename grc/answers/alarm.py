# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who is told that an answer did not leave: nobody has to find it out on a page."""

from __future__ import annotations

from email.utils import formataddr
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from grc.accounts.enums import Role
from grc.accounts.models import Membership, User
from notifications.models import DeliveryState
from notifications.registry import Notification, Recipient, register

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grc.answers.models import Answer
    from notifications.models import Delivery


@register
class AnswerUndelivered(Notification):
    """The mail of an answer failed, or was held back because it was not what was approved."""

    code = "answer_undelivered"

    def __init__(self, answer: Answer, delivery: Delivery, person: User) -> None:
        self.answer, self.delivery, self.person = answer, delivery, person
        self.municipality = answer.service_request.municipality

    def recipient(self) -> Recipient:
        language = self.municipality.default_language
        return Recipient(address=self.person.email, name=str(self.person), language=language)

    def sender(self) -> str:
        return formataddr((self.municipality.name, self.municipality.sender_address))

    def dedupe_key(self) -> str:
        return f"{self.code}:{self.delivery.pk}:{self.person.pk}"

    def context(self) -> dict[str, Any]:
        service_request = self.answer.service_request
        path = reverse("desk:request", args=[service_request.display_reference])
        return {
            "service_request": service_request,
            "municipality": self.municipality,
            "was_held_back": self.delivery.state == DeliveryState.WITHHELD,
            "reason": self.delivery.transport_answer,
            "url": self.municipality.absolute(path),
        }


def raise_alarm(answer: Answer, delivery: Delivery) -> None:
    """Tell the author, or the team's supervisors in their place.

    What was altered between its approval and its sending is told to supervisors and administrators
    as well (law R1.34).
    """
    for person in _told(answer, was_altered=delivery.state == DeliveryState.WITHHELD):
        AnswerUndelivered(answer, delivery, person).defer(
            municipality=answer.service_request.municipality, subject=answer
        )


def _told(answer: Answer, *, was_altered: bool) -> Iterable[User]:
    team = answer.service_request.team_id
    working = Membership.objects.filter(user__is_active=True)
    supervisors = Q(role=Role.SUPERVISOR, team=team)
    wanted = Q(user=answer.author_id)
    if was_altered:
        wanted |= supervisors | Q(role=Role.ADMINISTRATOR)
    found = working.filter(wanted)
    people = found if found.exists() else working.filter(supervisors)
    return User.objects.filter(pk__in=people.values("user")).order_by("pk")
