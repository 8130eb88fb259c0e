# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A town at work: teams of fifteen agents, each with a page open on their list and one request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.cast import file_request, make_member, make_service, make_team, make_workflow
from tests.live.browser import Server, session_of

PEOPLE = 15


@dataclass(frozen=True)
class Seat:
    """Somebody at their desk: the process that serves them, their session, what they look at."""

    server: Server
    session: str
    team: int
    request: int

    @property
    def host(self) -> str:
        return f"testserver:{self.server.port}"


@dataclass(frozen=True)
class Team:
    """What another process needs to work as this team."""

    service: int
    agent: int
    requests: list[int]


def settle(town: Any, servers: list[Server], count: int) -> tuple[list[Team], list[Seat]]:
    """Make that many teams, and seat their people before the servers in turn."""
    workflow = make_workflow(town)
    teams, seats = list[Team](), list[Seat]()
    for number in range(count):
        team = make_team(town, f"Équipe {number}")
        service = make_service(town, team, workflow, code=f"service-{number}")
        people = [
            make_member(town, team, "agent", f"{number}.{place}@chalons.example", f"A {place}")
            for place in range(PEOPLE)
        ]
        requests = [file_request(service).pk for _person in people]
        teams.append(Team(service.pk, people[0].pk, requests))
        for place, (person, request) in enumerate(zip(people, requests, strict=True)):
            server = servers[place % len(servers)]
            seats.append(Seat(server, session_of(person), number, request))
    return teams, seats
