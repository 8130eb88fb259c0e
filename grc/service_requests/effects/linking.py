# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A request that the workflow of another one opens: same requester, same place, another service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from grc.catalog.models import Service
from grc.core.refusals import NotNow
from grc.journal.models import Event
from grc.service_requests.enums import Channel
from workflows.fields import FieldKind, ValueRefused, clean_value

if TYPE_CHECKING:
    from grc.journal.models.event import Actor
    from grc.service_requests.models import ServiceRequest
    from workflows.fields import Field

#: Requests that open each other in a row, at most: two workflows never fill a town between them.
MOST_IN_A_ROW: Final = 3


def open_linked(service_request: ServiceRequest, code: str, *, by: Actor) -> ServiceRequest | None:
    """Open a request of the service of this code. The first request must be locked.

    Nothing is refused, since nobody might be there to mend it: where there is no such service, or
    it has no form or workflow yet, the history says that nothing was opened.
    """
    from grc.service_requests.submission import Filing, Place, Requester, submit

    service = Service.objects.filter(code=code).select_related("form_version", "team").first()
    if service is None or _is_far(service_request):
        Event.objects.record("not_linked", service_request, by=by)
        return None
    service.municipality = service_request.municipality
    filing = Filing(
        values=_values(service, service_request),
        requester=Requester(
            name=service_request.requester_name,
            email=service_request.requester_email,
            phone=service_request.requester_phone,
            address=service_request.requester_address,
            language=service_request.language,
        ),
        place=Place(
            text=service_request.place,
            latitude=service_request.latitude,
            longitude=service_request.longitude,
        ),
        channel=Channel(service_request.channel),
        linked_from=service_request,
    )
    try:
        linked = submit(service, filing, by=by)
    except NotNow:
        Event.objects.record("not_linked", service_request, by=by)
        return None
    Event.objects.record("linked", service_request, by=by, to=linked.pk)
    return linked


def _is_far(service_request: ServiceRequest) -> bool:
    length, before = 1, service_request.linked_from
    while before is not None and length < MOST_IN_A_ROW:
        length, before = length + 1, before.linked_from
    return length >= MOST_IN_A_ROW


def _values(service: Service, service_request: ServiceRequest) -> dict[str, Any]:
    """Return what the other form asked too, as far as it fits; files stay where they are."""
    fields = service.form_version.parsed if service.form_version else ()
    found = {field.code: _value(field, service_request) for field in fields}
    return {code: value for code, value in found.items() if value is not None}


def _value(field: Field, service_request: ServiceRequest) -> Any:
    if field.kind is FieldKind.FILE or field.code not in service_request.values:
        return None
    try:
        return clean_value(field, service_request.values[field.code])
    except ValueRefused:
        return None
