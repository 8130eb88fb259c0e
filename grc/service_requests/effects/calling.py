# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What other systems are told of a request: where it is now and what brought it there.

Ids and codes only: whoever wants to know more asks, and shows that they may (law R8.11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grc.journal.models import Event
from grc.service_requests.effects.carrying_out import carries_out
from grc.webhooks.calling import call
from workflows.effects import Call

if TYPE_CHECKING:
    from grc.journal.models.event import Actor
    from grc.service_requests.models import ServiceRequest

#: What a transition that was taken is recorded as.
TAKEN = ("moved", "performed")


@carries_out(Call)
def call_out(service_request: ServiceRequest, effect: Call, by: Actor) -> None:
    """Tell a system what came of a transition, which was just taken and recorded."""
    events = Event.objects.about(service_request).filter(name__in=TAKEN)
    transition = str(events.latest("pk").data["transition"])
    call(
        effect.webhook,
        f"service_request.{transition}",
        _told(service_request, transition),
        subject=service_request,
        by=by,
    )


def _told(service_request: ServiceRequest, transition: str) -> dict[str, object]:
    return {
        "id": service_request.pk,
        "reference": service_request.display_reference,
        "municipality": service_request.municipality.slug,
        "service": service_request.service.code,
        "transition": transition,
        "step": service_request.step,
        "kind": str(service_request.step_kind),
        "outcome": service_request.outcome or None,
    }
