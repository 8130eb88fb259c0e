# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Standard texts and one request: the values of its placeholders, and what is still missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grc.answers.placeholders import VALUES, FieldValue, label_of, waiting_in
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from grc.accounts.models import User
    from grc.service_requests.models import ServiceRequest
    from workflows.fields import Field


def values_of(service_request: ServiceRequest, *, by: User) -> dict[str, object]:
    """Return what each placeholder stands for in this request; ``by`` is who writes."""
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
        "agent.name": str(by),
        "today": timezone.localdate(timezone=municipality.zone),
    }
    for field in service_request.form_version.parsed:
        values[VALUES + field.code] = FieldValue(field, service_request.values.get(field.code))
    return values


def missing_words(names: Iterable[str], fields: Sequence[Field] = ()) -> str:
    """Return "Missing: the amount." for placeholders without a value; empty when there is none."""
    labels = _labels(names, fields)
    return _("Missing: %(what)s.") % {"what": labels} if labels else ""


def refusal_of_placeholders(body: str, fields: Sequence[Field] = ()) -> str:
    """Return why this text cannot be submitted: which values it waits for; empty when none.

    ``fields`` are those of the request's form, whose questions name the values.
    """
    labels = _labels(waiting_in(body), fields)
    if not labels:
        return ""
    return _(
        "The answer still waits for a value: %(what)s. Write it in place of the braces, then"
        " submit."
    ) % {"what": labels}


def _labels(names: Iterable[str], fields: Sequence[Field]) -> str:
    language = get_language() or "fr"
    return ", ".join(f"{label_of(name, language, fields)} ({{{name}}})" for name in names)
