# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The doctor finds what is wrong, says what to do, and is silent once it is mended."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import override_settings

from grc.dev.messages import LOCALE, compile_all
from grc.operation.doctor import letters
from grc.operation.doctor.examination import CHECKS
from tests.conftest import owner_connection
from tests.notifications.smtp import Manners, RelayServer
from tests.operation.conftest import everybody_leaves
from tests.operation.faults import FAULTS
from tests.operation.planting import Fault, Scene, late, lost_file

SECRET = "Kq7-fT2xV9_mB4nZ8wL1cR6yD3hJ5gS0pA-uE2oX7iK9tQ4vN8bM1zW6"


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    compile_all(LOCALE)


@pytest.fixture(scope="module")
def relay() -> Iterator[Any]:
    server = RelayServer()
    server.start()
    yield server.relay
    server.stop()


@pytest.fixture
def scene(
    town: Any,
    service: Any,
    relay: Any,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Scene]:
    """An installation as deployed, in which a worker gave a sign of life just now."""
    settings.DEMO = False
    settings.SECRET_KEY = SECRET
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", relay.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    relay.to_sender = ""

    async def answer_to_sender(
        self: Manners, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        envelope.mail_from = address
        return relay.to_sender or "250 OK"

    monkeypatch.setattr(Manners, "handle_MAIL", answer_to_sender, raising=False)
    # Whether this machine prints is a question for tests/answers/letters.
    monkeypatch.setattr(letters, "missing_packages", list)
    _give_sign_of_life()
    yield Scene(town, service, monkeypatch, tmp_path, relay)
    everybody_leaves()


def test_health_is_silence(scene: Scene, command: Any) -> None:
    """Nothing wrong: exit code 0, and every check says that it looked."""
    said = command("doctor")
    assert (said.code, said.err) == (0, ""), said.out
    assert "Nothing is wrong." in said.out
    assert "Not looked at: backups." in said.out


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_a_fault_is_found_and_mended(scene: Scene, command: Any, fault: Fault) -> None:
    """Planted, the fault is named with what to do; mended, it is named no more."""
    assert _codes(command, fault.check) == []
    with scene.patch.context() as patch:
        undo = fault.plant(replace(scene, patch=patch))
        try:
            said = command("doctor", fault.check)
        finally:
            if undo is not None:
                undo()
    assert said.code == 1, said.out
    assert f"[{fault.code}]" in said.out
    assert fault.words in said.out
    assert _codes(command, fault.check) == []


def test_without_a_database_the_rest_is_looked_at(scene: Scene, command: Any) -> None:
    """Three doors are closed and said to be; what needs no database is still looked at."""
    for alias in ("default", "owner"):
        scene.patch.setitem(connections[alias].settings_dict, "HOST", str(scene.folder))
    with override_settings(SECRET_KEY="short"):
        report = json.loads(command("doctor", "--json").out)
    codes = [finding["code"] for finding in report["findings"]]
    assert codes == ["database.unreachable"] * 2 + ["hardening.secret"]
    assert {"mail", "room", "assets", "code"} <= set(report["fine"])
    assert {"roles", "separation", "history", "worker", "live"} <= set(report["not_looked_at"])


def test_without_the_owners_address(scene: Scene, command: Any) -> None:
    """Web processes are not told it: the doctor works as the application, and says no more."""
    pages = connections["default"].settings_dict
    for name in ("USER", "PASSWORD"):
        scene.patch.setitem(connections["owner"].settings_dict, name, pages[name])
    with override_settings(BACKUP_DATABASE=pages):
        assert _codes(command) == []
        scene.patch.setitem(pages, "HOST", str(scene.folder))
        assert _codes(command, "database") == ["database.unreachable"]


def test_a_check_that_breaks_is_told(scene: Scene, command: Any) -> None:
    """What breaks one check is told without its words, and the others are made."""

    def breaks(installation: Any) -> Any:
        raise ValueError("marie@example.org")

    scene.patch.setitem(CHECKS, "separation", breaks)
    said = command("doctor", "separation", "history")
    assert said.code == 1
    assert "[doctor.separation]" in said.out
    assert "ValueError" in said.out
    assert "marie" not in said.out
    assert "Fine: history." in said.out


def test_an_unmigrated_database_is_one_fault(scene: Scene, command: Any) -> None:
    """Tables that are not there yet are not news beside the migrations that make them."""
    with owner_connection() as connection:
        connection.execute("ALTER TABLE procrastinate_workers RENAME TO away")
        connection.execute("UPDATE django_migrations SET app = 'x' WHERE name = '0004_cancelled'")
    try:
        report = json.loads(command("doctor", "migrations", "worker", "--json").out)
    finally:
        with owner_connection() as connection:
            connection.execute("ALTER TABLE away RENAME TO procrastinate_workers")
            connection.execute("UPDATE django_migrations SET app = 'notifications' WHERE app = 'x'")
    assert [finding["code"] for finding in report["findings"]] == ["migrations.pending"]
    assert report["not_looked_at"] == ["worker"]


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["words", "json"])
def test_secrets_are_not_shown(scene: Scene, command: Any, form: list[str]) -> None:
    """Neither passwords, nor the secret key, nor what concerns a citizen."""
    password = "pass-word-of-the-relay"
    mend = [late(scene), lost_file(scene)]
    scene.patch.setitem(connections["default"].settings_dict, "PASSWORD", password)
    with override_settings(
        SECRET_KEY="known-to-all", EMAIL_HOST_USER="chalons", EMAIL_HOST_PASSWORD=password
    ):
        said = command("doctor", *form)
    for undo in mend:
        undo()
    assert {"outbox.late", "disk.files-missing", "hardening.secret"} <= set(
        re.findall(r"[a-z]+\.[a-z-]+", said.out)
    )
    for secret in (password, "known-to-all", "marie@example.org", "Marie", "Bonjour"):
        assert secret not in said.out + said.err


def test_an_unknown_check_is_refused(scene: Scene, command: Any) -> None:
    """A misspelt name does not pass for health."""
    said = command("doctor", "worker", "spleen")
    assert said.code == 1
    assert "spleen" in said.err


def test_the_demo_has_its_own_ways(scene: Scene, command: Any) -> None:
    """In the demo neither the relay nor the secret is looked at."""
    with override_settings(DEMO=True, SECRET_KEY="demo", EMAIL_PORT=1):
        said = command("doctor")
    assert said.code == 0, said.out
    assert "Not looked at: mail, settings, backups." in said.out


def _codes(command: Any, *checks: str) -> list[str]:
    said = command("doctor", *checks, "--json")
    return [finding["code"] for finding in json.loads(said.out)["findings"]]


def _give_sign_of_life() -> None:
    with owner_connection() as connection:
        connection.execute("DELETE FROM procrastinate_workers")
        connection.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
