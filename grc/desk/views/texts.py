# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The library of standard texts, for those who look after it."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from grc.answers.library import workflows_naming
from grc.answers.models import StandardText
from grc.answers.texts.guards import refusal_to_write_texts
from grc.catalog.models import Service
from grc.core.refusals import NotAllowed, Refusal
from grc.desk.access import member_required
from grc.desk.forms import LARGEST_KEY
from grc.desk.gestures import SeeOther
from grc.desk.navigation import show
from grc.desk.text_check import checked, placeholders
from grc.desk.text_forms import TextForm, empty_text, text_as_typed
from grc.desk.texts import figures
from grc.desk.texts import library as library_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from grc.ui.http import MemberRequest


def keeper_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Refuse members who may not change standard texts, with the sentence of the guard."""

    @member_required
    @wraps(view)
    def guarded(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if refusal := refusal_to_write_texts(request.user):
            raise NotAllowed(refusal)
        return view(request, *args, **kwargs)

    return guarded


@keeper_required
def library(request: MemberRequest) -> HttpResponse:
    """List the texts, those to be read again first, with how they fare."""
    context = {
        "library": library_of(request.GET),
        "search": request.GET.get("q", ""),
        "is_retired": request.GET.get("state") == "retired",
    }
    return show(request, "desk/texts.html", context, place="texts")


@keeper_required
def begin(request: MemberRequest) -> HttpResponse:
    """Write a new text."""
    if request.method != "POST":
        initial = empty_text(request.user, request.municipality)
        return _page(request, TextForm(initial=initial, municipality=request.municipality))
    form = TextForm(request.POST, municipality=request.municipality)
    return _take(request, form, None)


@keeper_required
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a text; its former editions stay."""
    text = _text(pk)
    if request.method != "POST":
        form = TextForm(initial=text_as_typed(text), municipality=request.municipality)
        return _page(request, form, text)
    return _take(request, TextForm(request.POST, municipality=request.municipality), text)


@keeper_required
def check(request: MemberRequest) -> HttpResponse:
    """Say what is wrong with what is being typed, and show how it will read."""
    if request.method != "POST":
        return redirect("desk:text_begin")
    form = TextForm(request.POST, municipality=request.municipality)
    return render(request, "desk/_text_check.html", {"checked": _checked(request, form)})


@keeper_required
def retire(request: MemberRequest, pk: int) -> HttpResponse:
    return _press(request, pk, "retire", _("The text is retired: it is proposed no more."))


@keeper_required
def restore(request: MemberRequest, pk: int) -> HttpResponse:
    return _press(request, pk, "restore", _("The text is proposed again."))


def _press(request: MemberRequest, pk: int, verb: str, said: str) -> HttpResponse:
    text = _text(pk)
    if request.method == "POST":
        getattr(text, verb)(by=request.user)
        messages.success(request, said)
    return SeeOther(reverse("desk:text", args=[text.pk]))


def _take(request: MemberRequest, form: TextForm, text: StandardText | None) -> HttpResponse:
    if "check" in request.POST or not form.is_valid():
        return _page(request, form, text, status=200 if "check" in request.POST else 422)
    try:
        with transaction.atomic():
            if text is None:
                StandardText.objects.begin(form.content, by=request.user)
            else:
                based_on = form.cleaned_data["based_on"]
                text.rewrite(form.content, based_on=based_on, by=request.user)
    except Refusal as refusal:
        return _page(request, form, text, refused=refusal)
    messages.success(request, _("The text is saved."))
    return SeeOther(reverse("desk:texts"))


def _page(
    request: MemberRequest,
    form: TextForm,
    text: StandardText | None = None,
    *,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "text": text,
        "refused": refused,
        "placeholders": placeholders(),
        "checked": _checked(request, form),
    }
    if text is not None:
        fared = StandardText.objects.used_with().get(pk=text.pk)
        context["figures"] = figures(fared)
        context["workflows"] = ", ".join(workflows_naming(text))
        context["editions"] = text.editions.select_related("by").order_by("-number")[:20]
    status = refused.status if refused else status
    return show(request, "desk/text.html", context, place="texts", status=status)


def _checked(request: MemberRequest, form: TextForm) -> Any:
    """Check what stands in the form, valid or not."""
    keys = form["services"].value() or []
    wanted = [int(key) for key in keys if str(key).isdecimal() and len(str(key)) < 19]
    services = Service.objects.filter(pk__in=wanted).in_order().select_related("form_version")
    language = form["language"].value() or request.municipality.default_language
    if language not in request.municipality.languages:
        language = request.municipality.default_language
    return checked(str(form["body"].value() or ""), language, list(services), request.user)


def _text(pk: int) -> StandardText:
    return get_object_or_404(StandardText.objects.with_edition(), pk=min(pk, LARGEST_KEY))
