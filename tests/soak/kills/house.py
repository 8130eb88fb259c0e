# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A town of its own processes and its own PostgreSQL: each may be killed, each is started again.

As systemd does with ``Restart=always``: whatever ends begins again, and nobody asks why.
"""

from __future__ import annotations

import asyncio
import http.client
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random, SystemRandom
from subprocess import CalledProcessError

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.management import call_command

from grc.dev.cluster import Cluster
from grc.dev.errors import DevelopmentError
from grc.dev.mailbox import Store
from grc.dev.mailbox.smtp import Receiver, SmtpServer
from grc.dev.migrating import swift_migrations
from grc.dev.postgres import Urls, keep, provide, release
from grc.dev.processes import PROC, named_in, wait_until
from grc.dev.supervisor import Program, Supervisor
from notifications.models.outbox import ABANDONED_AFTER
from tests.e2e.house import HOST
from tests.figures import SCALE
from tests.schema import run_script, schema_script
from tests.soak.kills import hasty

ROOT = Path(__file__).resolve().parents[3]
WEB = ("web-1", "web-2")
#: A second worker, where there is time for both to be killed.
HAS_TIME = SCALE >= 0.2
WORKERS = ("worker-1", "worker-2") if HAS_TIME else ("worker-1",)
WORK = ("manage.py", "procrastinate", "worker") if HAS_TIME else ("-m", "tests.soak.kills.hasty")
#: Seconds within which the town must be whole again, whatever was killed.
HEALING = 60.0
#: What systemd would wait (RestartSec), in seconds.
RESTART = 0.2
#: For how long nobody starts PostgreSQL again, at most, in seconds.
AWAY = 0.5
#: How often to look what became of things, in seconds: the machine is for the town.
LOOK = 0.05
WATCH = 0.3
#: What a mail relay takes to answer, in seconds.
SLOWNESS = 0.03
#: To whom it takes so long that a dead worker's message would be with another, and how long. (The
#: sender itself gives up after 30 s.)
HESITANT = "lent@example.org"
HESITATION = ABANDONED_AFTER.total_seconds() + 8 if HAS_TIME else hasty.OLD + hasty.EVERY + 2
DATA = "data"


class House:
    """The processes of the town. ``urls`` lead to its database, ``ports`` to its pages."""

    def __init__(self, folder: Path, urls: Urls, supervisor: Supervisor, dice: Random) -> None:
        self.urls, self.folder, self.dice = urls, folder, dice
        self.ports = quiet_ports(len(WEB))
        self.killed: Counter[str] = Counter()
        self.mails = Store(folder / "mailbox")
        self._supervisor = supervisor
        self._server = Server(folder / DATA, Random(dice.random()))
        self._relay = socket.create_server((HOST, 0))
        self._smtp = SlowRelay(self.mails, self._relay)
        self._watch = Watch(self.ports)

    def open(self) -> None:
        """Start everything, and wait until the pages answer."""
        self._smtp.start()
        for program in self._programs():
            self._supervisor.start(program)
        self._server.start()
        self._watch.start()
        assert self.wait(self.is_whole), f"No page answers. See {self.folder}."
        self._watch.longest_silence = 0.0

    def close(self) -> None:
        self._watch.leave()
        self._server.leave()
        self._supervisor.stop()
        self._smtp.stop()

    def wait(
        self, condition: Callable[[], bool], seconds: float = HEALING, *, pace: float = LOOK
    ) -> bool:
        """Wait for something, while whatever ended is started again; look every ``pace`` s."""
        looked_at = 0.0

        def look() -> bool:
            nonlocal looked_at
            if time.monotonic() - looked_at < pace:
                return False
            self._supervisor.tend()
            looked_at = time.monotonic()
            return condition()

        return wait_until(look, seconds)

    def kill(self, kind: str) -> None:
        """End one process of this kind (web, worker, postgres, backend) as nothing can refuse."""
        found: list[int] = []
        assert self.wait(lambda: bool(found.extend(self._of_kind(kind)) or found)), f"no {kind}"
        with suppress(ProcessLookupError):
            os.kill(self.dice.choice(found), signal.SIGKILL)
        self._watch.answering = []
        self.killed[kind] += 1

    @property
    def longest_silence(self) -> float:
        """The longest time, in seconds, during which no web process could serve a page."""
        return self._watch.longest_silence

    def is_whole(self) -> bool:
        """Whether every web process serves pages, as far as was heard a moment ago."""
        return len(self._watch.answering) == len(WEB)

    def last_words(self) -> str:
        """The end of what each process wrote."""
        logs = sorted((self.folder / "logs").glob("*.log"))
        ends = [(log.name, log.read_text(errors="replace")[-3000:]) for log in logs]
        return "\n".join(f"--- {name}\n{end}" for name, end in ends)

    def _of_kind(self, kind: str) -> list[int]:
        if kind == "postgres":
            return self._server.postmaster()
        if kind == "backend":
            return self._server.backends()
        names = WEB if kind == "web" else WORKERS
        return [self._supervisor.pid(name) for name in names if self._supervisor.is_running(name)]

    def _programs(self) -> list[Program]:
        environment = {
            "CI": "",
            "DATABASE_URL": self.urls.application,
            "DATA_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "grc.settings.test",
            "EMAIL_HOST": HOST,
            "EMAIL_PORT": str(self._relay.getsockname()[1]),
            "PYTHONUNBUFFERED": "1",
            "TRUSTED_PROXIES": "1",
            "WEB_THREADS": "4",
        }

        doors = {
            name: environment | {"WEB_LISTEN": f"{HOST}:{port}"}
            for name, port in zip(WEB, self.ports, strict=True)
        }
        return [
            *(
                Program(name, (sys.executable, "-m", "grc.serve"), known)
                for name, known in doors.items()
            ),
            *(Program(name, (sys.executable, *WORK), environment) for name in WORKERS),
        ]


@contextmanager
def open_house(folder: Path, urls: Urls, dice: Random) -> Iterator[House]:
    """Open the town whose database was laid in this folder; stop everything afterwards."""
    # aiosmtpd tells every word of every conversation.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    pauses = (RESTART, RESTART)
    silent = {"say": lambda _: None, "heed": lambda: None}
    with Supervisor(ROOT, folder / "logs", **silent, pauses=pauses) as supervisor:
        house = House(folder, urls, supervisor, dice)
        house.open()
        try:
            yield house
        finally:
            house.close()


@contextmanager
def own_database(folder: Path) -> Iterator[Urls]:
    """Start a PostgreSQL of our own with its tables; lead Django of this process to it."""
    from django.db import connections

    script = ""
    with suppress(CalledProcessError):
        script = schema_script(connections["owner"])
    urls = provide(folder / DATA)
    try:
        with _lead_to(urls):
            if script:
                run_script(connections["owner"], script)
            else:
                with swift_migrations():
                    call_command("migrate", database="owner", verbosity=0)
            yield urls
    finally:
        release(folder / DATA)


@contextmanager
def _lead_to(urls: Urls) -> Iterator[None]:
    from django.db import connections

    from grc.settings import env

    kept = {}
    for alias, url in (("default", urls.application), ("owner", urls.owner)):
        connections[alias].close()
        kept[alias] = dict(connections[alias].settings_dict)
        connections[alias].settings_dict.update(env.database("NO_SUCH_VARIABLE", url))
    try:
        yield
    finally:
        for alias, settings in kept.items():
            connections[alias].close()
            connections[alias].settings_dict.update(settings)


class Server(threading.Thread):
    """The PostgreSQL of the town: started again when it is gone, after a moment without it."""

    def __init__(self, data_dir: Path, dice: Random) -> None:
        super().__init__(daemon=True)
        self._data_dir, self._dice = data_dir, dice
        self._cluster = Cluster(data_dir / "postgres", data_dir / "logs" / "postgres.log")
        self._leaving = threading.Event()

    def run(self) -> None:
        while not self._leaving.wait(LOOK):
            if self._cluster.postmaster() is None and not self._leaving.wait(
                self._dice.uniform(0, 0.5)
            ):
                with suppress(DevelopmentError):
                    keep(self._data_dir)

    def leave(self) -> None:
        self._leaving.set()
        self.join()

    def postmaster(self) -> list[int]:
        found = self._cluster.postmaster()
        return [found.pid] if found and found.is_ready else []

    def backends(self) -> list[int]:
        """The processes that serve a connection of the town."""
        return [pid for pid in named_in("postgres", self._cluster.data) if _serves(pid)]


class SlowReceiver(Receiver):
    """Takes its time between keeping a message and saying so, as relays do: who sends may die."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(HESITATION if HESITANT in envelope.rcpt_tos else SLOWNESS)
        return answer


class SlowRelay(SmtpServer):
    receiver = SlowReceiver


class Watch(threading.Thread):
    """Asks the web processes all the time whether pages can be served."""

    def __init__(self, ports: list[int]) -> None:
        super().__init__(daemon=True)
        self.longest_silence = 0.0
        self.answering: list[int] = []
        self._ports = ports
        self._leaving = threading.Event()

    def run(self) -> None:
        heard_at = time.monotonic()
        while not self._leaving.wait(WATCH):
            self.answering = [port for port in self._ports if _is_well(port)]
            now = time.monotonic()
            self.longest_silence = max(self.longest_silence, now - heard_at)
            if self.answering:
                heard_at = now

    def leave(self) -> None:
        self._leaving.set()
        self.join()


def quiet_ports(count: int) -> list[int]:
    """Return ports that no system gives away by itself: a dead process finds its own free again."""
    found: set[int] = set()
    while len(found) < count:
        port = SystemRandom().randrange(20_000, 32_000)
        with suppress(OSError):
            socket.create_server((HOST, port)).close()
            found.add(port)
    return sorted(found)


def _is_well(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _serves(pid: int) -> bool:
    with suppress(OSError):
        title = (PROC / str(pid) / "cmdline").read_bytes()
        return title.startswith(b"postgres: catalaune ")
    return False
