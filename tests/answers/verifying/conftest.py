# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Answers with a long story, and an owner who gets past every trigger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tests.answers.circuits import circuit, role, stage
from tests.cast import make_member, make_team
from tests.conftest import owner_connection
from tests.notifications.smtp import RelayServer

Planted = Callable[..., None]


@pytest.fixture
def director(town: Any) -> Any:
    cabinet = make_team(town, "Direction")
    return make_member(town, cabinet, "supervisor", "director@chalons.example", "Diane Direction")


@pytest.fixture
def relay(settings: Any) -> Iterator[Any]:
    """A relay that takes whatever comes."""
    server = RelayServer()
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.relay.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield server.relay
    server.stop()


@pytest.fixture
def story(
    town: Any,
    service_request: Any,
    agent: Any,
    team: Any,
    supervisor: Any,
    director: Any,
    relay: Any,
    settings: Any,
    tmp_path: Path,
) -> Any:
    """Returned, submitted again, corrected by a validator, agreed to by another, sent.

    Its circuit was changed on this case, a visa was taken back and given again.
    """
    from notifications.models import Delivery
    from notifications.sending import send

    settings.MEDIA_ROOT = tmp_path
    with town.scope():
        answer = _lived(town, service_request, agent, team, supervisor, director)
        due = Delivery.objects.filter(notification="answer_sent").order_by("pk").last()
        Delivery.objects.filter(pk=due.pk).update(next_attempt_at=timezone.now())
    send(town.pk, due.pk)
    with town.scope():
        told = answer.lock()
        assert told.state == "sent"
        return told


def _lived(
    town: Any, service_request: Any, agent: Any, team: Any, supervisor: Any, director: Any
) -> Any:
    from grc.answers.models import Answer

    cabinet = director.memberships.get().team
    circuit(town, stage("head", role(team)), stage("director", role(cabinet)))
    answer = Answer.objects.draft_for(service_request.take(by=agent), by=agent)
    answer.save_draft("Nous passerons.", based_on=0, by=agent)
    answer.submit(based_on=1, by=agent)
    answer.return_to_author(round_number=1, reason="Quel jour ?", by=supervisor)
    answer.lock().enclose(SimpleUploadedFile("plan.pdf", b"%PDF-1.7 the plan"), by=agent)
    answer.lock().save_draft("Nous passerons mardi.", based_on=1, by=agent)
    answer.lock().submit(based_on=2, by=agent)
    answer.consult(
        make_member(town, team, "agent", "voice@chalons.example", "Victor Voix"),
        round_number=2,
        reason="Il connaît la rue.",
        by=supervisor,
    )
    voice = answer.lock().open_round.turns.open().get(person__isnull=False).person
    answer.give_opinion("favourable", round_number=2, by=voice)
    answer.amend("Nous passerons mardi matin.", round_number=2, by=supervisor)
    answer.approve(round_number=3, by=director)
    answer.lock().undo(by=director)
    answer.lock().approve(round_number=3, by=director, remark="Bien.")
    return answer


@pytest.fixture
def plant(town: Any) -> Iterator[Planted]:
    """Return the hand of an owner who gets past triggers and row security of one table."""

    def statements(table: str, *changes: str) -> None:
        with owner_connection() as owner:
            owner.execute("SELECT set_config('grc.municipality', %s, false)", [str(town.pk)])
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            for change in changes:
                owner.execute(change)
            owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    yield statements
    connection.close()


@pytest.fixture
def verified() -> Callable[..., tuple[int, list[str]]]:
    """Run the command in English; return its exit code and its lines."""

    def run(*words: Any) -> tuple[int, list[str]]:
        out = StringIO()
        try:
            call_command("verify_answers", *map(str, words), "--language", "en", stdout=out)
        except SystemExit as left:
            return int(left.code or 0), out.getvalue().splitlines()
        return 0, out.getvalue().splitlines()

    return run
