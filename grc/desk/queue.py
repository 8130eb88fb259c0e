# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The list of requests: which ones, in words that fit on a row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from grc.accounts.models import full_name
from grc.answers.enums import AnswerState, RoundState
from grc.answers.models import Round
from grc.core.precision import Precision
from grc.desk.filters import QueueFilter
from grc.desk.keyset import Page, page_of
from grc.desk.words import KIND_TINTS, KINDS, PRIORITIES
from grc.service_requests.models import ServiceRequest
from grc.service_requests.reference import display_reference
from grc.ui import dates
from grc.ui.rows import Row, Tag
from workflows.models import machine_of
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.http import QueryDict

    from grc.service_requests.querysets import ServiceRequestQuerySet
    from grc.ui.http import MemberRequest

PAGE_SIZE = 25
BESIDE_SIZE = 15
MOST_COUNTED = 1_000
# A request has thirty columns: a list reads those that its rows show, and no citizen's text. Made
# into models, with their joins, they would cost more than all the rest of the page.
SHOWN = (
    "pk",
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
    "workflow_version__published_at",
    "service__name",
    "team__name",
    "assignee__first_name",
    "assignee__last_name",
    "assignee__email",
)


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


def asked_for(request: MemberRequest) -> ServiceRequestQuerySet:
    """Return the requests that the address asks for. None asked: what is open, no form is read."""
    if request.GET:
        return cast("ServiceRequestQuerySet", narrowed(request).qs)
    return ServiceRequest.objects.visible_to(request.user).open()


def listing(
    request: MemberRequest, queryset: ServiceRequestQuerySet, *, current: str = ""
) -> Listing:
    """Return the rows that the address asks for: many as a page, fewer beside a request."""
    size = BESIDE_SIZE if current else PAGE_SIZE
    page = page_of(_shown(queryset), request.GET.dict(), size=size)
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


def _shown(queryset: ServiceRequestQuerySet) -> Any:
    """Read what rows show, as tuples with names."""
    returned = Round.objects.filter(
        answer__service_request=OuterRef("pk"),
        answer__state=AnswerState.DRAFT,
        state=RoundState.RETURNED,
    )
    facts = queryset.annotate(was_returned=Exists(returned))
    return facts.values_list(*SHOWN, "was_returned", named=True)


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


def _row(facts: Any, address: str, *, current: str) -> Row:
    reference = display_reference(facts.reference)
    service = resolve(facts.service__name, get_language() or "fr")
    return Row(
        href=address % reference,
        title=facts.summary or service,
        reference=reference,
        who=facts.requester_name,
        service=service,
        place="" if current else facts.place,
        at=facts.submitted_at,
        precision=facts.submitted_precision,
        due=None if facts.ended_at else facts.due_on,
        tags=tuple(_tags(facts, compact=bool(current))),
        assignee="" if current else _holder(facts),
        current=facts.reference == current,
        unread=facts.requester_wrote_at is not None,
    )


def _tags(facts: Any, *, compact: bool) -> Iterator[Tag]:
    kind = facts.step_kind
    yield Tag(str(KINDS[kind]) if compact else _label_of(facts), KIND_TINTS.get(kind, ""))
    if facts.priority in PRIORITIES:
        words, tint = PRIORITIES[facts.priority]
        yield Tag(str(words), tint, "flag" if tint else "")
    if facts.requester_wrote_at:
        yield Tag(_("The requester wrote"), "accent", "chat-bubble-left")
    if facts.was_returned:
        yield Tag(_("Answer returned"), "warn", "arrow-uturn-left")


def _label_of(facts: Any) -> str:
    version = facts.workflow_version_id, facts.workflow_version__published_at
    return _step_label(*version, facts.step, get_language() or "fr")


# A frozen version never says anything else.
@lru_cache(maxsize=1024)
def _step_label(version: int, published_at: datetime, step: str, language: str) -> str:
    return resolve(machine_of(version, published_at).step(step).label, language)


def _holder(facts: Any) -> str:
    holder, since, precision = facts.team__name, facts.step_since, facts.step_since_precision
    if facts.assignee__email is not None and facts.assigned_at is not None:
        names = facts.assignee__first_name, facts.assignee__last_name
        holder, since = full_name(*names, facts.assignee__email), facts.assigned_at
        precision = Precision.DAY
    if precision == Precision.UNKNOWN:
        return str(holder)
    day = dates.known(dates.local_day(since), precision, short=True)
    return _("%(holder)s since %(day)s") % {"holder": holder, "day": day}
