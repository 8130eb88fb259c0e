# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Do pages hear that something changed?"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Final

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import gettext as _

from grc.operation.connecting import connect, rows
from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation

PATIENCE: Final = 5.0
_ANNOUNCES: Final = """
    SELECT FROM pg_trigger WHERE tgrelid = to_regclass('journal_event')
      AND tgname = 'journal_event_announce' AND tgenabled IN ('O', 'A')
"""


def check(installation: Installation) -> Iterator[Finding]:
    """What one connection announces another one hears, and the journal announces its events."""
    if not _is_heard(installation):
        yield Finding(
            "live.deaf",
            _("NOTIFY does not reach a listening connection: open pages stay as they are."),
            _("Give DATABASE_URL the server itself, or a pooler that keeps sessions."),
        )
    if not rows(installation.database, _ANNOUNCES):
        yield Finding(
            "live.silent",
            _("The journal does not announce events: open pages stay as they are."),
            _("As the owner: ALTER TABLE journal_event ENABLE TRIGGER journal_event_announce."),
        )


def _is_heard(installation: Installation) -> bool:
    channel = f"grc_doctor_{secrets.token_hex(8)}"
    speaker = installation.as_application
    with connect(connections[DEFAULT_DB_ALIAS].settings_dict) as listener:
        listener.execute(f"LISTEN {channel}".encode())
        speaker.execute(f"NOTIFY {channel}".encode())
        return any(listener.notifies(timeout=PATIENCE, stop_after=1))
