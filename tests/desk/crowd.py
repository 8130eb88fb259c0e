# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Many requests at once, for what must cost the same with ten and with ten thousand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone


def crowd(service: Any, count: int, **fields: Any) -> list[Any]:
    """Insert ``count`` requests of a service, a minute apart, the first one the newest."""
    from grc.service_requests.models import ServiceRequest
    from workflows.models import WorkflowVersion

    version = WorkflowVersion.objects.published().get(workflow=service.workflow)
    now: datetime = fields.pop("submitted_at", timezone.now())
    rows = [
        ServiceRequest(
            municipality=service.municipality,
            service=service,
            form_version=service.form_version,
            workflow_version=version,
            step=version.machine.start.code,
            step_kind=version.machine.start.kind,
            team=service.team,
            channel="portal",
            summary=f"Demande {number}",
            requester_name=f"Personne {number}",
            submitted_at=now - timedelta(minutes=number),
            **fields,
        )
        for number in range(count)
    ]
    for row in rows:
        row.set_name_keys()
    return list(ServiceRequest.objects.bulk_create(rows, batch_size=2000))
