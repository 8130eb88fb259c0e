# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What other systems are told of a request: where it is now and what brought it there.

Ids and codes only: whoever wants to know more asks, and shows that they may (law R8.11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grc.webhooks.calling import call
from workflows.effects import Call

if TYPE_CHECKING:
    from grc.journal.models.event import Actor
    from grc.service_requests.models import ServiceRequest
    from workflows.definition import Transition


def call_out(service_request: ServiceRequest, transition: Transition, *, by: Actor) -> None:
    """Tell the systems that a transition names, once it was taken. The row is locked."""
    for effect in transition.effects:
        if isinstance(effect, Call):
            call(
                effect.webhook,
                f"service_request.{transition.code}",
                _told(service_request, transition),
                subject=service_request,
                by=by,
            )


def _told(service_request: ServiceRequest, transition: Transition) -> dict[str, object]:
    return {
        "id": service_request.pk,
        "reference": service_request.display_reference,
        "municipality": service_request.municipality.slug,
        "service": service_request.service.code,
        "transition": transition.code,
        "step": service_request.step,
        "kind": str(service_request.step_kind),
        "outcome": service_request.outcome or None,
    }
