# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The lives of the town's requests, three years of them, the same ones from the same seed.

Nothing here asks the database: what the verbs of the domain would have written is written down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from grc.core.text import sort_key
from grc.dev.bench import words
from grc.dev.bench.life import Life
from grc.dev.bench.rows import Rows
from grc.service_requests.reference import ALPHABET, check_character

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grc.dev.bench.rows import Tail

YEARS = 3
SPAN = timedelta(days=365 * YEARS)
# Each request has its own reference: the step shares no factor with the number of references.
REFERENCES = len(ALPHABET) ** 7
REFERENCE_STEP = 10_946_214_817

CHANNELS = {
    "portal": 52, "mobile": 12, "phone": 17, "email": 8, "counter": 5, "letter": 3, "field": 2,
    "api": 1,
}  # fmt: skip
PRIORITIES = {20: 80, 10: 8, 30: 10, 40: 2}
LIVING = {
    "new": 30, "in_progress": 30, "waiting_citizen": 15, "waiting_third_party": 8,
    "to_validate": 13, "to_send": 4,
}  # fmt: skip

# Filters that every size of the town answers alike, for people of the first team.
FREQUENT = ("chaussee", "portal")
RAREST = ("chaussee", "letter")
NOTHING = ("chaussee", "counter")
RAREST_COUNT = 3


@dataclass(frozen=True)
class TeamFacts:
    """A team in the database: its key, who works there, who supervises."""

    pk: int
    agents: tuple[int, ...]
    supervisors: tuple[int, ...]


@dataclass(frozen=True)
class ServiceFacts:
    """A service in the database, with what its requests are pinned to."""

    pk: int
    code: str
    title: str
    form_version: int
    workflow_version: int
    workflow: str
    team: int
    target_days: int


@dataclass(frozen=True)
class Plot:
    """All that the story needs to know, small enough to be handed to another process."""

    seed: str
    count: int
    end: datetime
    municipality: int
    teams: tuple[TeamFacts, ...]
    services: tuple[ServiceFacts, ...]
    # For each target of working days, the date on which a request of that date is due.
    due: Mapping[int, Mapping[str, str]]
    # Columns that migrations added since, with their default.
    tails: Mapping[str, Tail]


def tell(plot: Plot, first: int, last: int) -> Rows:
    """Return the rows of the requests number ``first`` (from 0) up to, not including, ``last``."""
    rows = Rows(plot.municipality, first, plot.tails)
    chance = Random(f"{plot.seed}:{first}")  # noqa: S311 - the same town every time
    draw = _Draw(plot, chance)
    for index in range(first, last):
        draw.request(rows, index)
    return rows


class _Draw:
    """Draws one request after the other, then lets it live."""

    def __init__(self, plot: Plot, chance: Random) -> None:
        self.plot, self.chance = plot, chance
        self.start = plot.end - SPAN
        self.services = [s for s in plot.services for _ in range(_share(s.code))]
        self.channels = [channel for channel, share in CHANNELS.items() for _ in range(share)]
        self.priorities = [level for level, share in PRIORITIES.items() for _ in range(share)]
        self.living = [step for step, share in LIVING.items() for _ in range(share)]
        self.rare = {index * plot.count // 40 for index in range(RAREST_COUNT)}
        self.frequent = next(s for s in plot.services if s.code == FREQUENT[0])

    def request(self, rows: Rows, index: int) -> None:
        chance, plot = self.chance, self.plot
        service, channel = self._what(index)
        moment = self.start + SPAN * ((index + chance.random()) / plot.count)
        team = plot.teams[service.team]
        name, email = self._who(channel, index)
        life = Life(
            rows=rows,
            chance=chance,
            key=index + 1,
            reference=reference_of(index),
            service=service,
            team=team,
            channel=channel,
            priority=chance.choice(self.priorities),
            name=name,
            email=email,
            matter=self._matter(service),
            place=self._place(),
            now=moment,
            end=plot.end,
            due_on=plot.due[service.target_days][moment.date().isoformat()],
        )
        life.live(self._ending(plot.end - moment, service, bool(email)))

    def _what(self, index: int) -> tuple[ServiceFacts, str]:
        if index in self.rare:
            return self.frequent, RAREST[1]
        service, channel = self.chance.choice(self.services), self.chance.choice(self.channels)
        if (service.code, channel) in (RAREST, NOTHING):
            channel = "phone"
        return service, channel

    def _who(self, channel: str, index: int) -> tuple[str, str]:
        if channel == "field" or self.chance.random() < 0.08:
            return "", ""
        first = self.chance.choice(words.FIRST_NAMES)
        last = self.chance.choice(words.LAST_NAMES).replace("-", " ")
        reached = channel in ("portal", "mobile", "email", "api") or self.chance.random() < 0.3
        if not reached:
            return f"{first} {last}", ""
        return f"{first} {last}", f"{_key(first)}.{_key(last)}{index % 977}@example.org"

    def _matter(self, service: ServiceFacts) -> str:
        chance, team = self.chance, words.TEAMS[service.team]
        middle = [chance.choice(team.sentences), *chance.sample(words.ASIDES, 6)]
        opening, closing = chance.choice(words.OPENINGS), chance.choice(words.CLOSINGS)
        return f"{opening}\n\n{' '.join(middle)}\n\n{closing}"

    def _place(self) -> tuple[str, float, float]:
        chance = self.chance
        text = f"{int(chance.random() * 180) + 1} {chance.choice(words.STREETS)}"
        latitude = round(48.93 + chance.random() * 0.06, 6)
        return text, latitude, round(4.33 + chance.random() * 0.09, 6)

    def _ending(self, age: timedelta, service: ServiceFacts, has_email: bool) -> str:
        """Nearly all old requests ended; a few are forgotten in every step."""
        chance = self.chance
        if chance.random() >= 0.85 * math.exp(-age / timedelta(days=12)) + 0.02:
            return "answered" if chance.random() < 0.75 else "closed"
        step = chance.choice(self.living)
        if service.workflow == "simple" and step in (
            "waiting_third_party", "to_validate", "to_send",
        ):  # fmt: skip
            return "in_progress"
        # Approved and not sent yet: somebody must tell it, because there is no address.
        return "to_validate" if step == "to_send" and has_email else step


def reference_of(index: int) -> str:
    """Return the reference of the request of that number; no two have the same."""
    rest = (index * REFERENCE_STEP + 20_251) % REFERENCES
    body = ""
    for _ in range(7):
        rest, place = divmod(rest, len(ALPHABET))
        body += ALPHABET[place]
    return body + check_character(body)


def _share(code: str) -> int:
    return next(service.share for service in words.SERVICES if service.code == code)


_keys: dict[str, str] = {}


def _key(text: str) -> str:
    if text not in _keys:
        _keys[text] = sort_key(text).replace(" ", "-")
    return _keys[text]
