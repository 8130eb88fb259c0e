# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Where the facts of a request stand in its row, so that PostgreSQL can look for a condition."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from workflows.options import PREFIX as OPTIONS
from workflows.playing.world import FILLED
from workflows.rules import FactType
from workflows.rules.sql import Column, form_columns, literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from workflows.definition import Definition
    from workflows.fields.kinds import Field
    from workflows.options import Option

_TABLE: Final = "service_requests_servicerequest"
_OPTIONS: Final = f"""(
    SELECT service.options FROM catalog_service service
    WHERE service.municipality_id = {_TABLE}.municipality_id AND service.id = {_TABLE}.service_id
)"""  # noqa: S608 - names of ours only
_PLAIN: Final = {
    "channel": ("channel", FactType.CHOICE),
    "priority": ("priority", FactType.WHOLE),
    "place": ("place", FactType.WORDS),
    "requester.name": ("requester_name", FactType.WORDS),
    "requester.email": ("requester_email", FactType.TEXT),
    "requester.phone": ("requester_phone", FactType.TEXT),
    "contributions.open": ("contributions_open", FactType.WHOLE),
    "items.open": ("items_open", FactType.WHOLE),
    "items.indispensable_open": ("items_indispensable_open", FactType.WHOLE),
    "due.on": ("due_on", FactType.DATE),
    "legal.on": ("legal_on", FactType.DATE),
}


def columns_of(
    definition: Definition, fields: Iterable[Field], *, zone: tzinfo, now: datetime
) -> dict[str, Column]:
    """Return the columns of what ``facts_about`` tells, at that moment in that time zone.

    ``definition`` is the one that the requests follow, ``fields`` are those of their form.
    """
    own = {name: Column(f"{_TABLE}.{column}", kind) for name, (column, kind) in _PLAIN.items()}
    asked = form_columns(fields, f"{_TABLE}.values")
    filled = form_columns(definition.form_fields, f"{_TABLE}.filled", FILLED)
    return own | _computed(zone, now) | asked | filled | _chosen(definition.options)


def _computed(zone: tzinfo, now: datetime) -> dict[str, Column]:
    """Return what is counted from the moments of a request."""
    today = f"{literal(now.astimezone(zone).date().isoformat())}::date"

    def day(column: str) -> str:
        return f"({_TABLE}.{column} AT TIME ZONE {literal(str(zone))})::date"

    return {
        "requester.wrote": Column(f"({_TABLE}.requester_wrote_at IS NOT NULL)", FactType.BOOLEAN),
        "assigned": Column(f"({_TABLE}.assignee_id IS NOT NULL)", FactType.BOOLEAN),
        "submitted.on": Column(day("submitted_at"), FactType.DATE),
        "days.open": Column(f"({today} - {day('submitted_at')})", FactType.WHOLE),
        "days.here": Column(f"({today} - {day('step_since')})", FactType.WHOLE),
        "days.left": Column(f"({_TABLE}.due_on - {today})", FactType.WHOLE),
    }


def _chosen(options: Iterable[Option]) -> dict[str, Column]:
    """Return what each service chose, or else what its workflow says for everybody."""
    columns: dict[str, Column] = {}
    for option in options:
        default = f"{literal(json.dumps({option.code: option.default}))}::jsonb"
        said = f"({default} || jsonb_strip_nulls({_OPTIONS}))"
        columns |= form_columns([option.field], said, OPTIONS)
    return columns
