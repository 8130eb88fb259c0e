# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What administrators write about a service, and who they let hold its functions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from grc.accounts.models import Team
from grc.catalog.configuring import (
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    LONGEST_REFERENCE,
    LONGEST_WORDS,
    ServiceContent,
)
from grc.catalog.enums import ContactNeed, Silence
from grc.catalog.forms import QuestionField
from grc.catalog.options import options_fingerprint
from grc.studio.forms import EditForm, offer
from grc.studio.languages import add_texts, as_typed, texts_of
from workflows.fields import present
from workflows.models import Workflow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grc.catalog.models import Service
    from grc.municipalities.models import Municipality
    from workflows.options import Option

LARGEST_DAYS = 3650
# What the form and the content of a service call by the same name.
_PLAIN = (
    *("keywords", "is_offered", "contact", "target_days", "contest_days"),
    *("legal_months", "legal_days", "silence", "legal_reference"),
)


# What the form says in each language.
_TEXTS = ("name", "description", "group", "acknowledgement", "recourse")


class ServiceForm(EditForm):
    """All that is written about a service, in the languages of the town."""

    team = forms.ModelChoiceField(
        label=_("Team in charge"), queryset=Team.objects.none(), empty_label=_("Choose a team")
    )
    workflow = forms.ModelChoiceField(
        label=_("Workflow"),
        queryset=Workflow.objects.none(),
        empty_label=None,
        help_text=_("New requests follow it; those that were filed keep theirs."),
    )
    is_offered = forms.BooleanField(
        label=_("Citizens can ask for it on the portal"), required=False, initial=True
    )
    contact = forms.ChoiceField(
        label=_("Contact details of who asks"),
        choices=ContactNeed.choices,
        initial=ContactNeed.REQUIRED,
        help_text=_("A report may be anonymous, a formal request not."),
    )
    target_days = forms.IntegerField(
        label=_("Target, in working days"), required=False, min_value=1, max_value=250
    )
    contest_days = forms.IntegerField(
        label=_("Days to contest"),
        initial=60,
        min_value=0,
        max_value=LARGEST_DAYS,
        help_text=_("How long the requester’s word opens an ended request again."),
    )
    legal_months = forms.IntegerField(
        label=_("Legal time, in months"),
        required=False,
        min_value=1,
        max_value=24,
        initial=2,
        help_text=_("What the law gives for an answer, in months or in days; empty for no law."),
    )
    legal_days = forms.IntegerField(
        label=_("Legal time, in days"), required=False, min_value=1, max_value=366
    )
    silence = forms.ChoiceField(
        label=_("Without an answer in the legal time, the requester has"),
        choices=Silence.choices,
        initial=Silence.REJECTION,
        help_text=_("Almost always a rejection; an acceptance only where a law says so."),
    )
    confirm_silence = forms.BooleanField(
        label=_("I confirm that without an answer the request is accepted"),
        required=False,
        help_text=_("Only for an acceptance: the history keeps who confirmed it, and when."),
    )
    legal_reference = forms.CharField(
        label=_("Legal reference"),
        max_length=LONGEST_REFERENCE,
        required=False,
        help_text=_("The article that says so; an acceptance cannot do without: CRPA L231-1."),
    )
    keywords = forms.CharField(
        label=_("Other words people use"),
        max_length=400,
        required=False,
        help_text=_("They find the service by these words too."),
    )

    def __init__(
        self,
        *args: Any,
        municipality: Municipality,
        service: Service | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.languages = municipality.languages
        longest = LONGEST_NAME
        add_texts(self, "name", _("Name"), self.languages, required=True, longest=longest)
        add_texts(
            self,
            "description",
            _("Description"),
            self.languages,
            longest=LONGEST_DESCRIPTION,
            rows=3,
            help_text=_("What it is for, in a sentence or two."),
        )
        add_texts(
            self,
            "group",
            _("Group"),
            self.languages,
            help_text=_("Services of one group stand together on the portal."),
            longest=longest,
        )
        self._add_acknowledgement()
        teams, workflows = _teams(service), _workflows(service)
        self.is_ready = teams.exists() and workflows.exists()
        offer(self, "team", teams)
        offer(self, "workflow", workflows)
        if service is None:
            self.fields["workflow"].initial = workflows.order_by("-pk").first()
            # Of several teams none is likelier: the first of the alphabet would be kept unseen.
            self.fields["team"].initial = teams.get() if len(teams) == 1 else None

    def _add_acknowledgement(self) -> None:
        add_texts(
            self,
            "acknowledgement",
            _("Words of the acknowledgement"),
            self.languages,
            longest=LONGEST_WORDS,
            rows=5,
            help_text=_(
                "What happens now, in your words; {requester.name} or {values.place} stand for "
                "what was filled in. Empty: those of the town. Date, team, telephone and what "
                "silence means are added by themselves."
            ),
        )
        add_texts(
            self,
            "recourse",
            _("How to contest a rejection by silence"),
            self.languages,
            longest=LONGEST_WORDS,
            rows=4,
            help_text=_("Only where it is not as for everybody. Empty: as the town’s letters say."),
        )

    @property
    def essential(self) -> list[forms.BoundField]:
        """What suffices to begin: the name, the team, the workflow."""
        names = [field for field in self.visible_fields() if field.name.startswith("name_")]
        return [*names, self["team"], self["workflow"]]

    @property
    def rest(self) -> list[forms.BoundField]:
        essential = {field.name for field in self.essential}
        return [field for field in self.visible_fields() if field.name not in essential]

    @property
    def has_errors_in_rest(self) -> bool:
        return any(field.errors for field in self.rest)

    @property
    def is_confirmed(self) -> bool:
        """Whether the box was ticked that silence accepts; for a form that was found valid."""
        return bool(self.cleaned_data["confirm_silence"])

    @property
    def content(self) -> ServiceContent:
        """What was typed; for a form that was found valid."""
        given = self.cleaned_data
        values: dict[str, Any] = {name: given[name] for name in _PLAIN}
        for name in _TEXTS:
            values[name] = texts_of(given, name, self.languages)
        return ServiceContent(team=given["team"].pk, workflow=given["workflow"].pk, **values)


def service_as_typed(content: ServiceContent, languages: list[str]) -> dict[str, Any]:
    """Return the fields of the form as the service stands."""
    values: dict[str, Any] = {
        name: getattr(content, name) for name in ("team", "workflow", *_PLAIN)
    }
    for name in _TEXTS:
        values |= as_typed(getattr(content, name), name, languages)
    return values


class OptionsForm(EditForm):
    """What a service chooses in the workflow that it shares with others."""

    prefix = "option"

    def __init__(self, *args: Any, service: Service, options: Sequence[Option], **kwargs: Any):
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        self.initial["based_on"] = options_fingerprint(service)
        self.codes = [option.code for option in options]
        for option in options:
            field = QuestionField(replace(option.field, required=False))
            if option.default is not None:
                usual = present(option.field, option.default, language)
                field.help_text = format_html(
                    "{} {}", field.help_text, gettext("Otherwise: %(usual)s.") % {"usual": usual}
                )
            self.fields[self.name_of(option.code)] = field
            said = service.options.get(option.code)
            words = str(said).lower() if isinstance(said, bool) else said
            self.initial[self.name_of(option.code)] = words

    @staticmethod
    def name_of(code: str) -> str:
        """Return the name of an option's field: no code of a town is one of ours."""
        return f"of-{code}"

    @property
    def given(self) -> dict[str, Any]:
        """What was chosen; for a form that was found valid."""
        return {code: self.cleaned_data[self.name_of(code)] for code in self.codes}


def _teams(service: Service | None) -> Any:
    working = Team.objects.working()
    return working | Team.objects.filter(pk=service.team_id) if service else working


def _workflows(service: Service | None) -> Any:
    """Return the workflows that a service can follow: published ones, and the one it has."""
    published = Workflow.objects.filter(versions__state="published")
    own = Workflow.objects.filter(pk=service.workflow_id) if service else Workflow.objects.none()
    return Workflow.objects.filter(pk__in=published.values("pk")) | own
