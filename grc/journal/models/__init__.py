# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What happened: appended in the same transaction as the change, never edited."""

from grc.journal.models.event import ActorKind, Event

__all__ = ["ActorKind", "Event"]
