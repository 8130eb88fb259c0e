# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What stands inside a transition: its condition, part by part, and what it does besides."""

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
from grc.studio.services.fields import FieldForm, field_as_typed
from grc.studio.views.workflows.things import FORMS, item_of, thing_page
from grc.studio.workflows.conditions import SHARED, SharedForm, TestForm, fact_label
from grc.studio.workflows.effects import SORTS, EffectForm
from grc.studio.workflows.meanwhile import rebase
from grc.studio.workflows.opening import Opened, make, open_workflow
from grc.studio.workflows.page import SECTIONS, address_of
from workflows.editing import (
    AddPart,
    AddTest,
    Change,
    EditRefused,
    Group,
    MovePart,
    RemovePart,
    SetPart,
    Thing,
    find_part,
    free_code,
)
from workflows.fields import Field, FieldKind, fields_to_data, parse_fields
from workflows.findings import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse

    from grc.ui.http import MemberRequest
    from workflows.editing import Edit

WAY = Thing.TRANSITION
# What a button beside a part does, by its value.
_GESTURES: dict[str, Callable[[Thing, str, str], Edit]] = {
    "remove": RemovePart,
    "up": lambda thing, code, at: MovePart(thing, code, at, -1),
    "down": lambda thing, code, at: MovePart(thing, code, at, 1),
    "all": lambda thing, code, at: Group(thing, code, at, "all"),
    "any": lambda thing, code, at: Group(thing, code, at, "any"),
    "not": lambda thing, code, at: Group(thing, code, at, "not"),
}


@administrator_required
def test(request: MemberRequest, slug: str, code: str, thing: Thing) -> HttpResponse:
    """Add a test to a condition, or change one: how a fact is compared, and with what."""
    opened = open_workflow(request, slug)
    item = item_of(request, opened, thing, code)
    at, is_new = request.GET.get("at", "/when"), request.GET.get("add") == "1"
    now = None if is_new else _part(item, at)
    name = request.GET.get("fact", "") or (now.get("fact", "") if now else "")
    if is_new and name.startswith(SHARED):
        part = {"part": name.removeprefix(SHARED)}
        return _use(request, opened, AddTest(thing, code, at, part))
    fact = opened.page.vocabulary.fact(name)
    if fact is None:
        raise Http404
    initial = {"based_on": opened.token}
    form = TestForm(data_of(request), fact=fact, test=now, initial=initial)
    kind = AddTest if is_new else SetPart
    title = _("Test about %(fact)s") % {"fact": fact_label(fact)}
    return _answer(
        request,
        opened,
        form,
        title,
        lambda: kind(thing, code, at, form.content),
        "condition",
        thing,
    )


@administrator_required
def effect(request: MemberRequest, slug: str, code: str, thing: Thing) -> HttpResponse:
    """Add what a transition, or a shared list, does besides; or change it."""
    opened = open_workflow(request, slug)
    item = item_of(request, opened, thing, code)
    at = request.GET.get("at", "")
    now = _part(item, at) if at else {}
    do = now.get("do") or request.GET.get("do", "")
    if do not in SORTS:
        raise Http404
    initial = {"based_on": opened.token}
    form = EffectForm(
        data_of(request), do=do, effect=now, around=opened.page.around, initial=initial
    )

    def edit() -> Edit:
        if at:
            return SetPart(thing, code, at, form.content)
        return AddPart(thing, code, "/effects", form.content)

    return _answer(request, opened, form, str(SORTS[do].label), edit, "effects", thing)


@administrator_required
def question(request: MemberRequest, slug: str, code: str) -> HttpResponse:
    """Add a question that the button asks, or change one."""
    opened = open_workflow(request, slug)
    item = item_of(request, opened, WAY, code)
    at = request.GET.get("at", "")
    before = _field(_part(item, at)) if at else None
    kind = before.kind if before else request.GET.get("kind", "")
    if kind not in set(FieldKind):
        raise Http404
    languages = list(request.municipality.languages)
    form = FieldForm(
        data_of(request),
        kind=FieldKind(kind),
        languages=languages,
        before=before,
        initial={"based_on": opened.token} | (field_as_typed(before, languages) if before else {}),
    )

    def edit() -> Edit:
        asked = fields_to_data([form.field])[0]
        if before is not None:
            return SetPart(WAY, code, at, asked)
        known = item.get("form", {}).get("fields", [])
        asked["code"] = free_code(asked["label"], {one["code"] for one in known}, "question")
        if known:
            return AddPart(WAY, code, "/form/fields", asked)
        return Change(WAY, code, {"form": {"fields": [asked]}})

    return _answer(request, opened, form, str(QUESTION_KINDS[kind]), edit, "questions")


@administrator_required
def change_part(request: MemberRequest, slug: str, code: str, thing: Thing) -> HttpResponse:
    """Move, remove or turn round a part of a condition or of the effects."""
    opened = open_workflow(request, slug)
    at = request.POST.get("at", "")
    gesture = _GESTURES.get(request.POST.get("do", ""))
    if request.method != "POST" or gesture is None:
        return SeeOther(address_of(thing, slug, code))
    section = SECTIONS.get(at.partition("/")[2].partition("/")[0], "")
    return _gesture(request, opened, code, gesture(thing, code, at), section, thing)


@administrator_required
def keep_answers(request: MemberRequest, slug: str, code: str) -> HttpResponse:
    """Say whether the history of a request keeps each answer to what a button asks."""
    opened = open_workflow(request, slug)
    if request.method != "POST":
        return SeeOther(reverse("studio:workflow_way", args=[slug, code]))
    asked = dict(_part(item_of(request, opened, WAY, code), "/form"))
    asked.pop("kept", None)
    if request.POST.get("kept") != "1":
        asked["kept"] = False
    return _gesture(request, opened, code, SetPart(WAY, code, "/form", asked), "#questions")


def _gesture(
    request: MemberRequest,
    opened: Opened,
    code: str,
    edit: Edit,
    anchor: str,
    thing: Thing = WAY,
) -> HttpResponse:
    """Make an edit that one button means; show the thing again, with why not."""
    slug = opened.workflow.slug
    token = request.POST.get("based_on", opened.token)
    refused = make(request, opened.workflow, edit, token)
    if refused is not None:
        opened = open_workflow(request, slug)
        item = item_of(request, opened, thing, code)
        kind = FORMS[thing]
        form = kind(around=opened.page.around, item=item, initial={"based_on": opened.token})
        return thing_page(request, opened, form, refused=refused)
    messages.success(request, _("Done. You can undo it."))
    return SeeOther(address_of(thing, slug, code) + anchor)


def _answer(
    request: MemberRequest,
    opened: Opened,
    form: forms.Form,
    title: str,
    edit: Callable[[], Edit],
    anchor: str,
    thing: Thing = WAY,
) -> HttpResponse:
    """Take a part that was typed, or show its form again with what stands against it."""
    code = request.resolver_match.kwargs["code"] if request.resolver_match else ""
    slug = opened.workflow.slug
    back = address_of(thing, slug, code)
    context: dict[str, Any] = {
        "workflow": opened.workflow,
        "form": form,
        "title": title,
        "back": f"{back}#{anchor}",
        "back_words": "" if thing is WAY else _("Back to what is shared"),
        "placeholders": opened.page.values(),
        "has_text": any(name.startswith("text_") for name in form.fields),
    }
    status = 200
    # What a button only arranged comes back as it was typed.
    if form.is_bound:
        status = 422
        if form.is_valid():
            token = form.cleaned_data["based_on"]
            refused = make(request, opened.workflow, edit(), token)
            if refused is None:
                messages.success(request, _("It is saved in the draft."))
                return SeeOther(f"{back}#{anchor}")
            context["refused"], status = refused, refused.status
            rebase(form, open_workflow(request, slug).token)
    return show(request, "studio/workflow_part.html", context, place="workflows", status=status)


def _use(request: MemberRequest, opened: Opened, edit: AddTest) -> HttpResponse:
    """Put a shared condition into another condition."""
    labels = dict(opened.page.around.choices("shared_conditions"))
    if not isinstance(edit.value, dict) or edit.value["part"] not in labels:
        raise Http404
    form = SharedForm(data_of(request), initial={"based_on": opened.token})
    title = opened.page.condition(edit.value)
    return _answer(request, opened, form, title, lambda: edit, "condition", edit.thing)


def _field(data: dict[str, Any]) -> Field:
    try:
        return parse_fields([data])[0]
    except DefinitionError as strange:
        raise Http404 from strange


def _part(item: dict[str, Any], at: str) -> dict[str, Any]:
    """Return the part of a transition at this place. Raises Http404."""
    try:
        found = find_part(item, at)
    except EditRefused as gone:
        raise Http404 from gone
    if not isinstance(found, dict):
        raise Http404
    return found
