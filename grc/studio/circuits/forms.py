# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What administrators write about circuits of validation, their stages and their rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from grc.accounts.enums import Role
from grc.accounts.models import Membership, Team, User
from grc.answers.circuits.definition import Stage, StageKind, Then, Who, Whose
from grc.answers.configuring.rules import LONGEST_NAME, RuleContent
from grc.answers.enums import StageKind as StageKinds
from grc.answers.models import Circuit
from grc.catalog.holder_forms import in_words
from grc.studio.forms import EditForm, offer
from grc.studio.languages import add_texts, as_typed, texts_of
from workflows.models import WorkflowVersion
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_HOURS = 2000
THEN = {
    Then.REMIND: _("a reminder"),
    Then.ESCALATE: _("a reminder, then somebody above is asked too"),
    Then.GO_ON: _("the answer goes on without this opinion"),
}


class CircuitNameForm(forms.Form):
    """What a circuit is called, in the languages of the town."""

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        add_texts(self, "name", _("Name"), languages, required=True, longest=LONGEST_NAME)

    @property
    def name(self) -> dict[str, str]:
        return texts_of(self.cleaned_data, "name", self.languages)


class AskForm(forms.Form):
    """One more who is asked."""

    who = forms.ChoiceField(label=_("Who is asked"))
    each = forms.BooleanField(
        label=_("Each of them, instead of any"),
        required=False,
        help_text=_("For a role or a function."),
    )

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices

    @property
    def chosen(self) -> Who:
        """What was chosen; for a form that was found valid."""
        whose, name, key = self.cleaned_data["who"].split(":")
        who = Who(whose=Whose(whose))
        if who.whose is Whose.PERSON:
            return replace(who, person=int(key))
        can_be_each = who.whose in (Whose.ROLE, Whose.FUNCTION)
        each = can_be_each and self.cleaned_data["each"]
        if who.whose is Whose.FUNCTION:
            return replace(who, function=name, each=each)
        if who.whose is Whose.ROLE:
            return replace(who, role=name, team=int(key) if key else None, each=each)
        return who


class QuickStageForm(AskForm):
    """A stage in two gestures: what is asked, and of whom."""

    prefix = "quick"
    kind = forms.ChoiceField(
        label=_("Kind of stage"), choices=StageKinds.choices, initial=StageKind.VALIDATION
    )
    field_order = ("kind", "who", "each")

    @property
    def stage(self) -> Stage:
        kind = StageKind(self.cleaned_data["kind"])
        return Stage(code=str(kind), kind=kind, who=(self.chosen,))


class StageForm(EditForm):
    """All about one stage but whom it asks."""

    kind = forms.ChoiceField(label=_("Kind of stage"), choices=StageKinds.choices)
    need = forms.ChoiceField(label=_("How many must decide"))
    hours = forms.IntegerField(
        label=_("Time allowed, in working hours"),
        required=False,
        min_value=1,
        max_value=LARGEST_HOURS,
        help_text=_("Empty: no limit. Silence never approves."),
    )
    then = forms.ChoiceField(label=_("After that time"), choices=list(THEN.items()))
    grace = forms.IntegerField(
        label=_("Working hours between the reminder and asking above"),
        required=False,
        min_value=1,
        max_value=LARGEST_HOURS,
    )
    delegable = forms.BooleanField(label=_("Delegations count at this stage"), required=False)
    amendable = forms.BooleanField(label=_("The text can be corrected here"), required=False)

    def __init__(self, *args: Any, stage: Stage, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage, self.languages = stage, languages
        add_texts(
            self,
            "label",
            _("Name of the stage"),
            languages,
            longest=LONGEST_NAME,
            help_text=_("Empty: its kind."),
        )
        field = self.fields["need"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = _needs(stage)
        self.order_fields([name for name in self.fields if name.startswith("label")])

    @property
    def content(self) -> Stage:
        """The stage as it was typed; for a form that was found valid."""
        given = self.cleaned_data
        return replace(
            self.stage,
            kind=StageKind(given["kind"]),
            label=texts_of(given, "label", self.languages),
            need=int(given["need"]),
            hours=given["hours"],
            then=Then(given["then"]),
            grace=given["grace"],
            delegable=given["delegable"],
            amendable=given["amendable"],
        )


class RuleForm(EditForm):
    """What is written about a rule but its condition."""

    circuit = forms.ModelChoiceField(
        label=_("Circuit"), queryset=Circuit.objects.none(), empty_label=None
    )
    sample_percent = forms.IntegerField(
        label=_("Looked at afterwards, in percent"),
        min_value=0,
        max_value=100,
        initial=0,
        help_text=_("Of the answers that leave without a visa."),
    )
    low_risk = forms.BooleanField(
        label=_("Low risk: several may be approved at once from the list"), required=False
    )

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        add_texts(self, "name", _("Name"), languages, required=True, longest=LONGEST_NAME)
        offer(self, "circuit", Circuit.objects.living().order_by("code"))
        self.order_fields([name for name in self.fields if name.startswith("name")])

    def content(self, condition: Mapping[str, Any] | None) -> RuleContent:
        """What was typed, with a condition; for a form that was found valid."""
        given = self.cleaned_data
        return RuleContent(
            name=texts_of(given, "name", self.languages),
            circuit=given["circuit"].pk,
            condition=condition,
            sample_percent=given["sample_percent"],
            low_risk=given["low_risk"],
        )


def stage_as_typed(stage: Stage, languages: list[str]) -> dict[str, Any]:
    """Return the fields of the form as the stage stands."""
    same = ("hours", "grace", "delegable", "amendable")
    values: dict[str, Any] = {name: getattr(stage, name) for name in same}
    values |= {"kind": str(stage.kind), "then": str(stage.then), "need": str(stage.need)}
    return values | as_typed(stage.label, "label", languages)


def rule_as_typed(content: RuleContent, languages: list[str]) -> dict[str, Any]:
    """Return the fields of the form as the rule stands."""
    same = ("circuit", "sample_percent", "low_risk")
    values: dict[str, Any] = {name: getattr(content, name) for name in same}
    return values | as_typed(content.name, "name", languages)


def who_choices() -> list[Any]:
    """Return whom a stage can ask: by place, by role in a team, by function, by name."""
    roles = (Role.SUPERVISOR, Role.AGENT)
    of_case = [(f"role:{role}:", in_words(role, None)) for role in roles]
    of_case.append(("manager::", gettext("the author’s manager")))
    of_case.append(("signatory::", gettext("the signatory")))
    teams = [
        (f"role:{role}:{team.pk}", in_words(role, team))
        for team in Team.objects.working()
        for role in roles
    ]
    here = Membership.objects.values("user")
    people = User.objects.filter(is_active=True, pk__in=here)
    named = [(f"person::{p.pk}", str(p)) for p in people.order_by("last_name", "first_name", "pk")]
    functions = [(f"function:{code}:", label) for code, label in _functions().items()]
    groups = [
        (gettext("Of the team in charge, or of the case"), of_case),
        (gettext("Whoever holds a function of the workflow"), functions),
        (gettext("Of a team"), teams),
        (gettext("By name"), named),
    ]
    return [group for group in groups if group[1]]


def _functions() -> dict[str, str]:
    language = get_language() or "fr"
    found: dict[str, str] = {}
    for version in WorkflowVersion.objects.published().order_by("pk"):
        for function in version.machine.definition.functions:
            found.setdefault(function.code, resolve(function.label, language))
    return found


def _needs(stage: Stage) -> list[tuple[str, str]]:
    most = max(len(stage.who), stage.need, 5 if any(who.each for who in stage.who) else 0)
    several = [(str(n), gettext("%(count)d of them") % {"count": n}) for n in range(2, most + 1)]
    return [("1", gettext("One of them is enough")), *several, ("0", gettext("All of them"))]
