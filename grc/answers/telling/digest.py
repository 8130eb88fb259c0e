# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Once a working day, in the morning: what waits for somebody's visa. Its links decide nothing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse

from grc.accounts.models import User
from grc.answers.models.turn import Turn
from grc.answers.rounds.roster import Roster
from grc.answers.rounds.waiting import waiting_for
from grc.clock.working_time import calendar_of, is_working_day
from grc.service_requests.notifications import ToColleague
from notifications.registry import Withheld, register

if TYPE_CHECKING:
    from datetime import date

    from grc.municipalities.models import Municipality
    from notifications.models import Delivery

#: The hour of the town at which it leaves, and how many answers it names.
HOUR: Final = 7
NAMED: Final = 5


@register
class InboxDigest(ToColleague):
    """The answers that wait for one person, the soonest due first."""

    code = "inbox_digest"

    def __init__(self, person: User, municipality: Municipality, on: date) -> None:
        self.person, self.municipality, self.on = person, municipality, on
        self.turns = waiting_for(person, municipality)

    def dedupe_key(self) -> str:
        return f"{self.code}:{self.person.pk}:{self.on.isoformat()}"

    def headers(self) -> dict[str, str]:
        return {"X-Catalaune-Person": str(self.person.pk)}

    def context(self) -> dict[str, Any]:
        turns = self.turns.select_related("round__answer__service_request")
        first = list(turns[:NAMED])
        return {
            "count": self.turns.count(),
            "rows": [
                {"summary": turn.round.answer.service_request.summary, "url": self._url(turn)}
                for turn in first
            ],
            "url": self.municipality.absolute(reverse("desk:inbox")),
            "municipality": self.municipality,
        }

    def _url(self, turn: Turn) -> str:
        path = reverse("desk:round", args=[turn.round.answer_id, turn.round.number])
        return self.municipality.absolute(path)

    @classmethod
    def before_sending(cls, delivery: Delivery) -> None:
        """Withhold it when everything was decided since, or the person left."""
        person = User.objects.filter(pk=delivery.headers["X-Catalaune-Person"]).first()
        if person is None or not waiting_for(person, delivery.municipality).exists():
            raise Withheld("Nothing waits any more.")


def tell_everybody(municipality: Municipality, *, at: datetime) -> int:
    """Write the digests of a town, in its own morning; return how many. Twice is once."""
    local = at.astimezone(municipality.zone)
    calendar = calendar_of(municipality.country, municipality.subdivision)
    if local.hour != HOUR or not is_working_day(local.date(), calendar):
        return 0
    found = 0
    for person in User.objects.filter(pk__in=_asked(Roster(local.date()))).order_by("pk"):
        digest = InboxDigest(person, municipality, local.date())
        if digest.turns.exists():
            digest.defer(municipality=municipality, subject=person)
            found += 1
    return found


def _asked(roster: Roster) -> set[int]:
    """Return everybody whom some open turn asks, and those in their place."""
    turns = Turn.objects.open().order_by()
    kinds = ("person", "team", "role", "kind", "service", "answer_kind", "delegable")
    asked: set[int] = set()
    for row in turns.values(*kinds).distinct():
        person, team = row.pop("person"), row.pop("team")
        asked |= roster.able(Turn(person_id=person, team_id=team, **row), frozenset())
    return asked
