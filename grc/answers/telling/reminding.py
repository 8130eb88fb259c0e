# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Mails to those whose visa is asked. Their links open a page; nothing is decided by opening it."""

from __future__ import annotations

from email.utils import formataddr
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from grc.accounts.models import User
from notifications.registry import Notification, Recipient, Withheld, register

if TYPE_CHECKING:
    from grc.answers.models import Turn
    from grc.answers.rounds.course import Course
    from notifications.models import Delivery


class ToValidator(Notification):
    """A mail about one turn to one person who may decide on it."""

    def __init__(self, turn: Turn, person_id: int) -> None:
        self.turn, self.person = turn, User.objects.get(pk=person_id)
        self.service_request = turn.round.answer.service_request
        self.municipality = self.service_request.municipality

    def recipient(self) -> Recipient | None:
        if not self.person.is_active:
            return None
        return Recipient(
            address=self.person.email,
            name=str(self.person),
            language=self.municipality.default_language,
        )

    def sender(self) -> str:
        return formataddr((self.municipality.name, self.municipality.sender_address))

    def dedupe_key(self) -> str:
        return f"{self.code}:{self.turn.pk}:{self.person.pk}"

    def headers(self) -> dict[str, str]:
        return {"X-Catalaune-Turn": str(self.turn.pk)}

    def context(self) -> dict[str, Any]:
        round_ = self.turn.round
        path = reverse("desk:round", args=[round_.answer_id, round_.number])
        return {
            "turn": self.turn,
            "round": round_,
            "person": self.person,
            "service_request": self.service_request,
            "municipality": self.municipality,
            "url": self.municipality.absolute(path),
        }

    @classmethod
    def before_sending(cls, delivery: Delivery) -> None:
        """Withhold a mail about a turn that is over."""
        from grc.answers.models import Turn

        turn = Turn.objects.filter(pk=delivery.headers["X-Catalaune-Turn"]).first()
        if turn is None or not turn.is_open:
            raise Withheld("It was decided meanwhile.")


@register
class Reminder(ToValidator):
    """The time allowed for a visa has passed."""

    code = "visa_reminder"


@register
class Asked(ToValidator):
    """A visa is asked that did not come by the ordinary way: passed on, handed over, consulted."""

    code = "visa_asked"


def tell(course: Course, turn: Turn) -> None:
    """Tell by mail whoever can decide on a turn that it is theirs."""
    for person in sorted(course.roster.able(turn, course.round.writers)):
        Asked(turn, person).defer(
            municipality=course.answer.service_request.municipality, subject=course.answer
        )
