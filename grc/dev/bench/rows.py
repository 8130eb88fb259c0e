# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Rows as PostgreSQL's COPY reads them, gathered table by table for a part of the town."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

Value = str | int | float | datetime | None
Tail = tuple[tuple[str, Value], ...]

EVENT = "journal_event"
NULL = "\\N"
# Keys of a part's rows leave room for the busiest lives: the same whatever part is made first.
ROOM = {
    "service_requests_servicerequest": 1,
    "service_requests_message": 8,
    "journal_event": 40,
    "answers_answer": 1,
    "answers_draftstate": 3,
    "answers_round": 2,
    "answers_turn": 2,
    "answers_visa": 2,
    "notifications_delivery": 6,
}
# Keys that the making of the town itself may use before.
TAKEN = 1_000
COLUMNS = {
    "service_requests_servicerequest": (
        "id municipality_id reference tracking_key service_id form_version_id workflow_version_id"
        " step step_kind step_since channel language values summary place latitude longitude"
        " requester_name requester_email requester_phone name_key last_name_key team_id assignee_id"
        " assigned_at validating_team_id priority submitted_at submitted_precision due_on"
        " requester_wrote_at outcome ended_at form_token"
    ),
    "service_requests_message": (
        "id municipality_id service_request_id kind author_id body created_at form_token"
    ),
    "journal_event": (
        "id municipality_id name subject_type subject_id actor_kind actor_id at data"
    ),
    "answers_answer": (
        "id municipality_id service_request_id author_id state body outcome revision created_at"
        " sent_at sent_by_channel"
    ),
    "answers_draftstate": (
        "id municipality_id answer_id revision body outcome by_id saved_at kept_aside settled"
    ),
    "answers_round": (
        "id municipality_id answer_id number revision body content content_hash circuit"
        " circuit_code chosen_by validates is_amendment author_id writers submitted_at state"
        " closed_at"
    ),
    "answers_turn": (
        "id municipality_id round_id stage kind seat team_id role delegable service answer_kind"
        " due_on asked_at timer closed_at ended_by"
    ),
    "answers_visa": (
        "id municipality_id round_id stage seat kind decision capacity by_id chain author_id"
        " is_amendment content_hash reason decided_at"
    ),
    "notifications_delivery": (
        "id municipality_id notification subject_type subject_id transport address name language"
        " sender reply_to headers subject_line text html message_id thread dedupe_key created_at"
        " state attempts next_attempt_at claimed_at claimed_by accepted_at sent_at"
        " transport_answer"
    ),
}


class Rows:
    """The rows of the requests from number ``first``, in memory, ready for COPY.

    ``tails`` ends each row of a table: columns that the story does not tell, always the same.
    """

    def __init__(self, municipality: int, first: int, tails: Mapping[str, Tail]) -> None:
        self.municipality = municipality
        self.lines: dict[str, list[str]] = {table: [] for table in COLUMNS}
        self._ends = {
            table: "".join(f"\t{_cell(value)}" for _, value in tails.get(table, ())) + "\n"
            for table in COLUMNS
        }
        self._next = {table: TAKEN + first * room + 1 for table, room in ROOM.items()}

    def add(self, table: str, *values: Value, key: int | None = None) -> int:
        """Add a row of the town, all columns after the town in their order; return its key."""
        if key is None:
            key = self._next[table]
            self._next[table] = key + 1
        cells = [_cell(value) for value in values]
        begin = f"{key}\t{self.municipality}\t"
        self.lines[table].append(begin + "\t".join(cells) + self._ends[table])
        return key

    def add_event(
        self, name: str, about: str, subject: int, by: int | None, at: str, data: str
    ) -> None:
        """Add an event, as ``add`` would: two rows of three are events.

        ``by`` is a person's key, 0 for the requester, None for Catalaune itself; no word of an
        event needs escaping.
        """
        key = self._next[EVENT]
        self._next[EVENT] = key + 1
        kind = "user" if by else "requester" if by == 0 else "system"
        self.lines[EVENT].append(
            f"{key}\t{self.municipality}\t{name}\t{about}\t{subject}\t{kind}\t{by or NULL}\t{at}"
            f"\t{data}{self._ends[EVENT]}"
        )


def _cell(value: Value) -> str:
    if isinstance(value, str):
        return _escaped(value) if "\\" in value or "\n" in value or "\t" in value else value
    if value is None:
        return NULL
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


# Made once: json.dumps makes a new encoder for each call that has options.
to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
