# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What administrators write about teams and people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grc.accounts.enums import Role
from grc.accounts.models import Team
from grc.accounts.people import Spot
from grc.accounts.teams import TeamContent
from grc.studio.forms import EditForm, offer

WHOLE_TOWN = _("The whole town (administrators only)")


class TeamForm(EditForm):
    """What is written about a team."""

    name = forms.CharField(label=_("Name"), max_length=160)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        help_text=_("Citizens read it on the portal."),
        widget=forms.TextInput(attrs={"type": "tel", "size": 20, "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
    postal_address = forms.CharField(
        label=_("Postal address"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    parent = forms.ModelChoiceField(
        label=_("Team above it"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("Whoever heads it is asked when nobody here can validate."),
    )

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.working()
        offer(self, "parent", teams.exclude(pk=team.pk) if team else teams)

    @property
    def content(self) -> TeamContent:
        """What was typed; for a form that was found valid."""
        given = self.cleaned_data
        texts = {name: given[name] for name in ("name", "phone", "email", "postal_address")}
        parent = given["parent"]
        return TeamContent(**texts, parent=parent.pk if parent else None)


class SpotForm(forms.Form):
    """A place: a team and a role in it."""

    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=WHOLE_TOWN
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.AGENT)
    capacity = forms.CharField(
        label=_("Capacity"),
        max_length=120,
        required=False,
        help_text=_("As it is signed: head of roads."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.working()
        offer(self, "team", teams)
        self.fields["team"].initial = teams.first()

    @property
    def spot(self) -> Spot:
        """What was chosen; for a form that was found valid."""
        given = self.cleaned_data
        return Spot(team=given["team"], role=given["role"], capacity=given["capacity"])


class InviteForm(SpotForm):
    """Somebody new, and their first place."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("They receive a link there, to choose a password."),
        widget=forms.EmailInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
    first_name = forms.CharField(
        label=_("First name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    field_order = ("email", "first_name", "last_name", "team", "role", "capacity")


class NameForm(forms.Form):
    """How somebody is named."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)


class RoleForm(forms.Form):
    """What somebody may do at a place they have, and what they sign as."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    capacity = forms.CharField(label=_("Capacity"), max_length=120, required=False)
