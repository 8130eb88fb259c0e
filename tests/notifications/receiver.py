# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Another system: a real HTTP or HTTPS server on a free port, with the manners a test asks for."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class Received:
    """One call: its path, its headers, its content."""

    path: str
    headers: dict[str, str]
    content: bytes


@dataclass
class Receiver:
    """What the server was given, and how it behaves; change it at any moment."""

    port: int = 0
    calls: list[Received] = field(default_factory=list)
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    #: The answer is this, byte for byte, and the connection closes.
    raw: bytes | None = None
    #: Bytes that are sent one by one, with this pause in seconds, before the connection closes.
    drips: bytes = b""
    pause: float = 0.05
    #: Set when a call is there; the answer waits until the other is set.
    reached: threading.Event = field(default_factory=threading.Event)
    may_answer: threading.Event = field(default_factory=threading.Event)
    #: Connections that are open now, and the most there were at once.
    open_now: int = 0
    most_open: int = 0
    lock: Any = field(default_factory=threading.Lock, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    receiver: Receiver

    def do_POST(self) -> None:
        with self.receiver.lock:
            self.receiver.open_now += 1
            self.receiver.most_open = max(self.receiver.most_open, self.receiver.open_now)
        try:
            with contextlib.suppress(OSError):
                self._answer()
        finally:
            with self.receiver.lock:
                self.receiver.open_now -= 1

    def _answer(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.receiver.calls.append(Received(self.path, dict(self.headers.items()), content))
        self.receiver.reached.set()
        self.receiver.may_answer.wait(30)
        self.close_connection = True
        if self.receiver.raw is not None:
            self.wfile.write(self.receiver.raw)
            return
        if self.receiver.drips:
            self._drip()
            return
        self.send_response(self.receiver.status)
        for name, value in self.receiver.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.receiver.body)))
        self.end_headers()
        self.wfile.write(self.receiver.body)

    def _drip(self) -> None:
        stopped = threading.Event()
        for byte in self.receiver.drips:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            stopped.wait(self.receiver.pause)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args: object) -> None:
        """A client that leaves is no error here."""


@contextlib.contextmanager
def receiving(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Open a receiver until the block ends; over TLS with a context."""
    receiver = Receiver()
    receiver.may_answer.set()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"receiver": receiver}))
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.may_answer.set()
        server.shutdown()
        server.server_close()
        thread.join()


def certificate(folder: Path, host: str) -> ssl.SSLContext:
    """Make a certificate for that host; it is its own authority, in ``folder``/cert.pem."""
    paths = ("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "3650", "-subj", f"/CN={host}",
         "-addext", f"subjectAltName=DNS:{host}", *paths],
        check=True,
        capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def closed_port() -> int:
    """Return a port of this machine at which nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
