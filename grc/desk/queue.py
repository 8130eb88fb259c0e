# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The list of requests: which ones, in words that fit on a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.answers.enums import AnswerState, RoundState
from grc.answers.models import Round
from grc.core.precision import Precision
from grc.desk.filters import QueueFilter
from grc.desk.keyset import Page, page_of
from grc.desk.words import KIND_TINTS, KINDS, PRIORITIES
from grc.service_requests.models import ServiceRequest
from grc.ui import dates

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.http import QueryDict

    from grc.service_requests.querysets import ServiceRequestQuerySet
    from grc.ui.http import MemberRequest

PAGE_SIZE = 25
BESIDE_SIZE = 15
MOST_COUNTED = 1_000
# A request has thirty columns: a list reads those that its rows show, and no citizen's text.
SHOWN = (
    "reference",
    "summary",
    "requester_name",
    "place",
    "submitted_at",
    "submitted_precision",
    "due_on",
    "ended_at",
    "step",
    "step_kind",
    "step_since",
    "step_since_precision",
    "priority",
    "requester_wrote_at",
    "assigned_at",
    "workflow_version_id",
    "service__name",
    "team__name",
    "assignee__first_name",
    "assignee__last_name",
    "assignee__email",
)


@dataclass(frozen=True)
class Tag:
    """A word about a row, with its tint and its drawing."""

    label: str
    kind: str = ""
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A request as a list shows it; the names are those of the list_row component."""

    href: str
    title: str
    reference: str
    who: str
    service: str
    place: str
    at: date
    precision: str
    due: date | None
    tags: list[Tag]
    assignee: str
    current: bool = False
    unread: bool = False


@dataclass(frozen=True)
class Listing:
    """Some rows of the queue, with the addresses of the pages beside them."""

    rows: list[Row]
    newer: str
    older: str


def narrowed(request: MemberRequest) -> QueueFilter:
    """Return the queue of this person, narrowed as the address says."""
    visible = ServiceRequest.objects.visible_to(request.user)
    return QueueFilter(request.GET, queryset=visible, request=request)


def listing(
    request: MemberRequest, queryset: ServiceRequestQuerySet, *, current: str = ""
) -> Listing:
    """Return the rows that the address asks for: many as a page, fewer beside a request."""
    size = BESIDE_SIZE if current else PAGE_SIZE
    page = page_of(_with_facts(queryset, steps=not current), request.GET.dict(), size=size)
    address = _address(request.GET)
    return Listing(
        [_row(row, address, current=current) for row in page.rows], *_beside(page, request.GET)
    )


def count_words(queryset: ServiceRequestQuerySet) -> str:
    """Say how many requests there are, up to a thousand."""
    count = queryset.order_by()[: MOST_COUNTED + 1].count()
    if count > MOST_COUNTED:
        return _("more than 1,000 requests")
    return ngettext("%(count)d request", "%(count)d requests", count) % {"count": count}


def _with_facts(queryset: ServiceRequestQuerySet, *, steps: bool) -> ServiceRequestQuerySet:
    """Join what rows show. Definitions of workflows are read once each, not once a row."""
    returned = Round.objects.filter(
        answer__service_request=OuterRef("pk"),
        answer__state=AnswerState.DRAFT,
        state=RoundState.RETURNED,
    )
    facts = queryset.select_related("service", "team", "assignee").only(*SHOWN)
    facts = facts.annotate(was_returned=Exists(returned))
    return facts.prefetch_related("workflow_version") if steps else facts


def _beside(page: Page, data: QueryDict) -> tuple[str, str]:
    newer = _with_cursor(data, "after", page.newer) if page.newer else ""
    older = _with_cursor(data, "before", page.older) if page.older else ""
    return newer, older


def _with_cursor(data: QueryDict, name: str, cursor: str) -> str:
    kept = data.copy()
    for key in ("before", "after"):
        kept.pop(key, None)
    kept[name] = cursor
    return f"{reverse('desk:queue')}?{kept.urlencode()}"


def _address(data: QueryDict) -> str:
    """Return the address of a request, a place left for its reference."""
    path = reverse("desk:request", args=["REFERENCE"]).replace("REFERENCE", "%s")
    return f"{path}?{data.urlencode().replace('%', '%%')}" if data else path


def _row(service_request: ServiceRequest, address: str, *, current: str) -> Row:
    reference = service_request.display_reference
    return Row(
        href=address % reference,
        title=service_request.summary or service_request.service.title,
        reference=reference,
        who=service_request.requester_name,
        service=service_request.service.title,
        place="" if current else service_request.place,
        at=service_request.submitted_at,
        precision=service_request.submitted_precision,
        due=None if service_request.has_ended else service_request.due_on,
        tags=list(_tags(service_request, compact=bool(current))),
        assignee="" if current else _holder(service_request),
        current=service_request.reference == current,
        unread=service_request.requester_wrote_at is not None,
    )


def _tags(service_request: ServiceRequest, *, compact: bool) -> Iterable[Tag]:
    kind = service_request.step_kind
    label = str(KINDS[kind]) if compact else service_request.step_label
    yield Tag(label, KIND_TINTS.get(kind, ""))
    if service_request.priority in PRIORITIES:
        words, tint = PRIORITIES[service_request.priority]
        yield Tag(str(words), tint, "flag" if tint else "")
    if service_request.requester_wrote_at:
        yield Tag(_("The requester wrote"), "accent", "chat-bubble-left")
    if service_request.was_returned:  # type: ignore[attr-defined]
        yield Tag(_("Answer returned"), "warn", "arrow-uturn-left")


def _holder(service_request: ServiceRequest) -> str:
    holder, since = str(service_request.team), service_request.step_since
    precision = service_request.step_since_precision
    if service_request.assignee is not None and service_request.assigned_at is not None:
        holder, since = str(service_request.assignee), service_request.assigned_at
        precision = Precision.DAY
    if precision == Precision.UNKNOWN:
        return holder
    day = dates.known(dates.local_day(since), precision, short=True)
    return _("%(holder)s since %(day)s") % {"holder": holder, "day": day}
