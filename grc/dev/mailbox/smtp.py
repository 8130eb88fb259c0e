# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The receiving side: SMTP, with two ways to fail on purpose."""

import asyncio
import socket
import threading

from aiosmtpd.smtp import SMTP, Envelope, Session

from grc.dev.mailbox.store import Store

REFUSED = "reject"
POSTPONED = "later"
MAX_BYTES = 50_000_000


class Receiver:
    """What aiosmtpd asks at each step; the method names are its own."""

    def __init__(self, store: Store):
        self.store = store

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take every recipient but those whose address asks for a failure."""
        if REFUSED in address.casefold():
            return "550 5.1.1 This recipient refuses mail, as its address asks for"
        if POSTPONED in address.casefold():
            return "451 4.3.0 Try again later, as the address asks for"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the message; the sender hears 250 only once it is on the disk."""
        source = envelope.original_content or b""
        identifier = self.store.add(
            source, sender=envelope.mail_from or "", recipients=envelope.rcpt_tos
        )
        return f"250 2.0.0 Kept as {identifier}"


class SmtpServer:
    """An SMTP server in a thread, on a socket that is already bound."""

    receiver = Receiver

    def __init__(self, store: Store, bound: socket.socket):
        self._store = store
        self._socket = bound
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp", daemon=True)

    def start(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()

    def stop(self) -> None:
        """Stop listening and cut the conversations that go on."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await self._loop.create_server(self._conversation, sock=self._socket)

    def _conversation(self) -> SMTP:
        return SMTP(
            self.receiver(self._store),
            hostname="localhost",
            ident="Catalaune mailbox",
            data_size_limit=MAX_BYTES,
            enable_SMTPUTF8=True,
            loop=self._loop,
        )

    async def _hang_up(self) -> None:
        self._server.close()
        going_on = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in going_on:
            task.cancel()
        await asyncio.gather(*going_on, return_exceptions=True)
