# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Pages through the bridge: one port for all, bodies streamed, nothing half taken."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
from contextlib import ExitStack, suppress

import pytest

from tests.live.browser import PATIENCE, Server, knock

pytestmark = pytest.mark.django_db(transaction=True)

FILE = os.urandom(10_000_000)
BOUNDARY = "boundary"


def form(file: bytes, name: str = "new.example") -> bytes:
    """A form of one word and one file."""
    part = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    opening = f'{part}"name"\r\n\r\n{name}\r\n{part}"photo"; filename="photo.jpg"\r\n\r\n'
    return opening.encode() + file + f"\r\n--{BOUNDARY}--\r\n".encode()


HEADERS = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def head(length: int) -> bytes:
    lines = ["POST /_upload/ HTTP/1.1", "Host: testserver"]
    lines += [f"{name}: {value}" for name, value in HEADERS.items()]
    return "\r\n".join([*lines, f"Content-Length: {length}", "", ""]).encode()


def test_a_form_cut_short_is_not_taken(town, workshop):
    """A browser that disappears in the middle of a photo leaves no trace of its form."""
    from grc.municipalities.models import Host

    body = form(FILE, "cut.example")
    with socket.create_connection(("127.0.0.1", workshop.port), PATIENCE) as line:
        line.sendall(head(len(body)) + body[: len(body) // 2])
    assert workshop.get("/_upload/", form(FILE, "whole.example"), **HEADERS).status == 200
    assert Host.objects.filter(name="whole.example").exists()
    assert not Host.objects.filter(name="cut.example").exists()


def test_a_body_too_big_is_refused(town, workshop):
    """Nobody fills the disk: beyond five files the server stops reading."""
    with socket.create_connection(("127.0.0.1", workshop.port), PATIENCE) as line:
        line.sendall(head(65_000_000))
        with suppress(ConnectionError):
            for _ in range(65):
                line.sendall(bytes(1_000_000))
        assert line.recv(12) == b"HTTP/1.1 413"


def test_slow_forms_hold_no_thread(town, workshop):
    """More phones than threads, each in the middle of its photo: pages are served as before."""
    with ExitStack() as phones:
        for _ in range(20):
            line = socket.create_connection(("127.0.0.1", workshop.port), PATIENCE)
            phones.enter_context(line).sendall(head(1000) + b"half")
        assert workshop.ask("/_insides/")["backend"]


def test_a_big_file_arrives_whole(town, workshop):
    """Ten megabytes go through, byte by byte the same."""
    answer = workshop.get("/_upload/", form(FILE), **HEADERS)
    assert answer.status == 200
    assert hashlib.sha256(FILE).hexdigest() in answer.body.decode()


def test_bodies_are_streamed(town, workshop):
    """A body costs the process much less memory than its size."""
    size = 60_000_000
    before = workshop.ask("/_insides/")["peak_kilobytes"]
    opening, end = form(b"X").split(b"X\r\n", 1)
    with socket.create_connection(("127.0.0.1", workshop.port), 60) as line:
        line.sendall(head(len(opening) + size + 2 + len(end)) + opening)
        for _ in range(size // 1_000_000):
            line.sendall(bytes(1_000_000))
        line.sendall(b"\r\n" + end)
        assert line.recv(12) == b"HTTP/1.1 200"
    assert workshop.ask("/_insides/")["peak_kilobytes"] - before < 20_000


def test_a_file_is_sent_whole(town, workshop, tmp_path):
    """Ten megabytes come back, byte by byte the same."""
    file = tmp_path / "photo.jpg"
    file.write_bytes(FILE)
    assert workshop.get(f"/_download/?path={file}").body == FILE


def test_readers_that_leave_free_their_threads(town, workshop, tmp_path):
    """More browsers than threads leave in the middle of an answer: pages are served as before."""
    file = tmp_path / "photo.jpg"
    file.write_bytes(FILE * 3)
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", workshop.port), PATIENCE) as line:
            line.sendall(
                f"GET /_download/?path={file} HTTP/1.1\r\nHost: testserver\r\n\r\n".encode()
            )
            assert line.recv(100)
    assert workshop.ask("/_insides/")["backend"]


def test_a_header_with_an_underscore_is_not_the_proxys(town, workshop):
    """X_Forwarded_Proto from a browser must not pass for the proxy's X-Forwarded-Proto."""
    assert workshop.ask("/_insides/", X_Forwarded_Proto="https")["scheme"] == "http"
    proxied = workshop.ask("/_insides/", **{"X-Forwarded-Proto": "https"})
    assert proxied["scheme"] == "https"


def test_connections_are_kept_by_thread_and_few(town, workshop):
    """As under any WSGI server: a thread keeps its connection; there are no more than threads."""
    seen = [workshop.ask("/_insides/") for _ in range(40)]
    assert len({page["backend"] for page in seen}) <= 8
    by_thread = {(page["thread"], page["backend"]) for page in seen}
    assert len(by_thread) == len({page["thread"] for page in seen})
    assert seen[-1]["finished"] > seen[0]["finished"]


def test_static_files_and_unknown_hosts(town, server):
    """The same port serves the style sheet, the script of the sockets, and refuses strangers."""
    for path, host, status in (
        ("/static/live/live.js", "testserver", 200),
        ("/static/ui/catalaune.css", "testserver", 200),
        ("/health/", "anything.example", 200),
        ("/", "elsewhere.example", 404),
        ("/live/", "testserver", 404),
    ):
        assert server.get(path, host=host).status == status, path


@pytest.mark.parametrize("protocol", ["auto", "websockets"])
def test_stopping_sends_browsers_to_the_next_process(agent, protocol):
    """A restart closes sockets with 1012: come back, in a moment."""
    with Server(ws=protocol) as server, knock(server, agent) as page:
        assert page.watch("queue") == {"watching": ["queue"]}
        server.process.send_signal(signal.SIGTERM)
        assert page.is_closed_with() == 1012
        assert server.process.wait(30) in (0, -signal.SIGTERM)


def test_stopping_does_not_wait_for_ever(town):
    """A form that never ends does not keep the process alive beyond its grace."""
    with (
        Server(LAST_PAGES=1) as server,
        socket.create_connection(("127.0.0.1", server.port), PATIENCE) as line,
    ):
        line.sendall(head(1000) + b"half")
        assert server.get("/health/").status == 200
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(20) in (0, -signal.SIGTERM)
