# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A mailbox for the demo and the tests: what the town sends, and nobody receives.

A real SMTP server that keeps every message as a file, and a small web page to read them.
"""

from grc.dev.mailbox.server import Mailbox
from grc.dev.mailbox.store import Mail, Store

__all__ = ["Mail", "Mailbox", "Store"]
