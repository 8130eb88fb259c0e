# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A browser that costs almost nothing: one connection kept alive, cookies, hidden fields.

It plays the proxy as well, which says that the visitor came by TLS and from where.
"""

from __future__ import annotations

import re
import socket
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

HOST = "localhost"
PATIENCE = 60.0
BLOCK = 262_144
HIDDEN = '<input type="hidden" name="%s" value="([^"]*)"'


class JourneyFailed(Exception):
    """A page answered something else than what the journey needs."""


class ConnectionEnded(JourneyFailed):
    """The server closed the connection before the first byte of its answer."""


@dataclass(frozen=True)
class Reply:
    """What came back: ``body`` as it was received, ``size`` with the headers."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    size: int

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (zlib.decompress(self.body, 31) if packed else self.body).decode()

    def hidden(self, name: str) -> str:
        """Return the value of a hidden field of the page."""
        found = re.search(HIDDEN % re.escape(name), self.text)
        if found is None:
            raise JourneyFailed(f"The page has no field {name}.")
        return found[1]


class Browser(Protocol):
    """What a journey needs. ``received`` counts bytes since the beginning."""

    received: int

    def get(self, path: str) -> Reply: ...

    def post(
        self, path: str, fields: Mapping[str, str], *, multipart: bool = False, json: bool = False
    ) -> Reply: ...

    def become(self, address: str) -> None:
        """Be somebody new, without cookies, who comes from that address."""


class SocketBrowser:
    """The real thing, on a raw socket."""

    def __init__(self, port: int, cookies: Mapping[str, str], address: str) -> None:
        self.port, self.cookies, self.address = port, dict(cookies), address
        self.received = 0
        self._socket: socket.socket | None = None

    def become(self, address: str) -> None:
        self.cookies.clear()
        self.address = address

    def get(self, path: str) -> Reply:
        return self._exchange(self._head("GET", path, "text/html") + b"\r\n")

    def post(
        self, path: str, fields: Mapping[str, str], *, multipart: bool = False, json: bool = False
    ) -> Reply:
        kind, body = _as_multipart(fields) if multipart else _as_form(fields)
        head = self._head("POST", path, "application/json" if json else "text/html")
        more = (
            f"Origin: https://{HOST}\r\nReferer: https://{HOST}{path}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return self._exchange(head + more.encode() + body)

    def _head(self, method: str, path: str, accept: str) -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {HOST}",
            "User-Agent: catalaune-bench",
            f"Accept: {accept}",
            "Accept-Encoding: gzip",
            "Accept-Language: fr",
            "X-Forwarded-Proto: https",
            f"X-Forwarded-For: {self.address}",
        ]
        if self.cookies:
            jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            lines.append(f"Cookie: {jar}")
        return ("\r\n".join(lines) + "\r\n").encode()

    def _exchange(self, message: bytes) -> Reply:
        try:
            reply = self._read(self._sent(message))
        except ConnectionEnded:
            # Kept alive for longer than the server cares: browsers open another one too.
            self._hang_up()
            reply = self._read(self._sent(message))
        self.received += reply.size
        if reply.headers.get("connection", "").lower() == "close":
            self._hang_up()
        return reply

    def _sent(self, message: bytes) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._socket.sendall(message)
        except OSError as error:
            raise ConnectionEnded from error
        return self._socket

    def _hang_up(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _read(self, connection: socket.socket) -> Reply:
        data = _first(connection)
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += _more(connection)
        status, headers = self._understand(data[:end].decode("latin-1"))
        rest = data[end + 4 :]
        if headers.get("transfer-encoding", "") == "chunked":
            body, size = _chunks(connection, rest)
            return Reply(status, headers, body, end + 4 + size)
        length = int(headers.get("content-length", 0))
        parts, missing = [rest], length - len(rest)
        while missing > 0:
            parts.append(_more(connection))
            missing -= len(parts[-1])
        return Reply(status, headers, b"".join(parts), end + 4 + length)

    def _understand(self, head: str) -> tuple[int, dict[str, str]]:
        first, *lines = head.split("\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(": ")
            name = name.lower()
            if name == "set-cookie":
                self._keep(value)
            else:
                headers[name] = value
        return int(first.split(" ", 2)[1]), headers

    def _keep(self, cookie: str) -> None:
        pair, _, attributes = cookie.partition(";")
        name, _, value = pair.partition("=")
        if "max-age=0" in attributes.lower():
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value


def _first(connection: socket.socket) -> bytes:
    try:
        block = connection.recv(BLOCK)
    except ConnectionResetError:
        block = b""
    if not block:
        raise ConnectionEnded("The server closed the connection before it answered.")
    return block


def _more(connection: socket.socket) -> bytes:
    block = connection.recv(BLOCK)
    if not block:
        raise JourneyFailed("The server closed the connection in the middle of a page.")
    return block


def _chunks(connection: socket.socket, data: bytes) -> tuple[bytes, int]:
    parts, size, done = [], 0, False
    while not done:
        while (end := data.find(b"\r\n")) < 0:
            data += _more(connection)
        length = int(data[:end], 16)
        while len(data) < end + length + 4:
            data += _more(connection)
        parts.append(data[end + 2 : end + 2 + length])
        data, size, done = data[end + length + 4 :], size + end + length + 4, length == 0
    return b"".join(parts), size


def _as_form(fields: Mapping[str, str]) -> tuple[str, bytes]:
    return "application/x-www-form-urlencoded", urlencode(fields).encode()


def _as_multipart(fields: Mapping[str, str]) -> tuple[str, bytes]:
    boundary = "catalaune-bench-boundary"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return f"multipart/form-data; boundary={boundary}", (
        "".join(parts) + f"--{boundary}--\r\n"
    ).encode()
