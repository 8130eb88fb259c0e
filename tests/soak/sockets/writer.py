# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A process that changes things at a steady pace by the domain's own verbs, and notes each commit.

Every other change is a new request with a number in its words, which lists show; the others
happen to the requests that people have open, one after the other.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import django

VERBS: list[Callable[[Any, Any], Any]] = [
    lambda service_request, agent: service_request.take(by=agent),
    lambda service_request, agent: service_request.note("Vu.", by=agent),
    lambda service_request, agent: service_request.set_priority(40, by=agent),
    lambda service_request, agent: service_request.set_priority(20, by=agent),
    lambda service_request, agent: service_request.release(by=agent),
]


class Team:
    """A team's service, the agent who acts, and the requests that they act on in turn."""

    def __init__(self, service: int, agent: int, requests: list[int]) -> None:
        from grc.accounts.models import User
        from grc.catalog.models import Service

        related = Service.objects.select_related("form_version", "workflow", "team", "municipality")
        self.service, self.agent = related.get(pk=service), User.objects.get(pk=agent)
        self.acts = self._acts(requests)

    @staticmethod
    def _acts(requests: list[int]) -> Iterator[tuple[int, Callable[[Any, Any], Any]]]:
        while True:
            yield from ((request, verb) for verb in VERBS for request in requests)

    def file(self, number: int) -> int:
        """File a request whose words bear this number."""
        from tests.cast import file_request

        values = {"what": f"Signal {number}.", "place": {"text": "Ici", "position": None}}
        return int(file_request(self.service, values=values).pk)

    def act(self) -> int:
        """Do the next thing to the next request."""
        from grc.service_requests.models import ServiceRequest

        request, verb = next(self.acts)
        verb(ServiceRequest.objects.get(pk=request), self.agent)
        return request


def work(town: Any, teams: list[Team], *, rate: float, seconds: float) -> None:
    """Commit ``rate`` changes a second, team after team; a late one does not wait for its turn."""
    clock, start = threading.Event(), time.monotonic()
    for number in range(round(rate * seconds)):
        clock.wait(max(0.0, start + number / rate - time.monotonic()))
        team = number % len(teams)
        is_filed = number // len(teams) % 2 == 0
        began = time.time()
        with town.scope():
            request = teams[team].file(number) if is_filed else teams[team].act()
        done = time.time()
        said = {"number": number, "team": team, "request": request, "filed": is_filed}
        print(json.dumps(said | {"began": began, "done": done}), flush=True)  # noqa: T201


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grc.settings.test")
    django.setup()
    from grc.municipalities.models import Municipality

    order = json.loads(sys.argv[1])
    town = Municipality.objects.get(pk=order["town"])
    with town.scope():
        teams = [Team(**team) for team in order["teams"]]
    work(town, teams, rate=order["rate"], seconds=order["seconds"])


if __name__ == "__main__":
    main()
