# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The town as it is deployed: pages and sockets, a worker, a mailbox, each a real process."""

from __future__ import annotations

import http.client
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.utils import timezone

from grc.dev.mailbox import Mail, Store
from grc.dev.messages import LOCALE, compile_all
from grc.dev.processes import wait_until
from grc.dev.supervisor import Program, Supervisor
from tests.live.browser import database_url

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
PROGRAMS = ("web", "worker", "mailbox")
READY_SECONDS = 60.0
MAIL_SECONDS = 30.0
REST_SECONDS = 30.0
T = TypeVar("T")


class House:
    """A running installation. ``town`` is the one that answers on localhost at the moment."""

    def __init__(self, town: Any, folder: Path, supervisor: Supervisor) -> None:
        self.town, self.folder, self.supervisor = town, folder, supervisor
        self.port, self.mailbox_port, self._smtp_port = free_ports(3)
        self.url = f"http://localhost:{self.port}"
        self.mailbox_url = f"http://localhost:{self.mailbox_port}/"
        self._mails = Store(folder / "mailbox")
        self._said_before: dict[str, int] = {}

    def start(self) -> None:
        """Start the processes and wait until the pages and the mailbox answer."""
        for program in self._programs():
            self.supervisor.start(program)
        self._await(self.port, "/health/", "web")
        self._await(self.mailbox_port, "/messages.json", "mailbox")

    def welcome(self, town: Any) -> None:
        """Serve another town from now on, whose mailbox and logs are empty."""
        self.town = town
        for mail in (self.folder / "mailbox").glob("*.eml"):
            mail.unlink()
        self._said_before = {path.stem: path.stat().st_size for path in self._log_files()}

    def come_to_rest(self) -> None:
        """Wait for the worker to do what it was asked; every process is still there."""
        for name in PROGRAMS:
            self.supervisor.require(name)
        assert wait_until(lambda: not self.ask(_has_work), REST_SECONDS), "the worker is not done"

    def mails(self, *, to: str, count: int = 1) -> list[Mail]:
        """Return the mails of a person, oldest first, once there are that many."""

        def arrived() -> bool:
            self.supervisor.require("worker")
            return len(self._received(to)) >= count

        assert wait_until(arrived, MAIL_SECONDS), f"{len(self._received(to))} mails, not {count}"
        return self._received(to)

    def ask(self, question: Callable[[], T]) -> T:
        """Ask the database, in the scope of the town.

        In a thread of its own: the browser's loop runs in this one, and Django refuses that.
        """

        def answer() -> T:
            from django.db import connections

            try:
                with self.town.scope():
                    return question()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(answer).result()

    def logs(self) -> Iterator[tuple[str, str]]:
        """What each process said to this town, by its name."""
        for path in self._log_files():
            said = path.read_bytes()[self._said_before.get(path.stem, 0) :]
            yield path.stem, said.decode(errors="replace")

    def _log_files(self) -> list[Path]:
        return sorted((self.folder / "logs").glob("*.log"))

    def _received(self, to: str) -> list[Mail]:
        return list(self._mails.newest(to=to))[::-1]

    def _await(self, port: int, path: str, name: str) -> None:
        def answers() -> bool:
            self.supervisor.require(name)
            return _is_ok(port, path)

        assert wait_until(answers, READY_SECONDS), f"{name} does not answer"

    def _programs(self) -> list[Program]:
        environment = {
            "CI": "",
            "DATABASE_URL": database_url("default"),
            "DATABASE_OWNER_URL": database_url("owner"),
            "DATA_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "grc.settings.test",
            "EMAIL_HOST": HOST,
            "EMAIL_PORT": str(self._smtp_port),
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            "WEB_LISTEN": f"{HOST}:{self.port}",
            "WEB_THREADS": "4",
        }

        def python(name: str, *arguments: str) -> Program:
            return Program(name, (sys.executable, *arguments), environment)

        ports = ["--smtp-port", str(self._smtp_port), "--http-port", str(self.mailbox_port)]
        folder = str(self.folder / "mailbox")
        return [
            python("web", "-m", "grc.serve"),
            python("worker", "manage.py", "procrastinate", "worker"),
            python("mailbox", "-m", "grc.dev.mailbox", *ports, "--dir", folder),
        ]


@contextmanager
def open_house(town: Any, folder: Path) -> Iterator[House]:
    """Open the town to visitors; nothing of it is left afterwards."""
    compile_all(LOCALE)
    with Supervisor(ROOT, folder / "logs", say=print, heed=lambda: None) as supervisor:
        house = House(town, folder, supervisor)
        house.start()
        yield house
        for name in PROGRAMS:
            supervisor.require(name)


def _has_work() -> bool:
    """Return whether a job waits for a worker, or has one."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    waiting = ProcrastinateJob.objects.filter(status__in=("todo", "doing"))
    return waiting.exclude(scheduled_at__gt=timezone.now()).exists()


def free_ports(count: int) -> list[int]:
    """Return ports on which nobody listens, all different."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.create_server((HOST, 0))) for _ in range(count)]
        return [found.getsockname()[1] for found in sockets]


def _is_ok(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
