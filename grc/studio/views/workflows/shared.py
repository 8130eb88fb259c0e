# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What transitions share begins here: from nothing, or from what a transition holds already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from grc.studio.access import SeeOther, administrator_required
from grc.studio.forms import data_of
from grc.studio.navigation import show
from grc.studio.views.workflows.things import FORMS, item_of
from grc.studio.workflows.asked import ARRANGE
from grc.studio.workflows.conditions import TestForm, fact_label
from grc.studio.workflows.effects import SORTS, EffectForm
from grc.studio.workflows.meanwhile import rebase
from grc.studio.workflows.opening import make, open_workflow
from grc.studio.workflows.page import address_of
from workflows.editing import Add, Change, Several, Thing, free_code, things_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.studio.workflows.forms import ThingForm
    from grc.studio.workflows.opening import Opened
    from grc.ui.http import MemberRequest
    from workflows.editing import Edit

    Data = dict[str, Any]

CONDITION, EFFECTS, WAY = Thing.SHARED_CONDITION, Thing.SHARED_EFFECTS, Thing.TRANSITION
# Of which sort a transition shares what stands under this key.
_KEYS = {"when": CONDITION, "effects": EFFECTS}


@administrator_required
def new_condition(request: MemberRequest, slug: str) -> HttpResponse:
    """Share a condition that begins with one test."""
    opened = open_workflow(request, slug)
    fact = opened.page.vocabulary.fact(request.GET.get("fact", ""))
    if fact is None:
        raise Http404
    test = TestForm(data_of(request), fact=fact, initial={"based_on": opened.token})
    title = _("Shared condition about %(fact)s") % {"fact": fact_label(fact)}
    return _new(request, opened, CONDITION, test, title)


@administrator_required
def new_effects(request: MemberRequest, slug: str) -> HttpResponse:
    """Share a list of effects that begins with one."""
    opened = open_workflow(request, slug)
    do = request.GET.get("do", "")
    if do not in SORTS:
        raise Http404
    around, initial = opened.page.around, {"based_on": opened.token}
    effect = EffectForm(data_of(request), do=do, effect={}, around=around, initial=initial)
    title = _("Shared effects: %(effect)s") % {"effect": SORTS[do].label}
    return _new(request, opened, EFFECTS, effect, title)


@administrator_required
def share(request: MemberRequest, slug: str, code: str) -> HttpResponse:
    """Share the condition or the effects of a transition, which uses them from then on."""
    opened, key = open_workflow(request, slug), request.GET.get("what", "")
    item = item_of(request, opened, WAY, code)
    if key not in _KEYS or not item.get(key):
        raise Http404
    thing = _KEYS[key]
    name = _name_form(request, opened, thing)
    title = (
        _("Share this condition with other transitions")
        if thing is CONDITION
        else _("Share these effects with other transitions")
    )
    back = address_of(WAY, slug, code)
    if request.method != "POST" or not name.is_valid():
        return _page(request, opened, name, None, title, back)
    added = _named(opened, thing, name) | {key: item[key]}
    use = {"part": added["code"]}
    used: Any = use if thing is CONDITION else [{"do": "part"} | use]
    edit = Several((Add(thing, added), Change(WAY, code, {key: used})))
    return _made(request, opened, name, None, title, edit, back)


def _new(
    request: MemberRequest,
    opened: Opened,
    thing: Thing,
    form: TestForm | EffectForm,
    title: str,
) -> HttpResponse:
    name = _name_form(request, opened, thing)
    back = reverse("studio:workflow", args=[opened.workflow.slug]) + "#shared"
    is_right = name.is_valid() and form.is_valid()
    if request.method != "POST" or not is_right:
        return _page(request, opened, name, form, title, back)
    held = {"when": form.content} if thing is CONDITION else {"effects": [form.content]}
    added = _named(opened, thing, name)
    back = address_of(thing, opened.workflow.slug, added["code"])
    added |= held
    return _made(request, opened, name, form, title, Add(thing, added), back)


def _name_form(request: MemberRequest, opened: Opened, thing: Thing) -> ThingForm:
    initial: Data = {"based_on": opened.token}
    data = data_of(request)
    if data and ARRANGE in data:
        # The effect was arranged: the name comes back as it was typed, and is not judged.
        initial, data = dict(data.items()), None
    return FORMS[thing](data, around=opened.page.around, initial=initial)


def _named(opened: Opened, thing: Thing, name: ThingForm) -> Data:
    label = name.values["label"]
    taken = {one["code"] for one in things_in(opened.page.data, thing)}
    return {"code": free_code(label, taken, "shared"), "label": label}


def _made(
    request: MemberRequest,
    opened: Opened,
    name: ThingForm,
    form: TestForm | EffectForm | None,
    title: str,
    edit: Edit,
    back: str,
) -> HttpResponse:
    """Make the edit; show what was typed again, with why not."""
    slug = opened.workflow.slug
    refused = make(request, opened.workflow, edit, name.cleaned_data["based_on"])
    if refused is not None:
        fresh = open_workflow(request, slug)
        rebase(name, fresh.token)
        here = reverse("studio:workflow", args=[slug]) + "#shared"
        return _page(request, fresh, name, form, title, here, refused=refused)
    messages.success(request, _("It is saved in the draft."))
    return SeeOther(back)


def _page(
    request: MemberRequest,
    opened: Opened,
    name: ThingForm,
    form: TestForm | EffectForm | None,
    title: str,
    back: str,
    **more: Any,
) -> HttpResponse:
    page = opened.page
    context: Data = {
        "workflow": opened.workflow,
        "name_form": name,
        "form": form,
        "title": title,
        "back": back,
        "back_words": opened.workflow,
        "placeholders": page.values(),
        "has_text": form is not None and any(one.startswith("text") for one in form.fields),
    }
    refused = more.get("refused")
    status = refused.status if refused else 422 if name.is_bound else 200
    return show(
        request, "studio/workflow_part.html", context | more, place="workflows", status=status
    )
