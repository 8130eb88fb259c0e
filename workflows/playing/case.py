# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A request that exists in memory only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from workflows.effects import Join, Words
from workflows.scenario import CONTEST_DAYS


class Came(StrEnum):
    """How something that was asked for is waited for no more.

    What an agent noted waits for no answer; what need not come is no word of the requester at all.
    """

    SENT = "sent"
    NOTED = "noted"
    WAIVED = "waived"


@dataclass(frozen=True)
class Said:
    """A text that would have been sent, and to whom: "requester", or the code of a function."""

    to: str
    text: Words
    at: datetime


@dataclass(frozen=True)
class Demanded:
    """What somebody chose to ask for at a button: codes, which are indispensable, until when."""

    items: tuple[tuple[str, bool], ...]
    due_on: date


@dataclass(kw_only=True)
class Asked:
    """Something that the requester was asked for; open until it is there or nobody waits for it."""

    code: str
    indispensable: bool
    asked_at: datetime
    due_on: date
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


@dataclass(kw_only=True)
class Case:
    """What is known of a request while a workflow is played.

    Its attributes are named as those of a real request, so that a house computes the facts of both
    by the same function. ``assignee_id`` is whoever has it, by any key; moments have a time zone.
    """

    step: str
    submitted_at: datetime
    step_since: datetime
    channel: str = "portal"
    values: dict[str, Any] = field(default_factory=dict)
    filled: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    priority: int = 0
    place: str = ""
    requester_name: str = ""
    requester_email: str = ""
    requester_phone: str = ""
    requester_wrote_at: datetime | None = None
    requester_last_wrote_at: datetime | None = None
    assignee_id: Any = None
    due_on: date | None = None
    legal_on: date | None = None
    # The legal date before anything was asked for; None: nothing was.
    first_legal_on: date | None = None
    # How long a word of the requester opens it again once it has ended.
    contest_days: int = CONTEST_DAYS
    # What the end of the legal time means, and how many months it has; empty and None: what the
    # house says of the workflow, and as many days as from the submission.
    silence: str = ""
    legal_months: int | None = None
    outcome: str = ""
    answer_pending: bool = False
    # A draft that the workflow began, or that came back; drafts begun by hand are not known.
    answer_drafting: bool = False
    # An approved answer that has not been sent yet: its author may still take it back.
    answer_leaving: bool = False
    trail: tuple[str, ...] = ()
    timers_fired: dict[str, str] = field(default_factory=dict)
    # The function whose team has it, where an effect passed it on; empty: the service's own team.
    team: str = ""
    # The functions whose contribution is open, and when they come together.
    contributions: dict[str, Join] = field(default_factory=dict)
    items: list[Asked] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    @property
    def contributions_open(self) -> int:
        """How many contributions are open."""
        return len(self.contributions)

    @property
    def items_open(self) -> int:
        """How many things the requester is asked for still."""
        return sum(item.is_open for item in self.items)

    @property
    def items_indispensable_open(self) -> int:
        """How many of them the request cannot be decided without."""
        return sum(item.is_open and item.indispensable for item in self.items)

    def is_contestable(self, now: datetime) -> bool:
        """Return whether it is so short a time at its step, an end, that a word opens it again."""
        return now <= self.step_since + timedelta(days=self.contest_days)

    def told(self) -> int:
        """Return how many words the requester would have received from the workflow."""
        return sum(said.to == "requester" for said in self.said)
