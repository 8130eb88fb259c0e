# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The demo town on this machine, with one command: `python -m grc.dev.demo`, or `make demo`.

Reads PORT (8000) and DATA_DIR (.data) from the environment, and DATABASE_URL for a PostgreSQL of
one's own. Prints the addresses and the sign-ins when everything answers; ends with Ctrl-C.
"""

import contextlib
import hashlib
import http.client
import importlib.metadata
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import psycopg

from grc.dev.errors import DevelopmentError
from grc.dev.postgres import keep, provide_environment, release
from grc.dev.supervisor import Program, Supervisor, follow_parent

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
READY_SECONDS = 120.0
WATCH_SECONDS = 0.1
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class PortTaken(DevelopmentError):
    """Another program listens where the town should."""


class Interruption:
    """Ctrl-C and SIGTERM raise KeyboardInterrupt, and are remembered: Python loses an exception
    that falls into one of its own callbacks, such as those around a fork.
    """

    def __init__(self) -> None:
        self._came = False
        self.name = ""
        # Set even where a script that starts us in the background lets us inherit a deaf ear.
        for word in SIGNALS:
            signal.signal(word, self._hear)

    def heed(self) -> None:
        """Raises KeyboardInterrupt when a signal came."""
        if self._came:
            raise KeyboardInterrupt

    def ignore_more(self) -> None:
        """From now on nothing interrupts the stopping."""
        for word in SIGNALS:
            signal.signal(word, signal.SIG_IGN)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self._came = True
        self.name = signal.Signals(number).name
        self.heed()


@dataclass(frozen=True)
class Stage:
    """What plays: `prepare` runs to its end and prints what visitors must know, the rest stays."""

    folder: Path
    data_dir: Path
    port: int
    mailbox_port: int
    prepare: Program
    mailbox: Program
    web: Program
    worker: Program


def catalaune(port: int, data_dir: Path) -> Stage:
    """The programs of the demo town."""
    mailbox_port = port + 1 if is_free(port + 1) else _free_port()
    smtp_port = _free_port()
    environment = {
        "DATA_DIR": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "grc.settings.dev",
        "EMAIL_HOST": HOST,
        "EMAIL_PORT": str(smtp_port),
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "WEB_LISTEN": f"{HOST}:{port}",
    }

    def python(name: str, *arguments: str) -> Program:
        return Program(name, (sys.executable, *arguments), environment)

    mailbox = ["--smtp-port", str(smtp_port), "--http-port", str(mailbox_port)]
    return Stage(
        folder=ROOT,
        data_dir=data_dir,
        port=port,
        mailbox_port=mailbox_port,
        prepare=python("prepare", "manage.py", "prepare_demo"),
        mailbox=python(
            "mailbox", "-m", "grc.dev.mailbox", *mailbox, "--dir", str(data_dir / "mailbox")
        ),
        web=python("web", "-m", "grc.serve"),
        worker=python("worker", "manage.py", "procrastinate", "worker"),
    )


def play(stage: Stage) -> int:
    """Start everything, say where it is, watch over it until a signal comes. Returns 0 then.

    Raises DevelopmentError when something cannot start.
    """
    interruption = Interruption()
    try:
        _refuse_taken_port(stage.port)
        logs = stage.data_dir / "logs"
        with Supervisor(stage.folder, logs, _say, interruption.heed) as supervisor:
            try:
                _raise_curtain(stage, supervisor)
                while True:
                    supervisor.tend()
                    keep(stage.data_dir)
                    time.sleep(WATCH_SECONDS)
            finally:
                interruption.ignore_more()
    except KeyboardInterrupt:
        _say(f"Stopped by {interruption.name}.")
    finally:
        release(stage.data_dir)
    return 0


def is_free(port: int) -> bool:
    """Could a server listen there, and would `localhost` reach it and nobody else?"""
    try:
        socket.create_server((HOST, port)).close()
    except OSError:
        return False
    # Browsers try the newer protocol first: a stranger there would answer for `localhost`.
    with contextlib.suppress(OSError), socket.create_connection(("::1", port), timeout=1):
        return False
    return True


def _raise_curtain(stage: Stage, supervisor: Supervisor) -> None:
    supervisor.start(stage.mailbox)
    _compile_translations(stage.folder / "locale")
    provide_environment(stage.data_dir)
    stamp = _stamp(stage.folder)
    is_known = _stamp_of_database() == stamp
    if is_known:
        supervisor.start(stage.web)
    else:
        _say("Preparing the demo town. The first time takes a while.")
    printed = supervisor.run(stage.prepare)
    if not is_known:
        _stamp_database(stamp)
        supervisor.start(stage.web)
    _await_health(stage.port, supervisor)
    # Last, because nobody waits for it: the pages have both processors until they answer.
    supervisor.start(stage.worker)
    supervisor.require("mailbox")
    print(f"portal: http://localhost:{stage.port}/")
    print(f"desk: http://localhost:{stage.port}/bureau/")
    print(f"mailbox: http://localhost:{stage.mailbox_port}/")
    print(printed, end="", flush=True)


def _await_health(port: int, supervisor: Supervisor) -> None:
    end = time.monotonic() + READY_SECONDS
    while not _is_healthy(port):
        supervisor.require("web")
        if time.monotonic() > end:
            raise DevelopmentError(f"The town does not answer after {READY_SECONDS:.0f} seconds.")
        time.sleep(0.02)


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _compile_translations(locale_dir: Path) -> None:
    from grc.dev.messages import compile_all

    compile_all(locale_dir)


def _stamp(folder: Path) -> str:
    """What the database depends on: the migrations here and those of the installed packages."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*/**/migrations/*.py")):
        digest.update(path.read_bytes())
    versions = {(found.name, found.version) for found in importlib.metadata.distributions()}
    digest.update(repr(sorted(versions)).encode())
    return digest.hexdigest()


def _stamp_of_database() -> str | None:
    """Kept in the database itself, so that it is gone when the database is."""
    query = (
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        " WHERE datname = current_database()"
    )
    with psycopg.connect(_owner_url()) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def _stamp_database(stamp: str) -> None:
    with psycopg.connect(_owner_url()) as connection:
        comment = psycopg.sql.SQL("COMMENT ON DATABASE {} IS {}")
        connection.execute(comment.format(psycopg.sql.Identifier(connection.info.dbname), stamp))


def _owner_url() -> str:
    if url := os.environ.get("DATABASE_OWNER_URL"):
        return url
    raise DevelopmentError("DATABASE_URL is set, DATABASE_OWNER_URL is not: set both or neither.")


def _refuse_taken_port(port: int) -> None:
    if not is_free(port):
        raise PortTaken(
            f"Port {port} is taken by another program. Stop it, or choose another port: "
            f"make demo PORT={port + 10}"
        )


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as found:
        return int(found.getsockname()[1])


def _port() -> int:
    value = os.environ.get("PORT") or "8000"
    if not value.isdecimal() or not 1 <= int(value) <= 65000:
        raise DevelopmentError(f"PORT is {value!r}: give a number between 1 and 65000.")
    return int(value)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Play the demo town; a sentence on stderr and 1 when it cannot be."""
    # Killing make alone must not leave a town behind that nobody can find.
    if "MAKELEVEL" in os.environ and (follow := follow_parent(signal.SIGTERM)):
        follow()
    try:
        return play(
            catalaune(_port(), Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve())
        )
    except DevelopmentError as error:
        _say(str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main())
