# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The stages of a circuit that is being written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from grc.answers.circuits import editing
from grc.answers.configuring import drafting
from grc.answers.configuring.town_facts import town_vocabulary
from grc.studio.access import SeeOther, administrator_required
from grc.studio.circuits.forms import (
    AskForm,
    QuickStageForm,
    StageForm,
    stage_as_typed,
    who_choices,
)
from grc.studio.circuits.telling import asked_of, condition_parts, stages_of
from grc.studio.forms import data_of, refusal_of
from grc.studio.navigation import show
from grc.studio.views.circuits import circuit_page, draft_or_404, press
from grc.studio.workflows.conditions import FactForm, TestForm, fact_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from grc.answers.circuits.definition import Definition, Stage
    from grc.answers.models import CircuitDraft
    from grc.core.refusals import Refusal
    from grc.ui.http import MemberRequest

MOVES = {"earlier": -1, "later": 1}


@administrator_required
def add(request: MemberRequest, code: str) -> HttpResponse:
    """Ask at one stage more."""
    quick = QuickStageForm(data_of(request), choices=who_choices())
    if request.method == "POST" and not quick.is_valid():
        return circuit_page(request, code, quick=quick, status=422)
    return press(
        request,
        code,
        lambda: drafting.edit(
            code, "added", "", lambda now: editing.added(now, quick.stage), by=request.user
        ),
        _("The stage is added."),
    )


@administrator_required
def stage(request: MemberRequest, code: str, stage: str) -> HttpResponse:
    """Change what a stage asks and how long it waits."""
    draft, now = _found(code, stage)
    languages = request.municipality.languages
    if request.method != "POST":
        initial = stage_as_typed(now, languages) | {"based_on": editing.fingerprint(now)}
        return _page(
            request, draft, now, StageForm(initial=initial, stage=now, languages=languages)
        )
    form = StageForm(request.POST, stage=now, languages=languages)
    if not form.is_valid():
        return _page(request, draft, now, form, status=422)
    refused = _edit(
        request,
        code,
        "changed",
        stage,
        lambda definition: editing.changed(definition, form.content),
        based_on=form.cleaned_data["based_on"],
    )
    if refused is not None:
        return _page(request, draft, now, form, refused=refused)
    messages.success(request, _("The stage is changed in the draft."))
    return SeeOther(reverse("studio:circuit", args=[code]))


@administrator_required
def gesture(request: MemberRequest, code: str, stage: str) -> HttpResponse:
    """Move a stage, or ask it no more."""
    do = request.POST.get("do", "")
    if do == "remove":
        seen = request.POST.get("based_on", "-")
        return press(
            request,
            code,
            lambda: drafting.edit(
                code,
                "removed",
                stage,
                lambda now: editing.removed(now, stage),
                based_on=seen,
                by=request.user,
            ),
            _("The stage is removed from the draft."),
        )
    places = MOVES.get(do, 0)
    return press(
        request,
        code,
        lambda: drafting.edit(
            code, "moved", stage, lambda now: editing.moved(now, stage, places), by=request.user
        ),
        "",
        query=f"?pressed={stage}-{do}" if places else "",
    )


@administrator_required
def ask(request: MemberRequest, code: str, stage: str) -> HttpResponse:
    """Ask one more, or one less."""
    draft, now = _found(code, stage)
    address = reverse("studio:stage", args=[code, stage])
    if request.method != "POST":
        return SeeOther(address)
    if (index := request.POST.get("remove", "")).isdecimal() and len(index) < 4:
        place, seen = int(index), request.POST.get("based_on", "-")
        refused = _edit(
            request,
            code,
            "asked",
            stage,
            lambda definition: editing.asking_no_more(definition, stage, place),
            based_on=seen,
        )
    else:
        form = AskForm(request.POST, choices=who_choices(), prefix="ask")
        if not form.is_valid():
            return _page(request, draft, now, ask_form=form, status=422)
        refused = _edit(
            request,
            code,
            "asked",
            stage,
            lambda definition: editing.asking(definition, stage, form.chosen),
        )
    if refused is not None:
        return _page(request, draft, now, refused=refused)
    return SeeOther(f"{address}#who")


@administrator_required
def test(request: MemberRequest, code: str, stage: str) -> HttpResponse:
    """Add a test to the condition under which the stage is left out."""
    _draft, now = _found(code, stage)
    fact = town_vocabulary().fact(request.GET.get("fact", ""))
    if fact is None:
        raise Http404
    form = TestForm(data_of(request), fact=fact, initial={"based_on": editing.fingerprint(now)})
    refused: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        refused = _change_condition(
            request, code, now, lambda how, parts: (how, [*parts, form.content])
        )
        if refused is None:
            return SeeOther(f"{reverse('studio:stage', args=[code, stage])}#condition")
    context = {
        "form": form,
        "title": _("Test about %(fact)s") % {"fact": fact_label(fact)},
        "back": reverse("studio:stage", args=[code, stage]),
        "refused": refused,
    }
    status = refused.status if refused else (422 if request.method == "POST" else 200)
    return show(request, "studio/circuit_test.html", context, place="circuits", status=status)


@administrator_required
def condition(request: MemberRequest, code: str, stage: str) -> HttpResponse:
    """Remove a test, or let all or any of them be needed."""
    draft, now = _found(code, stage)
    if request.method == "POST":
        change = condition_change(request.POST.get("do", ""), request.POST.get("index", ""))
        seen = request.POST.get("based_on", "-")
        refused = _change_condition(request, code, now, change, based_on=seen)
        if refused is not None:
            return _page(request, draft, now, refused=refused)
    return SeeOther(f"{reverse('studio:stage', args=[code, stage])}#condition")


def condition_change(do: str, index: str) -> Callable[[str, list[Any]], tuple[str, list[Any]]]:
    """Return what a button of the list of tests does to it."""

    def change(how: str, parts: list[Any]) -> tuple[str, list[Any]]:
        if do in ("all", "any"):
            return do, parts
        place = int(index) if index.isdecimal() and len(index) < 4 else -1
        return how, [part for number, part in enumerate(parts) if number != place]

    return change


def _change_condition(
    request: MemberRequest,
    code: str,
    stage: Stage,
    change: Callable[[str, list[Any]], tuple[str, list[Any]]],
    *,
    based_on: str = "",
) -> Refusal | None:
    def edit(definition: Definition) -> Definition:
        now = editing.stage_of(definition, stage.code)
        kept = dict(now.skip_when) if now.skip_when is not None else None
        skip_when = editing.of_parts(*change(*editing.parts_of(kept)))
        return editing.changed(definition, replace(now, skip_when=skip_when))

    return _edit(request, code, "condition", stage.code, edit, based_on=based_on)


def _edit(
    request: MemberRequest,
    code: str,
    verb: str,
    stage: str,
    change: Callable[[Definition], Definition],
    *,
    based_on: str = "",
) -> Refusal | None:
    return refusal_of(
        lambda: drafting.edit(code, verb, stage, change, based_on=based_on, by=request.user)
    )


def _found(code: str, stage: str) -> tuple[CircuitDraft, Stage]:
    draft = draft_or_404(code)
    try:
        return draft, editing.stage_of(draft.parsed, stage)
    except editing.NoSuchStage as missing:
        raise Http404 from missing


def _page(
    request: MemberRequest,
    draft: CircuitDraft,
    now: Stage,
    form: StageForm | None = None,
    *,
    ask_form: AskForm | None = None,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    languages, seen = request.municipality.languages, editing.fingerprint(now)
    if form is None:
        initial = stage_as_typed(now, languages) | {"based_on": seen}
        form = StageForm(initial=initial, stage=now, languages=languages)
    kept = dict(now.skip_when) if now.skip_when is not None else None
    shown = next(one for one in stages_of(draft) if one.code == now.code)
    context: dict[str, Any] = {
        "draft": draft,
        "stage": shown,
        "form": form,
        "asked": asked_of(draft, now),
        "ask_form": ask_form or AskForm(choices=who_choices(), prefix="ask"),
        "condition": condition_parts(kept),
        "facts": FactForm(vocabulary=town_vocabulary(), auto_id="fact_%s"),
        "refused": refused,
    }
    if form.is_bound and refused is not None and refused.status == 409:
        context["meanwhile"] = form.meanwhile(stage_as_typed(now, languages))
        form.rebase(seen)
    status = refused.status if refused else status
    return show(request, "studio/stage.html", context, place="circuits", status=status)
