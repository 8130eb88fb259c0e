# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who is away, who acts for whom, who signs: what is typed about people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import text, timezone
from django.utils.functional import keep_lazy_text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grc.accounts.models import Membership, Team, User, full_name
from grc.answers.delegating import Terms
from grc.answers.enums import AnswerKind, DelegatedPower
from grc.answers.models.spot_check import Verdict
from grc.answers.scope import SEVERAL
from grc.catalog.models import Service
from grc.desk.forms import WordsField

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from grc.municipalities.models import Municipality

Choices = list[tuple[str, Any]]
capfirst = keep_lazy_text(text.capfirst)
VERDICTS = [(verdict.value, capfirst(verdict.label)) for verdict in Verdict]


class DayField(forms.DateField):
    """A day, as browsers let people choose one."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, **kwargs)


class AbsenceForm(forms.Form):
    """Two days, and who stands in: one person for each team of the one who is away."""

    starts_on = DayField(label=gettext_lazy("First day of absence"))
    ends_on = DayField(label=gettext_lazy("Last day of absence"))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = person.memberships.values("team")
        self.teams = list(Team.objects.filter(pk__in=places))
        colleagues = _people(nearby=[team.pk for team in self.teams], without=person.pk)
        for name, team in self._places():
            label = _("Who stands in")
            if team is not None and len(self.teams) > 1:
                label = _("Who stands in at %(team)s") % {"team": team}
            self.fields[name] = PersonField(label=label, people=colleagues, empty=_("Nobody"))

    def _places(self) -> list[tuple[str, Team | None]]:
        if len(self.teams) < 2:
            return [("substitute", None)]
        return [(f"substitute_{team.pk}", team) for team in self.teams]

    def absences(self) -> list[dict[str, Any]]:
        """Return what to record: one absence for all teams where one person stands in for all."""
        given = self.cleaned_data
        days = {"starts_on": given["starts_on"], "ends_on": given["ends_on"]}
        found = [{"team": team, "substitute": given[name]} for name, team in self._places()]
        if len({one["substitute"] for one in found}) == 1:
            found = [found[0] | {"team": None}]
        return [days | one for one in found]


class PersonField(forms.TypedChoiceField):
    """Somebody of the town, those of one's own teams first."""

    def __init__(self, *, people: Choices, empty: str, **kwargs: Any) -> None:
        super().__init__(
            choices=[("", empty), *people],
            coerce=lambda pk: User.objects.get(pk=pk),
            empty_value=None,
            **{"required": False} | kwargs,
        )


class DelegationForm(forms.Form):
    """A power, for whom, how far, by which act."""

    power = forms.ChoiceField(
        label=gettext_lazy("What is delegated"),
        choices=[(power.value, capfirst(power.label)) for power in DelegatedPower],
        widget=forms.RadioSelect,
    )
    starts_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty: until it is revoked."),
    )
    act_number = forms.CharField(
        label=gettext_lazy("Number of the act"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("The order that gives this power. A signature needs one."),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("For which answers"),
        choices=[(str(kind), capfirst(SEVERAL[kind])) for kind in AnswerKind],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("None ticked: all of them."),
    )
    services = forms.MultipleChoiceField(
        label=gettext_lazy("For which services"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("None ticked: all of them."),
    )

    def __init__(self, *args: Any, by: User, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["starts_on"].initial = _today(municipality)
        services = self.fields["services"]
        assert isinstance(services, forms.MultipleChoiceField)  # noqa: S101 - declared above
        offered = Service.objects.order_by("position", "pk")
        services.choices = [(service.code, service.title) for service in offered]
        without = None if by.is_administrator else by.pk
        self.fields["delegate"] = PersonField(
            label=_("To whom"),
            people=_people(nearby=by.team_ids(), without=without),
            empty=_("Choose a person"),
            required=True,
        )
        names = ["delegate", "power", "kinds", "services", "starts_on", "ends_on", "act_number"]
        if by.is_administrator:
            self.fields["principal"] = PersonField(
                label=_("Who delegates"),
                people=_people(nearby=by.team_ids()),
                empty=_("Choose a person"),
                required=True,
                initial=by.pk,
                help_text=_("For somebody else, record the act that they signed."),
            )
            names.insert(0, "principal")
        self.order_fields(names)

    @property
    def principal(self) -> User:
        return self.cleaned_data.get("principal") or self.by

    def terms(self) -> Terms:
        given = self.cleaned_data
        return Terms(
            power=given["power"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            act_number=given["act_number"],
            services=tuple(given["services"]),
            kinds=tuple(given["kinds"]),
        )


class SignatoryForm(forms.Form):
    """Who signs, as it will be printed."""

    first_name = forms.CharField(label=gettext_lazy("First name, as printed"), max_length=80)
    last_name = forms.CharField(label=gettext_lazy("Name, as printed"), max_length=80)
    capacity = forms.CharField(
        label=gettext_lazy("Capacity"),
        max_length=160,
        help_text=gettext_lazy("As it is printed: deputy mayor for roads."),
    )
    holds_office = forms.BooleanField(
        label=gettext_lazy("Signs by themself"),
        required=False,
        help_text=gettext_lazy("The mayor; others sign by delegation."),
    )
    starts_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(label=gettext_lazy("Last day"), required=False)

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = _today(municipality)
        self.fields["person"] = PersonField(
            label=_("Person"),
            people=_people(nearby=()),
            empty=_("Choose a person"),
            required=True,
        )
        self.order_fields(["person"])


class EndForm(forms.Form):
    on = DayField(label=gettext_lazy("Last day on which they sign"))


class VerdictForm(forms.Form):
    """What a check afterwards found."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("What do you find?"), choices=VERDICTS, widget=forms.RadioSelect
    )
    finding = WordsField(
        label=gettext_lazy("What there is to say"),
        required=False,
        help_text=gettext_lazy("The author's supervisors read it. What was sent does not change."),
    )


def _today(municipality: Municipality) -> date:
    return timezone.now().astimezone(municipality.zone).date()


def _people(*, nearby: Collection[int], without: int | None = None) -> Choices:
    """Return everybody who works in the town, in two groups: near colleagues, then the others."""
    members = (
        Membership.objects.filter(user__is_active=True)
        .exclude(user=without)
        .order_by("user__last_name", "user__first_name", "user")
        .values_list("user", "user__first_name", "user__last_name", "user__email", "team")
    )
    near: dict[str, str] = {}
    far: dict[str, str] = {}
    for pk, first_name, last_name, email, team in members:
        place = near if team in nearby else far
        place[str(pk)] = full_name(first_name, last_name, email)
    others = [pair for pair in far.items() if pair[0] not in near]
    if not near:
        return list(others)
    return [(_("Nearest colleagues"), list(near.items())), (_("Others"), others)]
