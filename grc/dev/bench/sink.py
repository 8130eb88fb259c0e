# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m grc.dev.bench.sink PORT``: takes every mail over real SMTP and forgets it."""

from __future__ import annotations

import asyncio
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session


class Forgetful:
    """What aiosmtpd asks when a mail is complete; the method's name is its own."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return "250 2.0.0 Ok"


async def listen(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Forgetful(), hostname=HOST, enable_SMTPUTF8=True), HOST, port
    )
    await server.serve_forever()


HOST = "127.0.0.1"

if __name__ == "__main__":
    asyncio.run(listen(int(sys.argv[1])))
