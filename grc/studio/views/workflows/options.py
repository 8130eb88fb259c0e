# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What each service chooses for itself in a workflow that it shares with others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from grc.studio.access import SeeOther, administrator_required
from grc.studio.forms import data_of
from grc.studio.navigation import show
from grc.studio.services.fields import FieldForm, field_as_typed
from grc.studio.views.workflows.pages import workflow_page
from grc.studio.workflows.keys import Words
from grc.studio.workflows.meanwhile import rebase
from grc.studio.workflows.opening import Opened, make, open_workflow
from grc.studio.workflows.words import OPTION_KINDS
from workflows.editing import Settle, free_code
from workflows.fields import FieldKind, ValueRefused, clean_value, fields_to_data, parse_fields
from workflows.sentences import sentence

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.ui.http import MemberRequest

    Data = dict[str, Any]

_WRITTEN = {FieldKind.NUMBER, FieldKind.SHORT_TEXT, FieldKind.DATE}


class OptionForm(FieldForm):
    """A question to each service, and the answer that counts where a service says nothing."""

    def __init__(self, *args: Any, default: object = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = default
        if self.kind in _WRITTEN:
            language = self.languages[0]
            self.fields["default"] = Words(
                label=_("Where a service says nothing"), required=False, language=language
            )
            self.initial["default"] = default

    def clean(self) -> Data:
        cleaned = super().clean()
        if not self.errors and cleaned.get("default"):
            try:
                self.kept = clean_value(self.field, cleaned["default"])
            except ValueRefused as refused:
                self.add_error("default", sentence(refused.finding))
        elif "default" in self.fields:
            self.kept = None
        return cleaned

    @property
    def option(self) -> Data:
        """The option as data, under the code that its field has; for a form found valid."""
        data: Data = {"field": fields_to_data([self.field])[0]}
        return data if self.kept is None else data | {"default": self.kept}


@administrator_required
def option(request: MemberRequest, slug: str) -> HttpResponse:
    """Add what each service chooses, or change it."""
    opened = open_workflow(request, slug)
    options: list[Data] = list(opened.page.data.get("options", ()))
    at = _index(options, request.GET.get("code", ""))
    now = options[at] if at is not None else None
    before = parse_fields([now["field"]])[0] if now else None
    kind = before.kind if before else request.GET.get("kind", "")
    if kind not in OPTION_KINDS:
        raise Http404
    languages = list(request.municipality.languages)
    form = OptionForm(
        data_of(request),
        kind=FieldKind(kind),
        languages=languages,
        before=before,
        default=now.get("default") if now else None,
        initial={"based_on": opened.token} | (field_as_typed(before, languages) if before else {}),
    )
    if request.method != "POST":
        return _page(request, opened, form)
    if not form.is_valid():
        return _page(request, opened, form, status=422)
    written = form.option
    if at is None:
        codes = {one["field"]["code"] for one in options}
        written["field"]["code"] = free_code(written["field"]["label"], codes, "option")
        options.append(written)
    else:
        options[at] = written
    edit = Settle("options", options)
    refused = make(request, opened.workflow, edit, form.cleaned_data["based_on"])
    if refused is not None:
        rebase(form, open_workflow(request, slug).token)
        return _page(request, opened, form, status=refused.status, refused=refused)
    messages.success(request, _("It is saved in the draft."))
    return SeeOther(_back(opened))


@administrator_required
def remove_option(request: MemberRequest, slug: str) -> HttpResponse:
    """Let services no longer choose this."""
    opened = open_workflow(request, slug)
    options: list[Data] = list(opened.page.data.get("options", ()))
    at = _index(options, request.POST.get("code", ""))
    if request.method == "POST" and at is not None:
        del options[at]
        token = request.POST.get("based_on", opened.token)
        refused = make(request, opened.workflow, Settle("options", options or None), token)
        if refused is not None:
            return workflow_page(request, open_workflow(request, slug), refused=refused)
        messages.success(request, _("Done. You can undo it."))
    return SeeOther(_back(opened))


def _page(
    request: MemberRequest, opened: Opened, form: OptionForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context: Data = {
        "workflow": opened.workflow,
        "form": form,
        "title": OPTION_KINDS[form.kind],
        "back": _back(opened),
        "back_words": opened.workflow,
    }
    return show(
        request, "studio/workflow_part.html", context | more, place="workflows", status=status
    )


def _back(opened: Opened) -> str:
    return reverse("studio:workflow", args=[opened.workflow.slug]) + "#options"


def _index(options: list[Data], code: str) -> int | None:
    """Return where the option of this code stands. Raises Http404 for a code that none has."""
    if not code:
        return None
    found = [at for at, one in enumerate(options) if one["field"]["code"] == code]
    if not found:
        raise Http404
    return found[0]
