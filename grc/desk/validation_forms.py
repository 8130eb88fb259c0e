# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What is typed beside an answer to validate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grc.accounts.models import User
from grc.answers.enums import OPINIONS
from grc.desk.forms import WordsField

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: People that a list still shows; in a larger town one writes the address.
MOST_LISTED = 400


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in stubs only
    """Somebody who works in the town, chosen by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), empty_label=_("Choose a person"), **kwargs)

    def offer(self, people: QuerySet[User]) -> None:
        self.queryset = people.order_by("last_name", "first_name", "pk")


class OpinionForm(forms.Form):
    opinion = forms.ChoiceField(
        label=_("Your opinion"),
        choices=[(one.value, one.label) for one in OPINIONS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    remark = WordsField(
        label=_("Your reasons"),
        required=False,
        rows=3,
        help_text=_("Whoever decides reads them. The requester does not."),
    )


class PersonForm(forms.Form):
    """Somebody, and why them."""

    person = PersonField(label=_("Who"), error_messages={"required": _("Choose a person.")})
    reason = WordsField(label=_("Why"), rows=2)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, PersonField)  # noqa: S101 - declared above
        field.offer(people)


class HandOverForm(PersonForm):
    prefix = "hand_over"


class ConsultForm(PersonForm):
    prefix = "consult"


class AmendForm(forms.Form):
    prefix = "amend"
    body = WordsField(label=_("The text, as it should be"), rows=10)


class SuggestForm(forms.Form):
    """Other words for a passage, or a remark on it."""

    prefix = "suggest"
    quoted = WordsField(
        label=_("The passage"),
        rows=2,
        help_text=_("Select it in the answer above, or copy it here as it stands there."),
    )
    replacement = WordsField(label=_("Other words for it"), required=False, rows=2)
    remark = WordsField(label=_("Remark"), required=False, rows=2)


class StageForm(forms.Form):
    """One stage that is left out on this case, or asked first."""

    prefix = "stage"
    stage = forms.ChoiceField(label=_("Which stage"))
    change = forms.ChoiceField(
        label=_("What to do with it"),
        choices=[("skip", _("Leave it out")), ("first", _("Ask it first"))],
        widget=forms.RadioSelect,
        initial="skip",
    )
    reason = WordsField(label=_("Why"), rows=2)

    def __init__(self, *args: Any, stages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stage"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = stages
