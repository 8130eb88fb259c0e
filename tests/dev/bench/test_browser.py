# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The bench's own browser, against a server that answers what the test says."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from grc.dev.bench.browser import JourneyFailed, SocketBrowser

Serve = Callable[..., SocketBrowser]
OK = b"HTTP/1.1 200 OK\r\n"


class Server:
    """Answers each connection with the next list of replies, then closes it."""

    def __init__(self, *connections: list[bytes]) -> None:
        self.heard: list[bytes] = []
        self._connections = connections
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def _answer(self) -> None:
        for replies in self._connections:
            connection, _ = self._socket.accept()
            with connection:
                for reply in replies:
                    self.heard.append(connection.recv(65536))
                    connection.sendall(reply)

    def close(self) -> None:
        self._thread.join(5)
        self._socket.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., tuple[Server, SocketBrowser]]]:
    servers: list[Server] = []

    def start(*connections: list[bytes]) -> tuple[Server, SocketBrowser]:
        servers.append(Server(*connections))
        return servers[-1], SocketBrowser(servers[-1].port, {}, "192.0.2.1")

    yield start
    for server in servers:
        server.close()


def test_cut_off(serve: Callable[..., tuple[Server, SocketBrowser]]) -> None:
    """Half a page is a failure, never a page."""
    _, browser = serve([OK + b"Content-Length: 10\r\n\r\nhalf"])
    with pytest.raises(JourneyFailed, match="middle of a page"):
        browser.get("/")


def test_missing_field(serve: Callable[..., tuple[Server, SocketBrowser]]) -> None:
    """A form that lost a hidden field stops the journey, by the field's name."""
    _, browser = serve([OK + b"Content-Length: 0\r\n\r\n"])
    with pytest.raises(JourneyFailed, match="no field csrf"):
        browser.get("/").hidden("csrf")


@pytest.mark.parametrize(
    "reply",
    [
        OK + b"Content-Length: 5\r\n\r\nhello",
        OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
    ],
)
def test_body(serve: Callable[..., tuple[Server, SocketBrowser]], reply: bytes) -> None:
    """A body is read whole, by its length or by its chunks, and every byte is counted."""
    _, browser = serve([reply])
    assert browser.get("/").body == b"hello"
    assert browser.received == len(reply)


def test_compressed(serve: Callable[..., tuple[Server, SocketBrowser]]) -> None:
    """A compressed page counts as it was received and is read as it was written."""
    packed = gzip.compress('<input type="hidden" name="a" value="é">'.encode())
    head = b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    _, browser = serve([OK + head + packed])
    reply = browser.get("/")
    assert reply.hidden("a") == "é"
    assert reply.size == len(OK + head + packed)


def test_cookies(serve: Callable[..., tuple[Server, SocketBrowser]]) -> None:
    """Cookies come back until they are taken away; somebody new has none."""
    server, browser = serve(
        [
            OK + b"Set-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n",
            OK + b"Set-Cookie: a=; Max-Age=0\r\nContent-Length: 0\r\n\r\n",
            OK + b"Content-Length: 0\r\n\r\n",
            OK + b"Content-Length: 0\r\n\r\n",
        ]
    )
    for _ in range(3):
        browser.get("/")
    browser.become("192.0.2.9")
    browser.get("/")
    assert b"Cookie: a=1; b=2\r\n" in server.heard[1]
    assert b"Cookie: b=2\r\n" in server.heard[2]
    assert b"Cookie" not in server.heard[3]
    assert b"X-Forwarded-For: 192.0.2.9\r\n" in server.heard[3]


def test_connection_ended_meanwhile(
    serve: Callable[..., tuple[Server, SocketBrowser]],
) -> None:
    """A connection that the server gave up between two pages is opened again."""
    reply = OK + b"Content-Length: 2\r\n\r\nok"
    server, browser = serve([reply], [reply])
    assert [browser.get("/").body, browser.get("/").body] == [b"ok", b"ok"]
    assert len(server.heard) == 2
