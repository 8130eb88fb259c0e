# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The circuits of validation of the town: the list, a circuit as a draft, its publication."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grc.answers.configuring import drafting
from grc.answers.library import workflows_naming
from grc.answers.models import CircuitDraft
from grc.studio.access import SeeOther, administrator_required
from grc.studio.circuits.forms import CircuitNameForm, QuickStageForm, who_choices
from grc.studio.circuits.telling import all_circuits, all_rules, edits_of, effect_of, stages_of
from grc.studio.forms import data_of, refusal_of
from grc.studio.languages import as_typed
from grc.studio.navigation import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from grc.core.refusals import Refusal
    from grc.ui.http import MemberRequest


@require_safe
@administrator_required
def circuits(request: MemberRequest) -> HttpResponse:
    """Read which answers take which circuit, and every circuit in sentences."""
    return list_page(request)


@administrator_required
def begin(request: MemberRequest) -> HttpResponse:
    """Begin a circuit with one validation."""
    form = CircuitNameForm(data_of(request), languages=request.municipality.languages)
    if request.method == "POST" and form.is_valid():
        made: list[CircuitDraft] = []
        refused = refusal_of(
            lambda: made.append(drafting.begin_circuit(form.name, by=request.user))
        )
        if refused is None:
            messages.success(request, _("The circuit is begun: complete it, then publish it."))
            return SeeOther(reverse("studio:circuit", args=[made[0].code]))
        form.add_error(None, str(refused))
    status = 422 if request.method == "POST" else 200
    return show(
        request, "studio/circuit_begin.html", {"form": form}, place="circuits", status=status
    )


@require_safe
@administrator_required
def circuit(request: MemberRequest, code: str) -> HttpResponse:
    """Read and change a circuit."""
    return circuit_page(request, code)


@administrator_required
def rename(request: MemberRequest, code: str) -> HttpResponse:
    form = CircuitNameForm(data_of(request), languages=request.municipality.languages)
    if request.method == "POST" and not form.is_valid():
        return circuit_page(request, code, name_form=form, status=422)
    return press(
        request,
        code,
        lambda: drafting.rename(code, form.name, by=request.user),
        _("The name is changed in the draft."),
    )


@administrator_required
def undo(request: MemberRequest, code: str) -> HttpResponse:
    """Take the newest edit back."""
    draft, revision = draft_or_404(code), _revision(request)
    return press(
        request, code, lambda: drafting.undo(draft, based_on=revision, by=request.user), ""
    )


@administrator_required
def discard(request: MemberRequest, code: str) -> HttpResponse:
    """Give the draft up."""
    draft, revision = draft_or_404(code), _revision(request)
    return press(
        request,
        code,
        lambda: drafting.discard(draft, based_on=revision, by=request.user),
        _("The draft is given up."),
        to=reverse("studio:circuits"),
    )


@administrator_required
def publish(request: MemberRequest, code: str) -> HttpResponse:
    """Say what publishing changes; publish."""
    draft, revision = draft_or_404(code), _revision(request)
    refused: Refusal | None = None
    if request.method == "POST":
        refused = refusal_of(lambda: drafting.publish(draft, based_on=revision, by=request.user))
        if refused is None:
            messages.success(request, _("The circuit is published."))
            return SeeOther(reverse("studio:circuits"))
        draft = draft_or_404(code)
    context = {
        "draft": draft,
        "effect": effect_of(draft),
        "stages": stages_of(draft),
        "refused": refused,
    }
    status = refused.status if refused else 200
    return show(request, "studio/circuit_publish.html", context, place="circuits", status=status)


@administrator_required
def retire(request: MemberRequest, code: str) -> HttpResponse:
    found = draft_or_404(code).circuit
    if found is None:
        raise Http404
    return press(
        request,
        code,
        lambda: drafting.retire(found, by=request.user),
        _("The circuit is retired: no rule can lead to it."),
    )


@administrator_required
def restore(request: MemberRequest, code: str) -> HttpResponse:
    found = draft_or_404(code).circuit
    if found is None:
        raise Http404
    return press(
        request,
        code,
        lambda: drafting.restore(found, by=request.user),
        _("Rules can lead to this circuit again."),
    )


def draft_or_404(code: str) -> CircuitDraft:
    """Return the draft of a circuit, or what one would begin with. Raises Http404."""
    draft = drafting.draft_of(code)
    if draft is None:
        raise Http404
    return draft


def press(
    request: MemberRequest,
    code: str,
    command: Callable[[], object],
    said: str,
    *,
    to: str = "",
    query: str = "",
) -> HttpResponse:
    """Do it and lead back to the circuit; refused, show it with the sentence."""
    if request.method == "POST":
        refused = refusal_of(command)
        if refused is not None:
            return circuit_page(request, code, refused=refused)
        if said:
            messages.success(request, said)
    return SeeOther(to or f"{reverse('studio:circuit', args=[code])}{query}")


def circuit_page(
    request: MemberRequest,
    code: str,
    *,
    name_form: CircuitNameForm | None = None,
    quick: QuickStageForm | None = None,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    draft, languages = draft_or_404(code), request.municipality.languages
    names = as_typed(draft.name, "name", languages)
    last, by = edits_of(draft)
    context: dict[str, Any] = {
        "draft": draft,
        "stages": stages_of(draft),
        "name_form": name_form or CircuitNameForm(initial=names, languages=languages),
        "quick": quick or QuickStageForm(choices=who_choices()),
        "last": last,
        "last_by": by,
        "workflows": ", ".join(workflows_naming(draft.circuit)) if draft.circuit else "",
        "pressed": request.GET.get("pressed", ""),
        "refused": refused,
    }
    status = refused.status if refused else status
    return show(request, "studio/circuit.html", context, place="circuits", status=status)


def list_page(request: MemberRequest, *, refused: Refusal | None = None) -> HttpResponse:
    found = all_circuits()
    context = {
        "rules": all_rules(),
        "circuits": found,
        "can_choose": any(not one.tag for one in found),
        "pressed": request.GET.get("pressed", ""),
        "refused": refused,
    }
    status = refused.status if refused else 200
    return show(request, "studio/circuits.html", context, place="circuits", status=status)


def _revision(request: MemberRequest) -> int:
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1
