# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The programs that are measured, started as in a deployment, and how soon they answer."""

from __future__ import annotations

import http.client
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from grc.dev.errors import DevelopmentError
from grc.dev.processes import wait_until
from grc.dev.supervisor import Program, Supervisor

HOST = "127.0.0.1"
START_SECONDS = 60.0


@dataclass(frozen=True)
class Application:
    """What a server serves: the bridge for ASGI servers, pages alone for WSGI servers."""

    name: str
    bridge: str
    pages: str
    first_page: str


TOWN = Application("web", "grc.asgi:application", "grc.wsgi:application", "/")
FLOOR = Application("floor", "grc.dev.bench.floor:bridge", "grc.dev.bench.floor:application", "/")


@dataclass(frozen=True)
class Fleet:
    """Processes that serve one application: their names for the supervisor, and their ports.

    Where each process has a port of its own, clients take them in turn, as a proxy would.
    """

    names: tuple[str, ...]
    ports: tuple[int, ...]


@dataclass(frozen=True)
class Start:
    """How one program is started, the ports it answers on, what it is told besides."""

    words: tuple[str, ...]
    ports: tuple[int, ...]
    variables: Mapping[str, str] = field(default_factory=dict)


def _bridge(application: Application, processes: int) -> list[Start]:
    """Pages handed to threads under uvicorn: the town's own program, or the floor's."""
    if application is TOWN:
        return [_town(free_port()) for _ in range(processes)]
    options = ("--host", HOST, "--ws", "auto", "--ws-max-size", "4096", "--no-server-header")
    quiet = ("--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "5")
    ports = [free_port() for _ in range(processes)]
    return [
        Start(("uvicorn", application.bridge, "--port", str(port), *options, *quiet), (port,))
        for port in ports
    ]


def _town(port: int) -> Start:
    return Start(("grc.serve",), (port,), {"WEB_LISTEN": f"{HOST}:{port}"})


def _granian(application: Application, processes: int) -> list[Start]:
    port = free_port()
    options = ("--interface", "wsgi", "--host", HOST, "--port", str(port), "--no-access-log")
    workers = ("--workers", str(processes), "--blocking-threads", "1", "--log-level", "warning")
    return [Start(("granian", *options, *workers, application.pages), (port,))]


def _gunicorn(application: Application, processes: int) -> list[Start]:
    port = free_port()
    options = ("--bind", f"{HOST}:{port}", "--workers", str(processes), "--log-level", "warning")
    words = ("gunicorn", *options, "-k", "gthread", "--threads", "4", application.pages)
    return [Start(words, (port,))]


# Kinds of server; but for the first they must be installed by whoever compares.
SERVERS: dict[str, Callable[[Application, int], list[Start]]] = {
    "bridge": _bridge,
    "granian": _granian,
    "gunicorn": _gunicorn,
}


def start(
    supervisor: Supervisor,
    application: Application,
    *,
    server: str,
    processes: int,
    environment: Mapping[str, str],
) -> tuple[Fleet, float]:
    """Start the processes; return them, and the seconds until each of them answered a page."""
    began = time.perf_counter()
    names, ports = [], []
    for number, program in enumerate(SERVERS[server](application, processes)):
        name = f"{application.name}-{number + 1}"
        names.append(name)
        ports += [(name, port) for port in program.ports]
        command = (sys.executable, "-m", *program.words)
        supervisor.start(Program(name, command, {**environment, **program.variables}))
    for name, port in ports:
        answered = wait_until(
            lambda name=name, port=port: _answers(  # type: ignore[misc]
                supervisor, name, port, application.first_page
            ),
            START_SECONDS,
        )
        if not answered:
            raise DevelopmentError(f"{name} does not answer after {START_SECONDS:.0f} s.")
    found = tuple(port for _name, port in ports)
    return Fleet(tuple(names), found), time.perf_counter() - began


def free_port() -> int:
    with socket.create_server((HOST, 0)) as found:
        return int(found.getsockname()[1])


def _answers(supervisor: Supervisor, name: str, port: int, path: str) -> bool:
    supervisor.require(name)
    connection = http.client.HTTPConnection(HOST, port, timeout=START_SECONDS)
    headers = {"Host": "localhost", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    try:
        connection.request("GET", path, headers=headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    if status != http.HTTPStatus.OK:
        raise DevelopmentError(f"{name} answers {status} to {path}.")
    return True
