# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The mailbox as one thing that starts and stops."""

import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from grc.dev.errors import DevelopmentError
from grc.dev.mailbox.smtp import SmtpServer
from grc.dev.mailbox.store import Mail, Store
from grc.dev.mailbox.web import WebServer

HOST = "127.0.0.1"


class PortTaken(DevelopmentError):
    """Another program listens where we should."""


class Mailbox:
    """Both servers, on free ports unless told otherwise. Use it with `with`.

    `folder` keeps the messages, `locale_dir` has the translations of its pages.
    Raises PortTaken when a port is not free.
    """

    def __init__(
        self,
        folder: Path,
        *,
        smtp_port: int = 0,
        http_port: int = 0,
        locale_dir: Path | None = None,
    ):
        self.store = Store(folder)
        smtp_socket = _bind(smtp_port)
        try:
            http_socket = _bind(http_port)
        except PortTaken:
            smtp_socket.close()
            raise
        self.smtp_port: int = smtp_socket.getsockname()[1]
        self.http_port: int = http_socket.getsockname()[1]
        self._smtp = SmtpServer(self.store, smtp_socket)
        self._web = WebServer(self.store, http_socket, locale_dir)
        self._thread = threading.Thread(target=self._web.serve_forever, name="http", daemon=True)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.http_port}/"

    def messages(self, *, to: str = "") -> list[Mail]:
        """What was received, newest first."""
        return list(self.store.newest(to=to))

    def __enter__(self) -> Self:
        self._smtp.start()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._smtp.stop()
        self._web.shutdown()
        self._web.server_close()
        self._thread.join()


def _bind(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        raise PortTaken(f"Port {port} is taken by another program: choose another.") from error
