# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Django's SMTP connection, with two things added: the last answer, and an end to every wait."""

from __future__ import annotations

import contextlib
import smtplib
import time
from typing import Any, Final

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

#: Seconds without a word from the relay. ``settings.EMAIL_TIMEOUT`` has precedence.
TIMEOUT: Final = 30.0
#: Seconds for the whole conversation: less than the age at which a claim is taken for abandoned,
#: so that a slow relay never makes a second worker send.
DEADLINE: Final = 240.0
#: Seconds for the relay to say goodbye: the message is with it, its answer is not recorded yet.
FAREWELL: Final = 2.0


class _Conversation:
    """Mixed into a client of ``smtplib``."""

    answer = ""
    sock: Any
    timeout: float

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._ends_at = time.monotonic() + DEADLINE
        super().__init__(*args, **kwargs)

    def send(self, s: Any) -> None:
        self._shorten()
        super().send(s)  # type: ignore[misc]

    def getreply(self) -> tuple[int, bytes]:
        self._shorten()
        code, text = super().getreply()  # type: ignore[misc]
        self.answer = f"{code} {text.decode('utf-8', 'replace')}"
        return code, text

    def _shorten(self) -> None:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError("The conversation with the relay took too long.")
        if self.sock is not None:
            self.sock.settimeout(min(self.timeout, left))


class _Plain(_Conversation, smtplib.SMTP):
    pass


class _Encrypted(_Conversation, smtplib.SMTP_SSL):
    pass


class Relay(EmailBackend):
    """One conversation with the relay that the ``EMAIL_*`` settings name."""

    connection: Any
    _partial_connection: Any

    def __init__(self) -> None:
        super().__init__(timeout=settings.EMAIL_TIMEOUT or TIMEOUT)

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Encrypted if self.use_ssl else _Plain

    def hand_over(self, sender: str, recipient: str, content: bytes) -> str:
        """Send one message to one recipient over the open connection; return the last answer.

        Raise ``OSError`` or ``smtplib.SMTPException``.
        """
        self.connection.sendmail(sender, [recipient], content)
        return str(self.connection.answer)

    def leave(self) -> None:
        """Say goodbye, and close whatever the relay makes of it."""
        for client in (self.connection, self._partial_connection):
            if client is None:
                continue
            client.timeout = FAREWELL
            with contextlib.suppress(OSError, smtplib.SMTPException):
                client.quit()
            client.close()
        self.connection = self._partial_connection = None
