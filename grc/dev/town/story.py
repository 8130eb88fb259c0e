# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Living requests in every step, made by the same verbs as on screen, spread over two months.

Only the clock is turned: each gesture happens at its own past moment.
"""

from __future__ import annotations

import random
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from unittest import mock

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from grc.accounts.models import Membership, User
from grc.answers.models import Answer, StandardText
from grc.catalog.models import Service
from grc.dev.town.deciding import approve_all, return_once
from grc.dev.town.people import CITIZENS, STREETS
from grc.dev.town.services import SERVICES
from grc.service_requests.enums import Channel, Priority
from grc.service_requests.models import ServiceRequest
from grc.service_requests.submission import Filing, Place, Requester, submit
from grc.service_requests.timers.firing import fire_due

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grc.dev.town.services import DemoService
    from grc.municipalities.models import Municipality

CHANNELS = (Channel.PHONE, Channel.PHONE, Channel.COUNTER, Channel.PORTAL, Channel.LETTER)
ENDINGS = (
    "new",
    "new",
    "taken",
    "asked",
    "drafting",
    "submitted",
    "returned",
    "answered",
    "answered",
    "answered",
    "closed",
    "replied",
)
AMOUNTS = ("85", "180", "420", "850", "2300")
CENTRE = (48.957, 4.363)


@dataclass
class Clock:
    """The moment at which the next gesture happens."""

    now: datetime
    latest: datetime

    def later(self, **by: float) -> None:
        """Turn the clock forward, never beyond the true present."""
        self.now = min(self.now + timedelta(**by), self.latest)


def tell_story(municipality: Municipality, *, count: int) -> None:
    """File and work ``count`` requests of one town; the same ones each time."""
    chance = random.Random(municipality.slug)  # noqa: S311 - the same demo every time
    today = timezone.now()
    with municipality.scope():
        services = {
            service.code: service
            for service in Service.objects.offered().select_related(
                "municipality", "team", "form_version", "workflow"
            )
        }
    for number in range(count):
        demo = SERVICES[number % len(SERVICES)]
        age = timedelta(days=chance.triangular(0, 60, 8), hours=1)
        with municipality.scope(), clock_at(today - age) as clock:
            _one(services[demo.code], demo, chance.choice(ENDINGS), chance, clock)
    let_time_pass(municipality)


def let_time_pass(municipality: Municipality) -> None:
    """Let every timer come at its own moment, up to the present."""
    while True:
        with municipality.scope():
            waiting = ServiceRequest.objects.filter(timer_at__lte=timezone.now())
            first = waiting.order_by("timer_at").values_list("timer_at", flat=True).first()
        if first is None:
            return
        with clock_at(first) as clock:
            fire_due(municipality, at=clock.now)


@contextmanager
def clock_at(start: datetime) -> Iterator[Clock]:
    """Turn the clock back to ``start`` for all that happens inside."""
    clock = Clock(now=start, latest=timezone.now())
    with mock.patch.object(timezone, "now", side_effect=lambda: clock.now):
        yield clock


def _one(
    service: Service, demo: DemoService, ending: str, chance: random.Random, clock: Clock
) -> None:
    service_request = submit(service, filing_of(demo, chance), by=AnonymousUser())
    agent = chance.choice(_agents(service))
    clock.later(hours=chance.uniform(0.5, 30))
    if chance.random() < 0.15:
        service_request.set_priority(Priority.HIGH, by=agent)
    if ending == "new":
        return
    service_request = service_request.take(by=agent)
    clock.later(hours=chance.uniform(0.5, 20))
    _go_on(service_request, demo, ending, agent, clock)


def _go_on(
    service_request: ServiceRequest,
    demo: DemoService,
    ending: str,
    agent: User,
    clock: Clock,
) -> None:
    if ending == "asked":
        service_request.perform("ask_citizen", by=agent, message="À quelle hauteur de la rue ?")
    elif ending == "replied":
        service_request.write("Un agent passera voir sur place cette semaine.", by=agent)
        clock.later(hours=9)
        service_request.reply("Merci. C'est plus grave depuis hier, faites vite.")
    elif ending == "closed":
        service_request.note("Vu sur place : déjà réparé par le concessionnaire.", by=agent)
        service_request.perform(
            "close", by=agent, outcome="done", message="Le problème est déjà réglé sur place."
        )
    elif ending in ("drafting", "submitted", "returned", "answered"):
        _answer(service_request, demo, ending, agent, clock)


def _answer(
    service_request: ServiceRequest, demo: DemoService, ending: str, agent: User, clock: Clock
) -> None:
    answer = Answer.objects.draft_for(service_request, by=agent)
    text = demo.answer.split("\n\n")[1]
    if ending != "returned":
        text = _from_library(answer, agent) or demo.answer
    revision = answer.save_draft(text, based_on=0, by=agent).revision
    if ending == "drafting":
        return
    answer.submit(based_on=revision, by=agent)
    clock.later(hours=5)
    if ending == "submitted":
        return
    if ending == "returned":
        return_once(answer, "Ajoutez la formule de politesse et la date.")
        return
    approve_all(answer)
    clock.later(hours=1)
    if not service_request.requester_email:
        answer.tell("phone", by=agent)


def _agents(service: Service) -> list[User]:
    members = list(Membership.objects.filter(team=service.team).select_related("user"))
    return [m.user for m in members if m.role == "agent"] or [m.user for m in members]


def filing_of(demo: DemoService, chance: random.Random) -> Filing:
    """Return what somebody asks of this service, by telephone, at the counter or in writing."""
    name = chance.choice(CITIZENS)
    street = f"{chance.randint(1, 90)} {chance.choice(STREETS)}"
    position = [CENTRE[0] + chance.gauss(0, 0.008), CENTRE[1] + chance.gauss(0, 0.012)]
    values = {
        field["code"]: value
        for field in demo.fields
        if (value := _value(field, demo, street, position, chance)) is not None
    }
    has_place = any(field["kind"] == "address" for field in demo.fields)
    return Filing(
        values=values,
        requester=Requester(name=name, phone=f"06 00 {chance.randint(10, 99)} 12 34"),
        place=Place(text=street, latitude=position[0], longitude=position[1])
        if has_place
        else Place(),
        channel=chance.choice(CHANNELS),
    )


def _value(
    field: dict[str, Any],
    demo: DemoService,
    street: str,
    position: list[float],
    chance: random.Random,
) -> object:
    kind = field["kind"]
    if kind == "long_text":
        return chance.choice(demo.texts)
    if kind == "short_text":
        return (
            chance.choice(CITIZENS)
            if field["code"] == "full_name"
            else chance.choice(demo.texts).split(",")[0]
        )
    if kind == "address":
        return {"text": street, "position": position}
    if kind == "choice":
        return chance.choice(field["choices"])["code"]
    if kind == "choices":
        return [chance.choice(field["choices"])["code"]]
    if kind == "date":
        return date(2026, 12, chance.randint(1, 28)).isoformat()
    if kind == "number":
        return chance.choice(AMOUNTS) if field["code"] == "amount" else "1"
    return None


def _from_library(answer: Answer, agent: User) -> str:
    """Return the likeliest standard text with its values, empty when there is none for it."""
    proposed = StandardText.objects.proposed_for(answer.service_request)
    own = proposed.filter(is_for_all=False)[:4]
    fitting = [text for text in own if answer.outcome in text.outcomes]
    if not fitting:
        return ""
    text = fitting[len(answer.service_request.summary) % len(fitting)]
    return text.use_in(answer, by=agent).text
