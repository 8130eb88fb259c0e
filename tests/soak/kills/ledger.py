# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What people did, as they remember it: each act, and whether the town confirmed it to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

#: What the journal says after each act, in order. Those of an answer bear its name before.
EVENTS: dict[str, tuple[str, ...]] = {
    "submit": ("submitted",),
    "take": ("taken", "moved take"),
    "write": ("written",),
    "note": ("noted",),
    "ask": ("written", "moved ask_citizen"),
    "reply": ("replied", "moved citizen_replied"),
    "close": ("written", "moved close"),
    "draft": ("answer drafted",),
    "hand in": ("answer submitted", "moved submit"),
    "return": ("answer returned", "moved return"),
    "approve": (
        "answer approved",
        "moved approve",
        "answer queued",
        "answer sent",
        "moved send",
    ),
}
#: Acts whose words are a message of the thread, and the kind of that message.
MESSAGES = {
    "write": "to_requester",
    "ask": "to_requester",
    "close": "to_requester",
    "reply": "from_requester",
    "note": "internal_note",
}


class State(Enum):
    """What the person knows of an act.

    FOUND: its answer was lost, and sent again it was refused because it was done already.
    UNKNOWN: no answer came at all; it may have happened, once.
    """

    UNKNOWN = "unknown"
    CONFIRMED = "confirmed"
    FOUND = "found"


@dataclass
class Act:
    """One gesture. ``words`` are what was typed, different each time."""

    kind: str
    words: str
    state: State = State.UNKNOWN

    @property
    def is_certain(self) -> bool:
        return self.state is not State.UNKNOWN


@dataclass
class Story:
    """All that was done about one request, in order. Only its last act may be unknown."""

    email: str
    path: str = ""
    photo: bytes = b""
    acts: list[Act] = field(default_factory=list)

    @property
    def certain(self) -> list[Act]:
        return [act for act in self.acts if act.is_certain]

    def events(self, *, certain: bool) -> list[str]:
        """What the journal must say: at least (certain), or at most."""
        acts = self.certain if certain else self.acts
        names = [name for act in acts for name in EVENTS[act.kind]]
        if self.photo and names:
            names.insert(1, "attached")
        return names
