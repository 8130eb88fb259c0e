# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Steps, functions and transitions of a workflow: each has a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from grc.studio.access import SeeOther, administrator_required
from grc.studio.forms import data_of
from grc.studio.navigation import show
from grc.studio.services.fields import KINDS as QUESTION_KINDS
from grc.studio.views.workflows.pages import workflow_page
from grc.studio.workflows.conditions import FactForm, parts_of
from grc.studio.workflows.effects import SORTS, effect_sentence, offered
from grc.studio.workflows.forms import (
    FunctionForm,
    NewStepForm,
    SharedConditionForm,
    SharedEffectsForm,
    StepForm,
)
from grc.studio.workflows.meanwhile import meanwhile, rebase
from grc.studio.workflows.opening import Opened, make, open_workflow
from grc.studio.workflows.page import Said
from grc.studio.workflows.way import WayForm
from workflows.definition import Trigger
from workflows.editing import EditRefused, Move, Remove, Settle, Thing, find, things_in
from workflows.sentences import sentence
from workflows.text import resolve

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.core.refusals import Refusal
    from grc.studio.workflows.forms import ThingForm
    from grc.ui.http import MemberRequest

_TEMPLATES = {
    Thing.STEP: "studio/workflow_step.html",
    Thing.FUNCTION: "studio/workflow_function.html",
    Thing.TRANSITION: "studio/workflow_way.html",
    Thing.SHARED_CONDITION: "studio/workflow_shared.html",
    Thing.SHARED_EFFECTS: "studio/workflow_shared.html",
}
FORMS: dict[Thing, type[ThingForm]] = {
    Thing.STEP: StepForm,
    Thing.FUNCTION: FunctionForm,
    Thing.TRANSITION: WayForm,
    Thing.SHARED_CONDITION: SharedConditionForm,
    Thing.SHARED_EFFECTS: SharedEffectsForm,
}


@administrator_required
def step(request: MemberRequest, slug: str, code: str) -> HttpResponse:
    """Read and change a step."""
    return _change(request, slug, StepForm, code)


@administrator_required
def function(request: MemberRequest, slug: str, code: str) -> HttpResponse:
    """Read and change a function."""
    return _change(request, slug, FunctionForm, code)


@administrator_required
def way(request: MemberRequest, slug: str, code: str) -> HttpResponse:
    """Read and change a transition."""
    return _change(request, slug, WayForm, code)


@administrator_required
def shared(request: MemberRequest, slug: str, code: str, thing: Thing) -> HttpResponse:
    """Read and change what transitions share: a condition, or a list of effects."""
    return _change(request, slug, FORMS[thing], code)


@administrator_required
def new_step(request: MemberRequest, slug: str) -> HttpResponse:
    """Add a step."""
    return _change(request, slug, NewStepForm)


@administrator_required
def new_function(request: MemberRequest, slug: str) -> HttpResponse:
    """Add a function."""
    return _change(request, slug, FunctionForm)


@administrator_required
def new_way(request: MemberRequest, slug: str) -> HttpResponse:
    """Add a transition; the address may say from which step."""
    return _change(request, slug, WayForm)


@administrator_required
def move_step(request: MemberRequest, slug: str, code: str) -> HttpResponse:
    return _move(request, slug, Thing.STEP, code)


@administrator_required
def move_way(request: MemberRequest, slug: str, code: str) -> HttpResponse:
    return _move(request, slug, Thing.TRANSITION, code)


@administrator_required
def start(request: MemberRequest, slug: str, code: str) -> HttpResponse:
    """Let requests begin at this step."""
    return _press(request, slug, Settle("start", code), "steps")


@administrator_required
def remove_step(request: MemberRequest, slug: str, code: str) -> HttpResponse:
    return _press(request, slug, Remove(Thing.STEP, code), "steps")


@administrator_required
def remove_function(request: MemberRequest, slug: str, code: str) -> HttpResponse:
    return _press(request, slug, Remove(Thing.FUNCTION, code), "functions")


@administrator_required
def remove_shared(request: MemberRequest, slug: str, code: str, thing: Thing) -> HttpResponse:
    """Share no more: it is written out wherever it was used."""
    return _press(request, slug, Remove(thing, code), "shared")


@administrator_required
def remove_way(request: MemberRequest, slug: str, code: str) -> HttpResponse:
    return _press(request, slug, Remove(Thing.TRANSITION, code), "steps")


def thing_page(
    request: MemberRequest,
    opened: Opened,
    form: ThingForm,
    *,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page of one thing: its form, what stands in it, what its removal would bring."""
    item = form.item
    context: dict[str, Any] = {
        "workflow": opened.workflow,
        "token": opened.token,
        "form": form,
        "item": item,
        "name": resolve(item.get("label", ""), opened.page.language),
        "refused": refused,
    }
    exists = bool(item) and is_there(opened, form.thing, item["code"])
    if exists:
        context["removal"] = _removal(opened, form.thing, item["code"])
        context["said"] = _beside(opened, form.thing, item["code"])
        context["is_start"] = opened.page.data["start"] == item["code"]
    if exists and form.thing is Thing.TRANSITION:
        context |= _of_a_way(opened, item)
    if exists and form.thing in (Thing.SHARED_CONDITION, Thing.SHARED_EFFECTS):
        context |= _inside(opened, item) | {"is_condition": "when" in item}
        context["used_by"] = opened.page.users_of(form.thing, item["code"])
    if refused is not None and refused.status == 409 and item:
        context["meanwhile"] = meanwhile(form, opened.page.data)
        rebase(form, opened.token)
    status = refused.status if refused else status
    return show(request, _TEMPLATES[form.thing], context, place="workflows", status=status)


def _change(
    request: MemberRequest, slug: str, kind: type[ThingForm], code: str = ""
) -> HttpResponse:
    opened = open_workflow(request, slug)
    item = item_of(request, opened, kind.thing, code) if code else {}
    initial: dict[str, Any] = {"based_on": opened.token}
    if not code and request.GET.get("from"):
        initial["sources"] = [request.GET["from"]]
    form = kind(data_of(request), around=opened.page.around, item=item, initial=initial)
    if request.method != "POST":
        return thing_page(request, opened, form)
    if not form.is_valid():
        return thing_page(request, opened, form, status=422)
    refused = make(request, opened.workflow, form.edit, form.cleaned_data["based_on"])
    if refused is not None:
        return thing_page(request, open_workflow(request, slug), form, refused=refused)
    messages.success(request, _("It is saved in the draft."))
    return SeeOther(_back(opened, kind.thing, code, new=not code))


def _back(opened: Opened, thing: Thing, code: str, *, new: bool) -> str:
    """Return where to go after a change: a new transition goes on to its conditions and effects."""
    if thing is Thing.TRANSITION and new:
        fresh = opened.workflow.pending_draft
        added = fresh.definition["transitions"][-1]["code"] if fresh else ""
        return reverse("studio:workflow_way", args=[opened.workflow.slug, added])
    if thing in (Thing.SHARED_CONDITION, Thing.SHARED_EFFECTS):
        return reverse("studio:workflow", args=[opened.workflow.slug]) + "#shared"
    anchor = f"#step-{code}" if thing is Thing.STEP and code else "#steps"
    return reverse("studio:workflow", args=[opened.workflow.slug]) + anchor


def _move(request: MemberRequest, slug: str, thing: Thing, code: str) -> HttpResponse:
    typed = request.POST.get("by", "")
    is_number = typed.removeprefix("-").isdecimal() and len(typed) < 6
    by = int(typed) if is_number and int(typed) else 1
    anchor = f"step-{code}" if thing is Thing.STEP else "steps"
    return _press(request, slug, Move(thing, code, by), anchor)


def _press(
    request: MemberRequest, slug: str, edit: Move | Remove | Settle, anchor: str
) -> HttpResponse:
    opened = open_workflow(request, slug)
    address = reverse("studio:workflow", args=[slug])
    if request.method != "POST":
        return SeeOther(address)
    token = request.POST.get("based_on", opened.token)
    refused = make(request, opened.workflow, edit, token)
    if refused is not None:
        return workflow_page(request, open_workflow(request, slug), refused=refused)
    messages.success(request, _("Done. You can undo it."))
    return SeeOther(f"{address}#{anchor}")


def item_of(request: MemberRequest, opened: Opened, thing: Thing, code: str) -> dict[str, Any]:
    """Return a thing of the workflow. Raises Http404.

    Of one that was removed while somebody typed, only its code is left: what was typed is not lost.
    """
    try:
        return find(opened.page.data, thing, code)
    except EditRefused as gone:
        draft = opened.draft
        is_typed = request.method == "POST" and draft is not None
        if is_typed and draft.edits_since(0, [f"{thing}/{code}"]):  # type: ignore[union-attr]
            return {"code": code}
        raise Http404 from gone


def is_there(opened: Opened, thing: Thing, code: str) -> bool:
    return any(item["code"] == code for item in things_in(opened.page.data, thing))


def _removal(opened: Opened, thing: Thing, code: str) -> list[str]:
    """Return what the removal of a thing would bring, in sentences."""
    page = opened.page
    try:
        brought = page.brought_by(Remove(thing, code))
    except EditRefused as refused:
        brought = refused.findings
    return list(dict.fromkeys(sentence(finding, page.vocabulary) for finding in brought))


def _beside(opened: Opened, thing: Thing, code: str) -> list[Said]:
    """Return what is wrong at this thing."""
    page = opened.page
    index = [item["code"] for item in things_in(page.data, thing)].index(code)
    place = f"/{thing}/{index}"
    found = [f for f in page.findings if f"{f.place}/".startswith(f"{place}/")]
    return [Said(sentence(f, page.vocabulary), "", f.severity == "error") for f in found]


def _of_a_way(opened: Opened, item: dict[str, Any]) -> dict[str, Any]:
    """Return the questions of a transition, its condition and its effects, as lists."""
    page = opened.page
    questions = item.get("form", {}).get("fields", [])
    return {
        "questions": [
            {
                "at": f"/form/fields/{at}",
                "sentence": resolve(one["label"], page.language),
                "kind": QUESTION_KINDS[one["kind"]],
                "is_first": at == 0,
                "is_last": at == len(questions) - 1,
            }
            for at, one in enumerate(questions)
        ],
        "kinds": list(QUESTION_KINDS.items()),
        "is_kept": item.get("form", {}).get("kept", True),
        "is_button": item["trigger"] == Trigger.BUTTON,
    } | _inside(opened, item)


def _inside(opened: Opened, item: dict[str, Any]) -> dict[str, Any]:
    """Return the condition and the effects that stand in a thing, as lists."""
    page = opened.page
    when = item.get("when")
    # A shared condition never uses itself.
    itself = "" if "trigger" in item else item["code"]
    effects = [effect_sentence(effect, page.around) for effect in item.get("effects", ())]
    return {
        "condition": page.condition(when) if when else "",
        "parts": parts_of(when, page.condition) if when else None,
        "facts": FactForm(
            vocabulary=page.vocabulary,
            shared=[one for one in page.around.choices("shared_conditions") if one[0] != itself],
            auto_id="fact_%s",
        ),
        "effects": [
            {
                "at": f"/effects/{at}",
                "sentence": words,
                "is_known": item["effects"][at]["do"] in SORTS,
                "is_first": at == 0,
                "is_last": at == len(effects) - 1,
            }
            for at, words in enumerate(effects)
        ],
        "sorts": offered(page.around),
    }
