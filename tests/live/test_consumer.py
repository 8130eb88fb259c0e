# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""When the database does not answer, a socket says to come back later."""

from __future__ import annotations

import pytest
from asgiref.testing import ApplicationCommunicator
from django.db import InterfaceError, OperationalError

from grc.live import consumers
from grc.live.admission import Visitor
from grc.live.routing import sockets


def failing(error):
    def fail(*_args):
        raise error

    return fail


async def knocking() -> ApplicationCommunicator:
    scope = {"type": "websocket", "path": "/live/", "headers": []}
    browser = ApplicationCommunicator(sockets, scope)
    await browser.send_input({"type": "websocket.connect"})
    return browser


async def leave(browser: ApplicationCommunicator) -> None:
    await browser.send_input({"type": "websocket.disconnect", "code": 1013})
    await browser.wait()


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
async def test_a_door_that_cannot_ask_stays_shut(monkeypatch, error):
    """Nobody is let in because nobody could be asked."""
    monkeypatch.setattr(consumers, "admit", failing(error))
    browser = await knocking()
    assert await browser.receive_output() == {"type": "websocket.close", "code": 1013}
    await leave(browser)


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
async def test_rights_that_cannot_be_asked_close_the_socket(monkeypatch, error):
    """No right is taken for granted: the browser comes back, and is asked again."""
    monkeypatch.setattr(consumers, "admit", lambda headers: Visitor(1, "key"))
    monkeypatch.setattr(consumers, "rights_of", failing(error))
    browser = await knocking()
    assert (await browser.receive_output())["type"] == "websocket.accept"
    await browser.send_input({"type": "websocket.receive", "text": '{"watch": ["queue"]}'})
    assert await browser.receive_output() == {"type": "websocket.close", "code": 1013}
    await leave(browser)
