# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A relay of our own: a real SMTP server on a free port, with the manners a test asks for."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


@dataclass
class Relay:
    """What the server was given, and how it behaves; change it at any moment."""

    port: int
    #: Messages it took, in order.
    messages: list[EmailMessage] = field(default_factory=list)
    #: Envelope recipients of each message, in order.
    recipients: list[list[str]] = field(default_factory=list)
    #: Answers other than 250, if not empty.
    to_recipient: str = ""
    to_content: str = ""
    #: The connection breaks once the content is there.
    breaks: bool = False
    #: The connection breaks when the client says goodbye.
    breaks_at_goodbye: bool = False
    #: Called with the content in hand, before the answer.
    before_answer: Callable[[], None] | None = None
    #: Set when a content is there.
    reached: threading.Event = field(default_factory=threading.Event)
    #: The answer waits until this is set.
    may_answer: threading.Event = field(default_factory=threading.Event)


class RelayServer(Controller):
    """Listens on a socket that is bound beforehand: no race for the port."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.relay = Relay(port=self._listening.getsockname()[1])
        self.relay.may_answer.set()
        super().__init__(
            Manners(self.relay),
            hostname="127.0.0.1",
            port=self.relay.port,
            authenticator=lambda *_: AuthResult(success=False, handled=False),
            auth_require_tls=False,
        )

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._listening)

    def stop(self, no_assert: bool = False) -> None:
        self.relay.may_answer.set()
        super().stop(no_assert)


class Manners:
    """The hooks that aiosmtpd calls."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.relay.to_recipient:
            return self.relay.to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        loop = asyncio.get_running_loop()
        self.relay.reached.set()
        await loop.run_in_executor(None, self.relay.may_answer.wait)
        if self.relay.before_answer is not None:
            await loop.run_in_executor(None, self.relay.before_answer)
        if self.relay.breaks:
            server.transport.abort()
            return "421 gone"
        if self.relay.to_content:
            return self.relay.to_content
        self.relay.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        self.relay.recipients.append(envelope.rcpt_tos)
        return f"250 2.0.0 queued as {len(self.relay.messages)}"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        if self.relay.breaks_at_goodbye:
            server.transport.abort()
        return "221 Bye"
