# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A town put up as the operators' guide says: the example's files, the units' commands."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from grc.dev.messages import LOCALE, compile_all
from tests.deploy.proxy import Nginx, Proxy
from tests.deploy.units import ROOT, Service, environment_example
from tests.e2e.house import free_ports
from tests.live.browser import database_url
from tests.notifications.smtp import Relay, RelayServer

HOST = "testserver"


class Town:
    """Web processes on one socket, as many workers, a proxy before them, a mail relay behind."""

    def __init__(self, folder: Path, relay: Relay, processes: int, proxy: type[Proxy]) -> None:
        from django.conf import settings

        self.folder, self.relay = folder, relay
        self.environment = environment_example() | {
            # A session that the test opens is one that the pages know.
            "SECRET_KEY": settings.SECRET_KEY,
            "DATABASE_URL": database_url("default"),
            "DATA_DIR": str(folder / "data"),
            "STATIC_ROOT": str(folder / "static"),
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(relay.port),
        }
        self.listening = socket.socket(socket.AF_UNIX)
        self.listening.bind(str(folder / "web.sock"))
        self.listening.listen(2048)
        numbers = [str(number) for number in range(1, processes + 1)]
        self.webs = [
            Service("catalaune-web", number, self.environment, folder, self.listening)
            for number in numbers
        ]
        self.workers = [
            Service("catalaune-worker", number, self.environment, folder) for number in numbers
        ]
        self.port, self.plain_port = free_ports(2)
        self.proxy = proxy(
            folder,
            host=HOST,
            port=self.port,
            plain_port=self.plain_port,
            web=folder / "web.sock",
        )

    def start(self) -> None:
        compile_all(LOCALE)
        for service in self.workers:
            service.start()
        self._collect()
        for service in self.webs:
            service.start()
        self.proxy.start()
        for service in self.webs:
            service.await_ready()

    def close(self) -> None:
        for service in (*self.webs, *self.workers):
            service.close()
        self.proxy.close()
        self.listening.close()

    def _collect(self) -> None:
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"]} | self.environment,
            check=True,
        )


@contextmanager
def deployed(folder: Path, *, processes: int = 2, proxy: type[Proxy] = Nginx) -> Iterator[Town]:
    """Put up a town; nothing of it is left afterwards."""
    with ExitStack() as stack:
        server = RelayServer()
        server.start()
        stack.callback(server.stop)
        town = Town(folder, server.relay, processes, proxy)
        stack.callback(town.close)
        town.start()
        yield town
