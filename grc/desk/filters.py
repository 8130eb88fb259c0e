# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How the queue is narrowed. Equalities and ranges only: they stay indexed under row security."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import django_filters
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grc.accounts.models import Team
from grc.catalog.models import Service
from grc.desk.words import KINDS
from grc.service_requests.enums import Channel, Priority
from grc.service_requests.models import ServiceRequest
from workflows.text import resolve

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from grc.accounts.models import User
    from grc.service_requests.querysets import ServiceRequestQuerySet

    Choices = list[tuple[Any, str | Promise]]

LARGEST_KEY = 2**63 - 1
# Filters that unfold: used less often than the search, the holder and the state.
UNFOLDED = ("service", "team", "kind", "priority", "channel")
STATES: Choices = [
    ("open", _("Open")),
    ("overdue", _("Overdue")),
    ("ended", _("Ended")),
    ("any", _("Open and ended")),
]


class IdFilter(django_filters.Filter):  # type: ignore[misc]
    """The key of a row, chosen in a list that is read only where the list is shown."""

    field_class = forms.IntegerField

    def __init__(self, field_name: str, label: str | Promise) -> None:
        super().__init__(
            field_name=field_name,
            label=label,
            widget=forms.Select,
            min_value=1,
            max_value=LARGEST_KEY,
        )


class QueueFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The filters of the queue, as a GET form. What cannot be understood narrows nothing."""

    q = django_filters.CharFilter(
        label=_("Reference or name"),
        method="search",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    holder = django_filters.ChoiceFilter(
        label=_("Who has it"),
        method="held",
        choices=[("mine", _("Me")), ("proposed", _("Proposed to me")), ("nobody", _("Nobody yet"))],
        empty_label=_("Everybody"),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="stand", empty_label=None
    )
    service = IdFilter("service_id", _("Service"))
    team = IdFilter("team_id", _("Team"))
    kind = django_filters.ChoiceFilter(
        label=_("Step"), field_name="step_kind", choices=list(KINDS.items()), empty_label=_("Any")
    )
    priority = django_filters.ChoiceFilter(
        label=_("Priority"), choices=Priority.choices, empty_label=_("Any")
    )
    channel = django_filters.ChoiceFilter(
        label=_("Channel"), choices=Channel.choices, empty_label=_("Any")
    )

    class Meta:
        model = ServiceRequest
        fields = ()

    def filter_queryset(self, queryset: ServiceRequestQuerySet) -> ServiceRequestQuerySet:
        """Show open requests, unless a state was chosen or something is searched."""
        narrowed = cast("ServiceRequestQuerySet", super().filter_queryset(queryset))
        return narrowed.open() if self.state_shown == "open" else narrowed

    offer = ""

    @property
    def unfolded(self) -> list[forms.BoundField]:
        return [self.form[name] for name in UNFOLDED]

    @property
    def is_unfolded(self) -> bool:
        """Whether one of the filters that unfold narrows the list: then it is seen."""
        return not self.chosen.keys().isdisjoint(UNFOLDED)

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that narrow the list, by name."""
        if not hasattr(self, "_chosen"):
            self.form.full_clean()
            understood = self.form.cleaned_data.items()
            self._chosen = {name: v for name, v in understood if v not in (None, "")}
        return self._chosen

    @property
    def state_shown(self) -> str:
        """Whoever searches a reference or a name means ended requests too."""
        return str(self.chosen.get("state") or ("any" if "q" in self.chosen else "open"))

    def search(self, queryset: ServiceRequestQuerySet, name: str, value: str) -> Any:
        return queryset.found_by(value)

    def held(self, queryset: ServiceRequestQuerySet, name: str, value: str) -> Any:
        if value == "nobody":
            return queryset.unassigned()
        user = self.request.user
        return queryset.assigned_to(user) if value == "mine" else queryset.proposed_to(user)

    def stand(self, queryset: ServiceRequestQuerySet, name: str, value: str) -> Any:
        if value == "overdue":
            return queryset.overdue()
        return queryset.ended() if value == "ended" else queryset


def offer_choices(filters: QueueFilter, user: User) -> None:
    """Fill the lists of the form with what this person may choose. Two queries at most.

    ``filters.offer`` tells two forms apart that look different, so that equal ones are drawn once.
    """
    fields = filters.form.fields
    default = "any" if "q" in filters.chosen else "open"
    states = [("", dict(STATES)[default])] + [pair for pair in STATES if pair[0] != default]
    services: Choices = [
        (pk, resolve(name, get_language() or "fr"))
        for pk, name in Service.objects.in_order().values_list("pk", "name")
    ]
    fields["state"].widget.choices = states
    fields["service"].widget.choices = [("", _("Any")), *services]
    teams = _teams(user)
    fields["team"].widget.choices = [("", _("Any")), *teams]
    filters.offer = str(([filters.data.get(name) for name in fields], default, services, teams))


def _teams(user: User) -> Choices:
    if user.is_administrator:
        return list(Team.objects.values_list("pk", "name"))
    return [(m.team_id, m.team.name) for m in user.memberships_here if m.team_id]
