# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The worker is killed while answers are sent: each arrives, as it was approved.

200 kills while 500 answers leave for a real SMTP server at SCALE=1. An answer may be received
twice only where the server took it just before the kill, and then under the same Message-ID.
"""

from __future__ import annotations

import secrets
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as project
from django.db import connection

from grc.answers.models import Answer
from grc.dev.processes import HAS_PROC
from notifications.models import Delivery
from tests import cast
from tests.answers.circuits import circuit
from tests.figures import SCALE, Figure, scaled
from tests.soak.kills.house import HEALING, WORKERS, House, open_house, own_database
from tests.soak.test_kills import ask

if TYPE_CHECKING:
    from grc.dev.postgres import Urls

# `make test` has ten minutes for all tests: there a few kills hit a few answers.
HAS_TIME = SCALE >= 0.2
ANSWERS = scaled(500) if HAS_TIME else 20
KILLS = scaled(200) if HAS_TIME else 3
#: Seconds between two kills, at most: some hit a worker that has hardly begun.
AFTER = 1.5
AT_ONCE = len(WORKERS) * project.PROCRASTINATE_WORKER_DEFAULTS["concurrency"]

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not HAS_PROC, reason="processes are found in /proc"),
]


@pytest.fixture
def database(tmp_path: Path, django_db_blocker: Any) -> Iterator[Urls]:
    """A PostgreSQL that nobody else uses, with its tables."""
    with django_db_blocker.unblock(), own_database(tmp_path) as urls:
        yield urls


def test_every_answer_arrives_once_as_approved(
    database: Urls, tmp_path: Path, settings: Any, figure: Figure
) -> None:
    """None lost, none altered; twice only under one Message-ID (law R1.34, R1.35)."""
    settings.MEDIA_ROOT = tmp_path / "files"
    dice = Random(secrets.token_hex(4))
    town, agent, service = lay_town()
    with open_house(tmp_path, database, dice) as house:
        for turn in range(KILLS):
            share = range(turn * ANSWERS // KILLS, (turn + 1) * ANSWERS // KILLS)
            ask(town, lambda share=share: send_answers(service, agent, share))
            time.sleep(dice.uniform(0, AFTER))
            house.kill("worker")
        killed_at = time.monotonic()
        everything = house.wait(
            lambda: ask(town, lambda: not waiting().exists()), ANSWERS * 0.2 + 2 * HEALING, pace=0.5
        )
        assert everything, house.last_words()
        healing = time.monotonic() - killed_at
        findings = compare(house, ask(town, approved))
    figure("answers", ANSWERS)
    figure("worker kills", house.killed["worker"])
    figure("answers received twice", findings["twice"])
    figure("healing s", round(healing, 1))
    for wrong in ("lost", "altered", "two ids"):
        figure(wrong, findings[wrong])
        assert findings[wrong] == 0, wrong
    assert findings["twice"] <= house.killed["worker"] * AT_ONCE


def lay_town() -> tuple[Any, Any, Any]:
    town = cast.make_town("chalons", "127.0.0.1", "Châlons")
    team = cast.make_team(town, "Voirie")
    agent = cast.make_member(town, team, "agent", "alice@chalons.example", "Alice Test")
    service = cast.make_service(town, team, cast.make_workflow(town))
    with town.scope():
        circuit(town)
    connection.close()
    return town, agent, service


def send_answers(service: Any, agent: Any, numbers: range) -> None:
    """Let these answers leave: the circuit of this town asks nobody."""
    from grc.service_requests.submission import Requester

    for number in numbers:
        person = Requester(name=f"Usager {number}", email=f"usager{number}@example.org")
        request = cast.file_request(service, requester=person).take(by=agent)
        answer = Answer.objects.draft_for(request, by=agent)
        answer.save_draft(f"Réponse numéro {number}. L’équipe passe mardi.", based_on=0, by=agent)
        answer.submit(based_on=1, by=agent)


def waiting() -> Any:
    return Delivery.objects.filter(state__in=("pending", "sending"))


def approved() -> dict[str, tuple[str, str]]:
    """Return the approved text and the Message-ID by the address that it is for."""
    sent = Delivery.objects.filter(notification="answer_sent", state="sent")
    return {one.address: (one.text, one.message_id) for one in sent}


def compare(house: House, wanted: dict[str, tuple[str, str]]) -> dict[str, int]:
    """Return what is wrong with what the server received."""
    received = defaultdict(list)
    for mail in house.mails.newest():
        if "Réponse numéro" in mail.text:
            received[mail.recipients[0]].append(mail)
    texts = {
        address: {mail.text.replace("\r\n", "\n").strip() for mail in mails}
        for address, mails in received.items()
    }
    ids = {
        address: {mail.header("Message-ID") for mail in mails}
        for address, mails in received.items()
    }
    return {
        "lost": ANSWERS - len(received),
        "altered": sum(texts.get(to) != {text.strip()} for to, (text, _id) in wanted.items()),
        "two ids": sum(ids.get(to) != {key} for to, (_text, key) in wanted.items()),
        "twice": sum(len(mails) > 1 for mails in received.values()),
    }
