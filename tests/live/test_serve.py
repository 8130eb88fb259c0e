# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A web process that is told to end, and who notices: nobody."""

from __future__ import annotations

import os
import re
import signal
import socket

import pytest
from django.core.exceptions import ImproperlyConfigured

from grc import serve
from grc.dev.processes import is_alive, wait_until
from tests.live.browser import PATIENCE, Server

ASK = b"GET /health/ HTTP/1.1\r\nHost: testserver\r\nConnection: close\r\n\r\n"


def refuses(port: int) -> bool:
    """Whether nobody listens there any more."""
    try:
        socket.create_connection(("127.0.0.1", port), PATIENCE).close()
    except ConnectionRefusedError:
        return True
    return False


def all_of(line: socket.socket) -> bytes:
    """Read until the other side closes."""
    heard = b""
    while more := line.recv(65536):
        heard += more
    return heard


@pytest.mark.django_db(transaction=True)
def test_who_has_just_come_in_is_heard(town):
    """A proxy's connection that has said nothing yet is not closed: a form would be lost."""
    with Server(FIRST_WORD=20) as server:
        with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as line:
            # Accepted in order: whoever asks after this one is answered after it came in.
            assert server.get("/health/").status == 200
            server.process.send_signal(signal.SIGTERM)
            assert wait_until(lambda: refuses(server.port), PATIENCE)
            line.sendall(ASK)
            assert all_of(line).startswith(b"HTTP/1.1 200")
        assert server.process.wait(30) in (0, -signal.SIGTERM)


@pytest.mark.django_db(transaction=True)
def test_who_says_nothing_does_not_hold_the_process(town):
    """A browser opens connections beforehand and leaves them silent."""
    with (
        Server(FIRST_WORD=0.2, LAST_PAGES=600) as server,
        socket.create_connection(("127.0.0.1", server.port), PATIENCE),
    ):
        assert server.get("/health/").status == 200
        assert server.stop() in (0, -signal.SIGTERM)


@pytest.mark.django_db(transaction=True)
def test_a_form_that_was_begun_is_taken(town):
    """Its second half arrives after the process was told to end."""
    head = b"POST /langue/ HTTP/1.1\r\nHost: testserver\r\nContent-Length: 20\r\n\r\nlanguage="
    with Server() as server:
        with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as line:
            line.sendall(head)
            assert server.get("/health/").status == 200
            server.process.send_signal(signal.SIGTERM)
            assert wait_until(lambda: refuses(server.port), PATIENCE)
            line.sendall(b"fr&next=/xx")
            assert all_of(line).startswith(b"HTTP/1.1 403")
        assert server.process.wait(30) in (0, -signal.SIGTERM)


@pytest.mark.django_db(transaction=True)
def test_several_processes_behind_one_port_end_together(town):
    """As in a container, where nothing else keeps them."""
    with Server(environment={"WEB_PROCESSES": "2"}) as server:
        children = children_of(server.process.pid)
        assert len(children) >= 2
        assert server.get("/health/").status == 200
        assert server.stop() == 0
        assert wait_until(lambda: not any(is_alive(pid) for pid in children), PATIENCE)


def children_of(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as listed:
        return [int(number) for number in listed.read().split()]


async def test_systemd_is_told_of_the_start_and_of_life(tmp_path, monkeypatch):
    """Once that it is ready, then each time that it is alive; elsewhere nobody is told."""
    herald = serve.Herald(["here"])
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        await herald()
        await herald()
        assert (ear.recv(100), ear.recv(100)) == (b"READY=1", b"WATCHDOG=1")
        monkeypatch.delenv("NOTIFY_SOCKET")
        await herald()
        ear.setblocking(False)
        with pytest.raises(BlockingIOError):
            ear.recv(100)


def test_a_socket_handed_to_another_process_is_not_taken(monkeypatch):
    """The variables are inherited by children; the sockets they name may be anything."""
    monkeypatch.setenv("LISTEN_PID", str(os.getpid() + 1))
    monkeypatch.setenv("LISTEN_FDS", "1")
    monkeypatch.setattr(serve, "LISTEN", "127.0.0.1:0")
    (found,) = serve.listening()
    with found:
        assert found.family == socket.AF_INET


@pytest.mark.parametrize("listen", ["8000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http"])
def test_an_address_without_port_stops_the_start_in_words(monkeypatch, listen):
    """It says which variable, and what to write."""
    monkeypatch.setattr(serve, "LISTEN", listen)
    with pytest.raises(ImproperlyConfigured, match="WEB_LISTEN"):
        serve.listening()


@pytest.mark.parametrize(
    ("listen", "name"),
    [("127.0.0.1:0", r"http://127\.0\.0\.1:\d+"), ("[::1]:0", r"http://\[::1\]:\d+")],
)
def test_an_address_is_listened_to(monkeypatch, listen, name):
    """Of either protocol."""
    monkeypatch.setattr(serve, "LISTEN", listen)
    (found,) = serve.listening()
    with found:
        assert re.fullmatch(name, serve._name_of(found))
