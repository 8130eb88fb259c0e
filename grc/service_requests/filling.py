# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the placeholders of a text stand for in one request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from grc.service_requests.placeholders import VALUES, FieldValue
from grc.service_requests.timers.moments import options_of
from workflows.options import PREFIX as OPTIONS
from workflows.playing.world import FILLED
from workflows.text import resolve

if TYPE_CHECKING:
    from grc.journal.models.event import Actor
    from grc.service_requests.models import ServiceRequest


def values_of(service_request: ServiceRequest, *, by: Actor) -> dict[str, object]:
    """Return what each placeholder stands for in this request; ``by`` is who writes, if anybody."""
    municipality, team = service_request.municipality, service_request.team
    values: dict[str, object] = {
        "requester.name": service_request.requester_name,
        "request.reference": service_request.display_reference,
        "request.submitted_on": timezone.localdate(
            service_request.submitted_at, timezone=municipality.zone
        ),
        "request.place": service_request.place,
        "service.name": resolve(service_request.service.name, service_request.language),
        "team.name": team.name,
        "team.phone": team.phone or municipality.phone,
        "town.name": municipality.name,
        "town.phone": municipality.phone,
        "agent.name": str(by) if by is not None and by.is_authenticated else "",
        "today": timezone.localdate(timezone=municipality.zone),
    }
    for field in service_request.form_version.parsed:
        values[VALUES + field.code] = FieldValue(field, service_request.values.get(field.code))
    definition = service_request.machine.definition
    for field in definition.form_fields:
        values[FILLED + field.code] = FieldValue(field, service_request.filled.get(field.code))
    chosen = options_of(service_request)
    for option in definition.options:
        values[OPTIONS + option.code] = FieldValue(option.field, chosen.get(option.code))
    return values
