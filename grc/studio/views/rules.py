# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The rules that choose the circuit of an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from grc.answers.circuits.editing import NEVER, of_parts, parts_of
from grc.answers.configuring.rules import (
    RuleContent,
    begin_rule,
    change_rule,
    move_rule,
    remove_rule,
)
from grc.answers.configuring.town_facts import town_vocabulary
from grc.answers.models import CircuitRule
from grc.studio.access import LARGEST_KEY, SeeOther, administrator_required
from grc.studio.circuits.forms import RuleForm, rule_as_typed
from grc.studio.circuits.telling import condition_parts
from grc.studio.forms import data_of, refusal_of
from grc.studio.navigation import show
from grc.studio.views.circuits import list_page
from grc.studio.views.stages import MOVES, condition_change
from grc.studio.workflows.conditions import FactForm, TestForm, fact_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from grc.core.refusals import Refusal
    from grc.ui.http import MemberRequest


@administrator_required
def begin(request: MemberRequest) -> HttpResponse:
    """Write a rule; its condition comes after."""
    form = RuleForm(data_of(request), languages=request.municipality.languages)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    made: list[CircuitRule] = []
    # Without a condition it would hold always, at once: it waits for its first test.
    refused = refusal_of(lambda: made.append(begin_rule(form.content(NEVER), by=request.user)))
    if refused is not None:
        return _page(request, form, refused=refused)
    messages.success(request, _("The rule is there. Say when it holds: until then it never does."))
    return SeeOther(reverse("studio:rule", args=[made[0].pk]))


@administrator_required
def rule(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a rule."""
    found, languages = _rule(pk), request.municipality.languages
    now = RuleContent.of(found)
    if request.method != "POST":
        return _page(request, _opened(now, languages), found)
    form = RuleForm(request.POST, languages=languages)
    if not form.is_valid():
        return _page(request, form, found, status=422)
    content, based_on = form.content(now.condition), form.cleaned_data["based_on"]
    refused = refusal_of(lambda: change_rule(found, content, based_on=based_on, by=request.user))
    if refused is not None:
        return _page(request, form, found, refused=refused)
    messages.success(request, _("The rule is saved: it counts from the next answer on."))
    return SeeOther(reverse("studio:circuits"))


@administrator_required
def gesture(request: MemberRequest, pk: int) -> HttpResponse:
    """Read a rule earlier or later, or remove it."""
    found, do = _rule(pk), request.POST.get("do", "")
    query = ""
    if request.method == "POST":
        if do == "remove":
            seen = request.POST.get("based_on", "-")
            refused = refusal_of(lambda: remove_rule(found, based_on=seen, by=request.user))
        else:
            places = MOVES.get(do, 0)
            refused = refusal_of(lambda: move_rule(found, places, by=request.user))
            query = f"?pressed={pk}-{do}"
        if refused is not None:
            return list_page(request, refused=refused)
    return SeeOther(f"{reverse('studio:circuits')}{query}")


@administrator_required
def test(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a test to the condition of a rule."""
    found = _rule(pk)
    now = RuleContent.of(found)
    fact = town_vocabulary().fact(request.GET.get("fact", ""))
    if fact is None:
        raise Http404
    form = TestForm(data_of(request), fact=fact, initial={"based_on": now.fingerprint})
    refused: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        refused = _change_condition(
            request,
            found,
            lambda how, parts: (how, [*parts, form.content]),
            based_on=form.cleaned_data["based_on"],
        )
        if refused is None:
            return SeeOther(f"{reverse('studio:rule', args=[pk])}#condition")
    context = {
        "form": form,
        "title": _("Test about %(fact)s") % {"fact": fact_label(fact)},
        "back": reverse("studio:rule", args=[pk]),
        "refused": refused,
    }
    status = refused.status if refused else (422 if request.method == "POST" else 200)
    return show(request, "studio/circuit_test.html", context, place="circuits", status=status)


@administrator_required
def condition(request: MemberRequest, pk: int) -> HttpResponse:
    """Remove a test, or let all or any of them be needed; or let the rule hold always."""
    found = _rule(pk)
    if request.method == "POST":
        do = request.POST.get("do", "")
        change = condition_change(do, request.POST.get("index", ""))
        seen = request.POST.get("based_on", "-")
        if do == "always":
            always = replace(RuleContent.of(found), condition=None)
            refused = refusal_of(lambda: change_rule(found, always, based_on=seen, by=request.user))
        else:
            refused = _change_condition(request, found, change, based_on=seen)
        if refused is not None:
            form = _opened(RuleContent.of(found), request.municipality.languages)
            return _page(request, form, found, refused=refused)
    return SeeOther(f"{reverse('studio:rule', args=[pk])}#condition")


def _change_condition(
    request: MemberRequest,
    found: CircuitRule,
    change: Callable[[str, list[Any]], tuple[str, list[Any]]],
    *,
    based_on: str,
) -> Refusal | None:
    now = RuleContent.of(found)
    how, parts = parts_of(dict(now.condition) if now.condition is not None else None)
    content = replace(now, condition=of_parts(*change(how, parts)) or NEVER)
    return refusal_of(lambda: change_rule(found, content, based_on=based_on, by=request.user))


def _opened(now: RuleContent, languages: list[str]) -> RuleForm:
    initial = rule_as_typed(now, languages) | {"based_on": now.fingerprint}
    return RuleForm(initial=initial, languages=languages)


def _page(
    request: MemberRequest,
    form: RuleForm,
    found: CircuitRule | None = None,
    *,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "rule": found, "refused": refused}
    if found is not None:
        fresh = _rule(found.pk)
        now = RuleContent.of(fresh)
        context["condition"] = condition_parts(fresh.condition)
        context["is_always"] = fresh.condition is None
        context["based_on"] = now.fingerprint
        context["facts"] = FactForm(vocabulary=town_vocabulary(), auto_id="fact_%s")
        if form.is_bound and refused is not None and refused.status == 409:
            context["meanwhile"] = form.meanwhile(rule_as_typed(now, form.languages))
            form.rebase(now.fingerprint)
    status = refused.status if refused else status
    return show(request, "studio/rule.html", context, place="circuits", status=status)


def _rule(pk: int) -> CircuitRule:
    found = CircuitRule.objects.select_related("circuit")
    return get_object_or_404(found, pk=min(pk, LARGEST_KEY))
