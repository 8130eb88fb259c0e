# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Moving living requests to the version that is published, step by step, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grc.core.refusals import NotNow, Refusal
from grc.service_requests.models import VersionMove
from grc.service_requests.models.version_move import can_become
from grc.service_requests.versions.at_once import timers_at_once
from grc.service_requests.versions.impact import impact_of
from grc.studio.access import SeeOther, administrator_required
from grc.studio.navigation import show
from grc.studio.views.workflows.pages import context_of
from grc.studio.workflows.opening import open_workflow
from workflows.text import resolve

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict

    from grc.service_requests.versions.impact import Impact, Standing
    from grc.studio.workflows.opening import Opened
    from grc.ui.http import MemberRequest
    from workflows.models import WorkflowVersion

MOST_MOVES = 10


@dataclass(frozen=True)
class Row:
    """The requests at one step of an earlier version, and the steps they may go on at."""

    name: str
    number: int
    step: str
    count: int
    chosen: str
    choices: list[tuple[str, str]]
    is_sure: bool


@dataclass(frozen=True)
class ShownMove:
    """A move that was made: when, by whom, how far it is, what became of the requests.

    ``refusal`` says why it cannot be taken back now.
    """

    move: VersionMove
    counts: list[tuple[str, int]]
    seen: int
    refusal: str


@administrator_required
def moving(request: MemberRequest, slug: str) -> HttpResponse:
    """Show where requests of earlier versions stand; move those of the chosen steps."""
    opened = open_workflow(request, slug)
    if opened.published is None:
        return SeeOther(reverse("studio:workflow", args=[slug]))
    impact = impact_of(opened.published)
    if request.method != "POST":
        return _page(request, opened, impact)
    try:
        with transaction.atomic():
            _check_seen(opened.published, request.POST)
            mapping = _mapping(impact, request.POST)
            VersionMove.objects.begin(opened.published, mapping, by=request.user)
    except Refusal as refusal:
        return _page(request, opened, impact, refused=refusal)
    messages.success(request, _("The requests are being moved. You can leave this page."))
    return SeeOther(reverse("studio:workflow_moving", args=[slug]))


@require_POST
@administrator_required
def take_back(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Take a move back, for the requests that did not go on since."""
    opened = open_workflow(request, slug)
    move = get_object_or_404(VersionMove, pk=pk, workflow=opened.workflow)
    try:
        with transaction.atomic():
            move.undo(by=request.user)
    except Refusal as refusal:
        published = opened.published
        impact = impact_of(published) if published is not None else None
        return _page(request, opened, impact, refused=refusal)
    messages.success(request, _("The requests are being moved back. You can leave this page."))
    return SeeOther(reverse("studio:workflow_moving", args=[slug]))


def rows_of(impact: Impact, version: WorkflowVersion, typed: QueryDict | None = None) -> list[Row]:
    """Return where requests stand, in the reader's language, with what is chosen or proposed."""
    language = get_language() or "fr"
    steps = version.machine.definition.steps
    return [
        Row(
            name=_name(one),
            number=one.number,
            step=resolve(one.step.label, language),
            count=one.count,
            chosen=one.proposed if typed is None else typed.get(_name(one), ""),
            choices=[
                (step.code, resolve(step.label, language))
                for step in steps
                if can_become(one.step, step)
            ],
            is_sure=one.why in ("same", "alike"),
        )
        for one in impact.standing
    ]


def _check_seen(published: WorkflowVersion, typed: QueryDict) -> None:
    """Refuse to move to a version that was published after the page was read."""
    if typed.get("to", str(published.number)) != str(published.number):
        raise NotNow(
            _("Version %(number)d was published meanwhile: choose again where requests go on.")
            % {"number": published.number}
        )


def said_at_once(impact: Impact, version: WorkflowVersion) -> list[str]:
    """Return in sentences which timers would come at once if requests moved as is proposed."""
    language = get_language() or "fr"
    return [
        (
            _("“%(timer)s” would come at once for at least %(count)d requests at “%(step)s”.")
            if one.is_least
            else ngettext(
                "“%(timer)s” would come at once for %(count)d request at “%(step)s”.",
                "“%(timer)s” would come at once for %(count)d requests at “%(step)s”.",
                one.count,
            )
        )
        % {
            "timer": resolve(one.timer.label, language),
            "count": one.count,
            "step": resolve(one.standing.step.label, language),
        }
        for one in timers_at_once(impact, version)
    ]


def _mapping(impact: Impact, typed: QueryDict) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for one in impact.standing:
        if chosen := typed.get(_name(one), ""):
            found.setdefault(one.version, {})[one.step.code] = chosen
    return found


def _name(standing: Standing) -> str:
    return f"{standing.version}-{standing.step.code}"


def _moves(opened: Opened) -> list[ShownMove]:
    moves = VersionMove.objects.filter(workflow=opened.workflow).select_related("begun_by")
    at_work = VersionMove.objects.at_work(opened.workflow.pk)
    shown = []
    for move in moves.order_by("-pk")[:MOST_MOVES]:
        counts = move.counts()
        labels = dict(move.requests.model.State.choices)
        told = [(str(labels[state]), count) for state, count in counts.items() if count]
        refusal = move.refusal_to_undo(at_work)
        shown.append(ShownMove(move, told, sum(counts.values()), refusal))
    return shown


def _page(
    request: MemberRequest,
    opened: Opened,
    impact: Impact | None,
    *,
    refused: Refusal | None = None,
) -> HttpResponse:
    typed = request.POST if refused is not None and "move" in request.POST else None
    published = opened.published
    rows = rows_of(impact, published, typed) if impact is not None and published else []
    context = context_of(opened, here="moving") | {
        "rows": rows,
        "at_once": said_at_once(impact, published) if impact is not None and published else [],
        "moves": _moves(opened),
        "refused": refused,
    }
    status = refused.status if refused else 200
    return show(request, "studio/workflow_moving.html", context, place="workflows", status=status)
