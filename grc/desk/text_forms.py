# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody writes about a standard text."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grc.accounts.models import Membership, User
from grc.answers.models.text_editing import TextContent
from grc.catalog.models import Service
from grc.desk.forms import WordsField
from grc.desk.words import KINDS
from grc.service_requests.enums import Outcome
from workflows.definition import is_end

if TYPE_CHECKING:
    from grc.answers.models import StandardText
    from grc.municipalities.models import Municipality

#: A text is read again after a year, unless somebody says otherwise.
REVIEWED_AFTER = timedelta(days=365)


class TextForm(forms.Form):
    """A standard text, and the revision that it was typed on (0 for a new one)."""

    title = forms.CharField(
        label=_("Title"), max_length=160, help_text=_("What agents search for: “Pothole repaired”.")
    )
    body = WordsField(
        label=_("Text"),
        rows=14,
        help_text=_("Placeholders stand between braces: {requester.name}. They are listed beside."),
    )
    services = forms.ModelMultipleChoiceField(
        label=_("For which services"),
        queryset=Service.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: for all of them."),
    )
    step_kinds = forms.MultipleChoiceField(
        label=_("At which steps"),
        choices=[(kind, label) for kind, label in KINDS.items() if not is_end(kind)],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: at any step."),
    )
    outcomes = forms.MultipleChoiceField(
        label=_("For which outcomes"),
        choices=Outcome.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: for any outcome."),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        max_length=300,
        required=False,
        help_text=_("For colleagues: the article that the text rests on."),
    )
    language = forms.ChoiceField(
        label=_("Language"), help_text=_("In another language, write another text.")
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        required=False,
        help_text=_(
            "Workflows name the text by it. The same text in another language has the same code. "
            "Left empty: made of the title."
        ),
    )
    owner = forms.ModelChoiceField(
        label=_("Who answers for it"),
        queryset=User.objects.none(),
        empty_label=None,
        help_text=_("They are told when it must be read again."),
    )
    review_on = forms.DateField(
        label=_("To be read again on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.values("user")
        people = User.objects.filter(is_active=True, pk__in=members)
        self._offer("owner", people.order_by("last_name", "first_name", "pk"))
        self._offer("services", Service.objects.in_order().select_related("form_version"))
        names = dict(settings.LANGUAGES)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)  # noqa: S101 - declared above
        language.choices = [(code, names.get(code, code)) for code in municipality.languages]

    def _offer(self, name: str, queryset: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = queryset

    @property
    def content(self) -> TextContent:
        """What was typed; for a form that was found valid."""
        given = self.cleaned_data
        return TextContent(**{name: given[name] for name in TextContent.__dataclass_fields__})


def empty_text(owner: User, municipality: Municipality) -> dict[str, Any]:
    """Return what the form of a new text begins with."""
    return {
        "owner": owner.pk,
        "language": municipality.default_language,
        "review_on": timezone.localdate() + REVIEWED_AFTER,
        "based_on": 0,
    }


def text_as_typed(text: StandardText) -> dict[str, Any]:
    """Return the fields of the form as the text stands."""
    return {
        "title": text.title,
        "body": text.body,
        "services": list(text.ties.values_list("service", flat=True)),
        "step_kinds": text.step_kinds,
        "outcomes": text.outcomes,
        "legal_basis": text.legal_basis,
        "language": text.language,
        "code": text.code,
        "owner": text.owner_id,
        "review_on": text.review_on,
        "based_on": text.revision,
    }
