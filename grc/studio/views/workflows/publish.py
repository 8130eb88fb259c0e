# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Publishing a workflow, with its effect said before, and throwing a draft away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.core.refusals import NotNow
from grc.service_requests.versions.impact import impact_of
from grc.studio.access import SeeOther, administrator_required
from grc.studio.forms import data_of
from grc.studio.navigation import show
from grc.studio.views.workflows.moving import rows_of, said_at_once
from grc.studio.views.workflows.pages import context_of
from grc.studio.workflows.forms import PublishForm
from grc.studio.workflows.opening import open_workflow, token_of
from workflows.models import DraftEdit, NotADraft, Unsound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from grc.core.refusals import Refusal
    from grc.studio.workflows.opening import Opened
    from grc.ui.http import MemberRequest


@administrator_required
def publish(request: MemberRequest, slug: str) -> HttpResponse:
    """Say what changes and for whom, ask why in spite of warnings, then publish."""
    opened = open_workflow(request, slug)
    if opened.draft is None:
        return SeeOther(reverse("studio:workflow", args=[slug]))
    form = PublishForm(
        data_of(request), has_warnings=bool(opened.page.said), initial={"based_on": opened.token}
    )
    if request.method != "POST" or not form.is_valid():
        return _page(request, opened, form, status=422 if request.method == "POST" else 200)
    refused = _publish(request, opened, form)
    if refused is not None:
        return _page(request, opened, form, refused=refused)
    messages.success(request, _("The workflow is published: new requests follow it."))
    return SeeOther(reverse("studio:workflow", args=[slug]))


@administrator_required
def discard(request: MemberRequest, slug: str) -> HttpResponse:
    """Throw a draft away, and the workflow with it if it was never published."""
    opened = open_workflow(request, slug)
    draft, address = opened.draft, reverse("studio:workflow", args=[slug])
    if draft is None:
        return SeeOther(address)
    edits = draft.edits.filter(state=DraftEdit.State.DONE).count()
    words = ngettext("%(count)d change is lost.", "%(count)d changes are lost.", edits)
    context = context_of(opened, here="discard") | {"lost": words % {"count": edits}}
    if request.method != "POST":
        return show(request, "studio/workflow_discard.html", context, place="workflows")
    refused = _discard(request, opened, request.POST.get("based_on", opened.token))
    if refused is not None:
        context["refused"] = refused
        return show(request, "studio/workflow_discard.html", context, place="workflows", status=409)
    messages.success(request, _("The draft is thrown away."))
    is_gone = opened.workflow.pk is None
    return SeeOther(reverse("studio:workflows") if is_gone else address)


def _discard(request: MemberRequest, opened: Opened, token: str) -> Refusal | None:
    """Throw away what was seen; return why not."""
    draft, workflow = opened.draft, opened.workflow
    try:
        with transaction.atomic():
            workflow.lock()
            if draft is None or token != token_of(workflow, workflow.pending_draft):
                return NotNow(
                    _("The draft was changed meanwhile: look at it before you throw it away.")
                )
            draft.discard(by=request.user)
            if opened.published is None and not workflow.versions.exists():
                workflow.remove(by=request.user)
    except (NotADraft, ProtectedError):
        return NotNow(_("A service follows this workflow: give it another one first."))
    return None


def _publish(request: MemberRequest, opened: Opened, form: PublishForm) -> Refusal | None:
    draft = opened.draft
    try:
        with transaction.atomic():
            opened.workflow.lock()
            now = open_workflow(request, opened.workflow.slug).token
            if draft is None or form.cleaned_data["based_on"] != now:
                return NotNow(_("The draft was changed meanwhile: read it again, then publish."))
            draft.publish(by=request.user, why=form.cleaned_data.get("why", ""))
    except (Unsound, NotADraft) as refusal:
        return NotNow(str(refusal))
    return None


def _each_once(edits: Iterable[DraftEdit]) -> list[DraftEdit]:
    """Return the edits without those that would read like one before, by the same person."""
    found: dict[tuple[str, int | None], DraftEdit] = {}
    for edit in edits:
        found.setdefault((str(edit), edit.made_by_id), edit)
    return list(found.values())


def _page(
    request: MemberRequest,
    opened: Opened,
    form: PublishForm,
    *,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    draft, published = opened.draft, opened.published
    edits = draft.edits.filter(state=DraftEdit.State.DONE) if draft else DraftEdit.objects.none()
    impact = impact_of(draft) if draft and published else None
    context: dict[str, Any] = context_of(opened, here="publish") | {
        "form": form,
        "edits": _each_once(edits.select_related("made_by").order_by("number")),
        "changes": opened.page.changes_since(published),
        "is_first": published is None,
        "standing": rows_of(impact, draft) if impact and draft else [],
        "at_once": said_at_once(impact, draft) if impact and draft else [],
        "refused": refused,
    }
    status = refused.status if refused else status
    return show(request, "studio/workflow_publish.html", context, place="workflows", status=status)
