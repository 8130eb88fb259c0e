# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Choosing who holds a function: a role in a team, or somebody by name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grc.accounts.enums import Role
from grc.accounts.models import Membership, Team, User
from grc.catalog.holders import Holder


def in_words(role: str, team: Team | None) -> str:
    """Return « supervisors of Roads »; without a team, of the one in charge of the request."""
    if team is None:
        if role == Role.AGENT:
            return _("everybody of the team in charge")
        return _("supervisors of the team in charge")
    if role == Role.AGENT:
        return _("everybody of %(team)s") % {"team": team}
    return _("supervisors of %(team)s") % {"team": team}


class HolderForm(forms.Form):
    """Who holds a function: one list of roles in teams and of people."""

    holder = forms.ChoiceField(label=gettext_lazy("Who"))

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["holder"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices

    @property
    def chosen(self) -> Holder | None:
        """What was chosen, if anything; for a form that was found valid."""
        if not self.cleaned_data["holder"]:
            return None
        kind, role, key = self.cleaned_data["holder"].split(":")
        if kind == "person":
            return Holder(person=int(key))
        return Holder(role=role, team=int(key) if key else None)


def holder_choices() -> list[Any]:
    """Return the roles in the team in charge, those in each team, and everybody by name."""
    roles = (Role.AGENT, Role.SUPERVISOR)
    in_charge = [(f"role:{role}:", in_words(role, None)) for role in roles]
    teams = [
        (f"role:{role}:{team.pk}", in_words(role, team))
        for team in Team.objects.working()
        for role in roles
    ]
    here = Membership.objects.values("user")
    people = User.objects.filter(is_active=True, pk__in=here)
    named = [(f"person::{p.pk}", str(p)) for p in people.order_by("last_name", "first_name", "pk")]
    groups = [
        (_("Of the team in charge of the request"), in_charge),
        (_("Of a team"), teams),
        (_("By name"), named),
    ]
    return [group for group in groups if group[1]]
