# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What happens to an answer, and how a request ends."""

from __future__ import annotations

from enum import StrEnum


class AnswerEvent(StrEnum):
    """What happens to an answer, as far as the request is concerned."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    RECALLED = "recalled"
    APPROVED = "approved"
    SENT = "sent"


class Outcome(StrEnum):
    """How a request may end."""

    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    HANDED_OVER = "handed_over"
