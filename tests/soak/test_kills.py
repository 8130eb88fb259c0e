# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever process is killed, at whatever moment: nothing lost, nothing twice, nothing half done.

300 kills during 5,000 acts at SCALE=1, in ten storms: ``make soak`` that was stopped goes on with
the next. ``SOAK_SEED`` gives a storm again: the same people, the same kills after the same numbers
of acts; the machine decides the rest.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from django.conf import settings
from django.db import connection

from grc.dev.processes import HAS_PROC
from tests import cast
from tests.e2e.house import HOST
from tests.figures import SCALE, Figure, scaled
from tests.live.browser import knock, session_of
from tests.soak.kills.house import (
    HEALING,
    HESITANT,
    HESITATION,
    WORKERS,
    House,
    open_house,
    own_database,
)
from tests.soak.kills.ledger import State, Story
from tests.soak.kills.people import Crowd
from tests.soak.kills.proof import Findings, left_over, prove, slowest_mail

if TYPE_CHECKING:
    from grc.dev.postgres import Urls

STORMS = scaled(10)
# `make test` has ten minutes for all tests: there a storm is half as long.
SHARE = 1 if SCALE >= 0.2 else 2
KILLS = scaled(300) // STORMS // SHARE
ACTS = scaled(5000) // STORMS // SHARE
#: One in ten ends a single server process of PostgreSQL, which then begins again by itself.
KINDS = ("web", "worker", "postgres", "web", "worker", "postgres", "web", "worker", "postgres")
KINDS = (*KINDS, "backend")
#: Seconds between the act after which a kill is due and the kill, at most.
AFTER = 0.1
#: Seconds for an act to be confirmed, whatever happens meanwhile.
STUCK = 180.0
#: Messages that are in the relay's hands at once, at most: those that a death may send twice.
AT_ONCE = len(WORKERS) * settings.PROCRASTINATE_WORKER_DEFAULTS["concurrency"]
#: Seconds between two looks into the database.
SELDOM = 0.2
T = TypeVar("T")

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not HAS_PROC, reason="processes are found in /proc"),
]


@pytest.fixture
def database(tmp_path: Path, django_db_blocker: Any) -> Iterator[Urls]:
    """A PostgreSQL that nobody else uses, with its tables."""
    with django_db_blocker.unblock(), own_database(tmp_path) as urls:
        yield urls


@pytest.fixture(params=range(1, STORMS + 1), ids=lambda number: f"storm-{number}-of-{STORMS}")
def seed(request: pytest.FixtureRequest) -> str:
    """What the storm is made from; printed, so that it can be given again."""
    chosen = os.environ.get("SOAK_SEED") or secrets.token_hex(4)
    print(f"SOAK_SEED={chosen}")  # noqa: T201 - shown with a failure
    return f"{chosen} {request.param}"


def test_killed_at_random_moments(
    database: Urls, tmp_path: Path, settings: Any, seed: str, figure: Figure
) -> None:
    """What was confirmed is there once, whole and as approved; the town heals by itself."""
    settings.MEDIA_ROOT = tmp_path / "files"
    dice = Random(seed)
    town, sessions = lay_town()
    with open_house(tmp_path, database, dice) as house:
        crowd = Crowd(house.ports, sessions, seed)
        try:
            times = weather(house, crowd, dice, town)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{house.last_words()}") from error
    findings = ask(town, lambda: prove(crowd.stories, house.mails.newest()))
    times["slowest mail"] = ask(town, slowest_mail)
    tell(figure, house, crowd, findings, times)
    assert findings.say() == ""
    assert crowd.complaints == []
    assert max(times["healing"], times["longest silence"]) <= HEALING
    deaths = sum(house.killed[kind] for kind in ("worker", "postgres", "backend"))
    assert findings.copies <= deaths * AT_ONCE


def weather(house: House, crowd: Crowd, dice: Random, town: Any) -> dict[str, float]:
    """A storm, and the calm after it; return how long things took, in seconds."""
    killed_at = storm(house, crowd, dice)
    heal(house, crowd, dice)
    slow = Story(email=HESITANT)
    crowd.tell(slow, dice).submit()
    listen(house, crowd, dice)
    settle(house, town, HEALING - (time.monotonic() - killed_at), but=HESITANT)
    healing = time.monotonic() - killed_at
    settle(house, town, HESITATION + HEALING)
    return {"healing": healing, "longest silence": house.longest_silence}


def lay_town() -> tuple[Any, list[str]]:
    """Found the town; return it with the sessions of two agents and of their supervisor."""
    town = cast.make_town("chalons", "127.0.0.1", "Châlons")
    team = cast.make_team(town, "Voirie")
    people = [
        cast.make_member(town, team, role, f"{name.lower()}@chalons.example", f"{name} Test")
        for role, name in (("agent", "Alice"), ("agent", "Colin"), ("supervisor", "Sonia"))
    ]
    cast.make_service(town, team, cast.make_workflow(town))
    sessions = [session_of(person) for person in people]
    connection.close()
    return town, sessions


def ask(town: Any, question: Callable[[], T]) -> T:
    """Ask the database, in the scope of the town; leave no connection for a kill to cut."""
    try:
        with town.scope():
            return question()
    finally:
        connection.close()


def storm(house: House, crowd: Crowd, dice: Random) -> float:
    """Kill something after so many acts, again and again; return when the last kill was."""
    kinds = list(islice(cycle(KINDS), KILLS))
    dice.shuffle(kinds)
    moments = [*sorted(dice.sample(range(1, ACTS), KILLS - 1)), ACTS]
    crowd.come()
    for moment, kind in zip(moments, kinds, strict=True):
        wait_for(house, crowd, moment)
        time.sleep(dice.uniform(0, AFTER))
        house.kill(kind)
    killed_at = time.monotonic()
    crowd.leave(house, STUCK)
    return killed_at


def wait_for(house: House, crowd: Crowd, acts: int) -> None:
    """Wait until that many acts are done; no act may take for ever."""
    while crowd.done < acts:
        stuck_at = crowd.done + 1
        house.wait(partial(crowd.has_done, stuck_at), STUCK)
        assert crowd.is_living, crowd.complaints
        assert crowd.done >= stuck_at, f"No act was done in {STUCK} s. {crowd.complaints[:5]}"


def heal(house: House, crowd: Crowd, dice: Random) -> None:
    """File one more request: pages, workers and relay are all there again."""
    probe = Story(email="")
    crowd.tell(probe, dice).submit()
    assert house.wait(lambda: is_acknowledged(house, probe)), "The probe is not acknowledged."
    assert house.wait(house.is_whole), "Not every web process answers."


def settle(house: House, town: Any, seconds: float, but: str = "") -> None:
    """Wait until nothing is left to send or to do, except for this recipient."""
    is_quiet = partial(ask, town, lambda: not left_over(but=but))
    assert house.wait(is_quiet, seconds, pace=SELDOM), ask(town, left_over)


def listen(house: House, crowd: Crowd, dice: Random) -> None:
    """An open page of each web process hears of one more request."""
    for port in house.ports:
        session = f"session={crowd.sessions[0]}"
        with knock(SimpleNamespace(port=port), host=HOST, cookie=session) as page:
            page.watch("queue")
            crowd.tell(Story(email=""), dice).submit()
            assert page.hear(HEALING)["changed"] in ("queue", "*")


def is_acknowledged(house: House, story: Story) -> bool:
    return any(story.email in mail.recipients for mail in house.mails.newest(to=story.email))


def tell(
    figure: Figure, house: House, crowd: Crowd, findings: Findings, times: dict[str, float]
) -> None:
    acts = [act for story in crowd.stories for act in story.acts]
    for kind, count in sorted(house.killed.items()):
        figure(f"kills {kind}", count)
    submitted = [a for a in acts if a.kind == "submit" and a.is_certain]
    figure("confirmed submissions", len(submitted))
    figure("acts", crowd.done)
    figure("acts found done", sum(act.state is State.FOUND for act in acts))
    figure("acts unknown", sum(act.state is State.UNKNOWN for act in acts))
    figure("retries", crowd.retries)
    figure("mails seen twice", findings.copies)
    for name, seconds in times.items():
        figure(f"{name} s", round(seconds, 1))
    for name in ("lost", "doubled", "altered", "half_done"):
        figure(name.replace("_", " "), len(getattr(findings, name)))
