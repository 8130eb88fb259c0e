# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The workflows of the town, each with its state and who follows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse

from grc.catalog.models import Service
from grc.service_requests.models import ServiceRequest
from workflows.models import Workflow, WorkflowVersion

if TYPE_CHECKING:
    from django.db.models import Model


@dataclass
class Row:
    """One workflow: what is published, what is being written, which services follow it."""

    workflow: Workflow
    href: str
    published: WorkflowVersion | None = None
    draft: WorkflowVersion | None = None
    services: list[Model] = field(default_factory=list)
    living: int = 0


def listed() -> list[Row]:
    """Return all workflows by name; reads the database four times, however many there are."""
    rows = {
        one.pk: Row(one, reverse("studio:workflow", args=[one.slug]))
        for one in Workflow.objects.all()
    }
    versions = WorkflowVersion.objects.exclude(state=WorkflowVersion.State.RETIRED)
    for version in versions.defer("definition").select_related("published_by", "drafted_by"):
        name = "draft" if version.is_draft else "published"
        setattr(rows[version.workflow_id], name, version)
    for service in Service.objects.in_order():
        rows[service.workflow_id].services.append(service)
    living = (
        ServiceRequest.objects.open()
        .order_by()
        .values_list("workflow_version__workflow")
        .annotate(count=Count("pk"))
    )
    for workflow, count in living:
        rows[workflow].living = count
    return sorted(rows.values(), key=lambda row: str(row.workflow).casefold())
