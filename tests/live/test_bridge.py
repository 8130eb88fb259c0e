# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The bridge with a browser that misbehaves on purpose: no network can be made this rude."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import grc.asgi

SCOPE = {
    "type": "http",
    "http_version": "1.1",
    "method": "GET",
    "scheme": "http",
    "path": "/anything/",
    "root_path": "",
    "query_string": b"",
    "headers": [(b"host", b"testserver")],
}


class Rude:
    """A browser that says these things, then falls silent, and whose line breaks or blocks."""

    def __init__(self, *says: dict[str, Any], breaks: bool = False, blocks: bool = False) -> None:
        self.says = list(says)
        self.breaks = breaks
        self.blocks = blocks
        self.heard: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        if not self.says:
            await asyncio.Event().wait()
        return self.says.pop(0)

    async def send(self, message: dict[str, Any]) -> None:
        self.heard.append(message)
        if self.breaks:
            raise RuntimeError("the line is broken")
        if self.blocks:
            await asyncio.Event().wait()


END = {"type": "http.request", "body": b"", "more_body": False}


@pytest.fixture
def pages(monkeypatch):
    """Serve one page of 100 blocks, and count how often it is asked for."""
    asked: list[str] = []

    def page(environ: dict[str, Any], start_response: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [b"x" * 1000] * 100

    monkeypatch.setattr(grc.asgi, "PATIENCE", 0.1)
    monkeypatch.setattr(grc.asgi, "_bridge", grc.asgi.WSGIMiddleware(page, workers=1))
    return asked


async def serve(browser: Rude) -> None:
    async with asyncio.timeout(5):
        await grc.asgi.application(SCOPE, browser.receive, browser.send)


async def test_a_browser_that_falls_silent_is_told_so(pages):
    """Half a form, then nothing: 408, and no page is asked."""
    browser = Rude({"type": "http.request", "body": b"half", "more_body": True})
    await serve(browser)
    assert browser.heard[0]["status"] == 408
    assert pages == []


async def test_a_browser_that_left_is_not_answered(pages):
    """Half a form, then gone: nothing is sent, and no page is asked."""
    browser = Rude(
        {"type": "http.request", "body": b"half", "more_body": True}, {"type": "http.disconnect"}
    )
    await serve(browser)
    assert browser.heard == []
    assert pages == []


@pytest.mark.parametrize("rudeness", [{"breaks": True}, {"blocks": True}])
async def test_an_answer_that_nobody_takes_frees_its_thread(pages, rudeness):
    """With one thread, the next request is served though the one before was never read."""
    rude, polite = Rude(END, **rudeness), Rude(END)
    await serve(rude)
    await serve(polite)
    assert len(rude.heard) == 1
    assert polite.heard[0]["status"] == 200
    assert sum(len(message.get("body", b"")) for message in polite.heard) == 100_000


async def test_an_unknown_socket_path_is_refused_before_it_opens():
    """The bridge never sees sockets."""
    browser = Rude({"type": "websocket.connect"})
    await grc.asgi.application(
        {"type": "websocket", "path": "/other/"}, browser.receive, browser.send
    )
    assert browser.heard == [{"type": "websocket.close", "code": 4404}]
