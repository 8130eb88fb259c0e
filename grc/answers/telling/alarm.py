# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who is told that an answer did not leave: nobody has to find it out on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.urls import reverse

from grc.accounts.enums import Role
from grc.accounts.models import Membership, User
from grc.service_requests.guards import can_work
from grc.service_requests.notifications import ToColleague
from notifications.models import DeliveryState
from notifications.registry import register

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from grc.answers.models import Answer
    from notifications.models import Delivery


COPY: Final = "answer_copied"


@register
class AnswerUndelivered(ToColleague):
    """The mail of an answer failed, or was held back because it was not what was approved."""

    code = "answer_undelivered"

    def __init__(self, answer: Answer, delivery: Delivery, person: User) -> None:
        self.answer, self.delivery, self.person = answer, delivery, person
        self.municipality = answer.service_request.municipality

    def dedupe_key(self) -> str:
        return f"{self.code}:{self.delivery.pk}:{self.person.pk}"

    def context(self) -> dict[str, Any]:
        service_request = self.answer.service_request
        path = reverse("desk:request", args=[service_request.display_reference])
        return {
            "service_request": service_request,
            "municipality": self.municipality,
            "was_held_back": self.delivery.state == DeliveryState.WITHHELD,
            "copy_to": self.delivery.address if self.delivery.notification == COPY else "",
            "reason": self.delivery.transport_answer,
            "url": self.municipality.absolute(path),
        }


def raise_alarm(answer: Answer, delivery: Delivery) -> None:
    """Tell the author while they work the request; else its supervisors, else administrators.

    What was altered between its approval and its sending is told to all of them (law R1.34).
    """
    for person in _told(answer, was_altered=delivery.state == DeliveryState.WITHHELD):
        AnswerUndelivered(answer, delivery, person).defer(
            municipality=answer.service_request.municipality, subject=answer
        )


def _told(answer: Answer, *, was_altered: bool) -> Iterable[User]:
    service_request = answer.service_request
    working = Membership.objects.filter(user__is_active=True)
    above = Q(role=Role.SUPERVISOR, team=service_request.team_id), Q(role=Role.ADMINISTRATOR)
    if was_altered:
        people = working.filter(Q(user=answer.author_id) | above[0] | above[1])
        return _users(people)
    if answer.author.is_active and can_work(answer.author, service_request):
        return [answer.author]
    found = (_users(working.filter(wanted)) for wanted in above)
    return next((people for people in found if people), [])


def _users(members: QuerySet[Membership]) -> list[User]:
    return list(User.objects.filter(pk__in=members.values("user")).order_by("pk"))
