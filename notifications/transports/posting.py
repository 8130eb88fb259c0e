# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""One POST to a system that nobody trusts: to a judged address, within a time, never redirected."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import h11

from notifications.transports.addresses import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from notifications.transports.addresses import Address, Target

#: Seconds for all of it: looking up, connecting, sending, being answered.
DEADLINE: Final = 15.0
#: Bytes of an answer that are read at most, and of its head.
MOST_READ: Final = 64 * 1024
MOST_HEAD: Final = 16 * 1024


@dataclass
class Answered:
    """What came back: the status, the wait that was asked for, the begin of the text."""

    status: int
    reason: str = ""
    retry_after: str = ""
    body: bytes = field(default=b"", repr=False)


class _Clock:
    """What is left of the time."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds

    @property
    def left(self) -> float:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError("It took too long.")
        return left


def post(
    target: Target, content: bytes, headers: Iterable[tuple[str, str]], *, seconds: float = DEADLINE
) -> Answered:
    """Send the content and return the answer, whatever its status.

    Raise ``Refused`` for an address that may not be spoken to, ``OSError`` (``ssl.SSLError`` is
    one) and ``h11.ProtocolError`` when nothing came of it.
    """
    clock = _Clock(seconds)
    addresses = resolve(target, timeout=clock.left)
    with contextlib.closing(_connect(target, addresses, clock)) as sock:
        return _converse(sock, target, content, headers, clock)


def _connect(target: Target, addresses: list[Address], clock: _Clock) -> socket.socket:
    error: OSError = OSError("There is no address.")
    for number, address in enumerate(addresses):
        try:
            # Never to the name: that would ask again what it stands for. One that is silent
            # leaves time for the others.
            share = clock.left / (len(addresses) - number)
            sock = socket.create_connection((str(address), target.port), timeout=share)
        except OSError as failed:
            error = failed
        else:
            return _encrypted(sock, target, clock)
    raise error


def _encrypted(sock: socket.socket, target: Target, clock: _Clock) -> socket.socket:
    if target.scheme != "https":
        return sock
    try:
        sock.settimeout(clock.left)
        return ssl.create_default_context().wrap_socket(sock, server_hostname=target.host)
    except BaseException:
        sock.close()
        raise


def _converse(
    sock: socket.socket,
    target: Target,
    content: bytes,
    headers: Iterable[tuple[str, str]],
    clock: _Clock,
) -> Answered:
    client = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_HEAD)
    request = h11.Request(
        method="POST",
        target=target.path,
        headers=[
            ("Host", target.authority),
            ("Content-Length", str(len(content))),
            ("Connection", "close"),
            *headers,
        ],
    )
    sock.settimeout(clock.left)
    for event in (request, h11.Data(data=content), h11.EndOfMessage()):
        sock.sendall(client.send(event) or b"")
    answer = _head(sock, client, clock)
    # The status is the answer: what is not said in time after it is left out.
    with contextlib.suppress(OSError, h11.RemoteProtocolError):
        _read(sock, client, clock, answer)
    return answer


def _head(sock: socket.socket, client: h11.Connection, clock: _Clock) -> Answered:
    while True:
        event = _next(sock, client, clock)
        if isinstance(event, h11.Response):
            said = dict(event.headers)
            return Answered(
                event.status_code,
                event.reason.decode("latin-1"),
                said.get(b"retry-after", b"").decode("latin-1"),
            )
        if not isinstance(event, h11.InformationalResponse):
            raise ConnectionError("It was not answered.")


def _read(sock: socket.socket, client: h11.Connection, clock: _Clock, answer: Answered) -> None:
    while len(answer.body) < MOST_READ:
        event = _next(sock, client, clock)
        if not isinstance(event, h11.Data):
            return
        answer.body += bytes(event.data[: MOST_READ - len(answer.body)])


def _next(sock: socket.socket, client: h11.Connection, clock: _Clock) -> object:
    while (event := client.next_event()) is h11.NEED_DATA:
        sock.settimeout(clock.left)
        client.receive_data(sock.recv(MOST_HEAD))
    return event
