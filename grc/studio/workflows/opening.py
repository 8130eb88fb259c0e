# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Opening a workflow to look at it or to change it, and making an edit of what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from grc.core.refusals import NotNow, NotValid, Refusal
from grc.studio.workflows.page import WorkflowPage
from workflows.editing import EditRefused
from workflows.models import (
    EditedMeanwhile,
    NotADraft,
    NothingToUndo,
    Workflow,
    WorkflowVersion,
)
from workflows.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from grc.ui.http import MemberRequest
    from workflows.editing import Edit


@dataclass(frozen=True)
class Opened:
    """A workflow as it stands: its draft, or what is published where there is none.

    ``token`` says which edition of the draft a page was made from.
    """

    page: WorkflowPage
    draft: WorkflowVersion | None
    published: WorkflowVersion | None
    token: str

    @property
    def workflow(self) -> Workflow:
        return self.page.workflow


def open_workflow(request: MemberRequest, slug: str) -> Opened:
    """Return the workflow of this address. Raises Http404."""
    workflow = get_object_or_404(Workflow, slug=slug)
    living = workflow.versions.exclude(state=WorkflowVersion.State.RETIRED)
    versions = {one.state: one for one in living.select_related("published_by", "drafted_by")}
    draft = versions.get(WorkflowVersion.State.DRAFT)
    published = versions.get(WorkflowVersion.State.PUBLISHED)
    for one in versions.values():
        one.workflow = workflow
    shown = draft or published or workflow.open_draft(by=request.user)
    if draft is None and published is None:
        draft = shown
    page = WorkflowPage(workflow, shown, request.municipality.languages)
    return Opened(page, draft, published, token_of(workflow, draft))


def make(
    request: MemberRequest, workflow: Workflow, edit: Edit | None, token: str
) -> Refusal | None:
    """Make an edit that was typed on this edition; return why not, after which nothing is left.

    Without a draft, it begins one; without an edit, nothing happens.
    """
    if edit is None:
        return None

    def command() -> None:
        draft = workflow.open_draft(by=request.user)
        draft.edit(edit, by=request.user, based_on=_based_on(draft, token))

    return _refusal(command)


def turn(request: MemberRequest, workflow: Workflow, verb: str, number: int) -> Refusal | None:
    """Undo or make again the edit of this number; return why not."""

    def command() -> None:
        draft = workflow.pending_draft
        if draft is None:
            raise NothingToUndo
        getattr(draft, verb)(number, by=request.user)

    return _refusal(command)


def _refusal(command: Callable[[], None]) -> Refusal | None:
    try:
        with transaction.atomic():
            command()
    except (EditedMeanwhile, NothingToUndo, NotADraft) as refusal:
        return NotNow(str(refusal))
    except EditRefused as refusal:
        return NotValid(" ".join(sentence(finding) for finding in refusal.findings))
    except Refusal as refusal:
        return refusal
    return None


def token_of(workflow: Workflow, draft: WorkflowVersion | None) -> str:
    """Return which edition of the draft this is, or of the one that would be begun."""
    if draft is not None:
        return f"{draft.number}.{draft.revision}"
    last = workflow.versions.aggregate(last=Max("number"))["last"] or 0
    return f"{last + 1}.0"


def _based_on(draft: WorkflowVersion, token: str) -> int:
    """Return the revision of a token. Raises ``NotNow`` where it is of another draft."""
    number, _dot, revision = token.partition(".")
    is_known = number == str(draft.number) and revision.isdecimal() and len(revision) < 10
    if not is_known or int(revision) > draft.revision:
        raise NotNow(
            _(
                "This workflow was published or thrown away meanwhile. "
                "Look at what it is now, then save again if yours shall count."
            )
        )
    return int(revision)
