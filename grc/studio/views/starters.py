# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Ready-made services: what each does, and setting one up in the hands of a team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from grc.accounts.models import Team
from grc.catalog.models import Service
from grc.packs.installing import Installation, install
from grc.packs.starters import CODES, load, load_all
from grc.studio.access import SeeOther, administrator_required
from grc.studio.forms import data_of, refusal_of
from grc.studio.navigation import show
from workflows.editing import free_code
from workflows.models import Workflow
from workflows.text import resolve

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.core.refusals import Refusal
    from grc.ui.http import MemberRequest


class StarterForm(forms.Form):
    """Which ready-made service, and who has it in charge."""

    starter = forms.ChoiceField(label=gettext_lazy("Which service"), widget=forms.RadioSelect)
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team in charge"),
        queryset=Team.objects.none(),
        empty_label=gettext_lazy("Choose a team"),
    )
    name = forms.CharField(
        label=gettext_lazy("Another name"),
        help_text=gettext_lazy("Left empty: the name that it has above."),
        max_length=120,
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        language = get_language() or "fr"
        starter, team = self.fields["starter"], self.fields["team"]
        assert isinstance(starter, forms.ChoiceField)  # noqa: S101 - declared above
        assert isinstance(team, forms.ModelChoiceField)  # noqa: S101 - declared above
        starter.choices = [
            (one.code, f"{resolve(one.name, language)}. {resolve(one.description, language)}")
            for one in load_all()
        ]
        team.queryset = Team.objects.filter(retired_at=None).order_by("name")
        if len(team.queryset) == 1:
            team.empty_label = None


@administrator_required
def starters(request: MemberRequest) -> HttpResponse:
    """Show the ready-made services; set one up, whole or not at all."""
    form = StarterForm(data_of(request))
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    made: list[Installation] = []
    starter, team = load(form.cleaned_data["starter"]), form.cleaned_data["team"]
    named = _named(form.cleaned_data["name"], request.municipality.languages[0])
    refused = refusal_of(
        lambda: made.append(install(starter, request.municipality, team, by=request.user, **named))
    )
    if refused is not None:
        return _page(request, form, refused=refused)
    said = _("The service is there: its form, its workflow, its texts. Citizens do not see it yet.")
    messages.success(request, said if made[0].is_new else _("This service is there already."))
    return SeeOther(reverse("studio:service", args=[made[0].service.code]))


def _named(name: str, language: str) -> dict[str, Any]:
    """Return the name that was typed, and a code made from it; nothing where none was."""
    if not name:
        return {}
    taken = {code.replace("-", "_") for code in Service.objects.values_list("code", flat=True)}
    taken |= {slug.replace("-", "_") for slug in Workflow.objects.values_list("slug", flat=True)}
    return {"name": {language: name}, "code": free_code(name, taken, "service").replace("_", "-")}


def _page(
    request: MemberRequest,
    form: StarterForm,
    *,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "refused": refused, "count": len(CODES)}
    status = refused.status if refused else status
    return show(request, "studio/starters.html", context, place="services", status=status)
