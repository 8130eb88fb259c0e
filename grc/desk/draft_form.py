# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What is typed to answer: the text, the outcome, and what makes it a decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grc.answers.enums import AnswerKind, SignatureMode
from grc.answers.models import Signatory
from grc.answers.models.drafting import Decided
from grc.desk.forms import LARGEST_KEY, WordsField
from grc.service_requests.enums import Outcome


class SignatoryField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in stubs only
    """Somebody in whose name an answer may leave."""

    def __init__(self, **kwargs: Any) -> None:
        everybody = Signatory.objects.all()
        super().__init__(queryset=everybody, empty_label=_("Choose a signatory"), **kwargs)


class DraftForm(forms.Form):
    """The draft of an answer, and the revision that it was typed on."""

    body = WordsField(
        label=_("Answer"),
        required=False,
        rows=12,
        help_text=_("Leave a line empty between paragraphs. **Two stars** make a word stand out."),
    )
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    kind = forms.ChoiceField(
        label=_("Kind of answer"),
        choices=AnswerKind.choices,
        required=False,
        help_text=_("A decision grants or refuses something that the person asked for."),
    )
    grounds_law = WordsField(
        label=_("Grounds of law"),
        required=False,
        rows=2,
        help_text=_("The rule that is applied: its text and its article."),
    )
    grounds_fact = WordsField(
        label=_("Grounds of fact"),
        required=False,
        rows=2,
        help_text=_("The facts of this request to which the rule is applied."),
    )
    signatory = SignatoryField(label=_("Signed by"), required=False)
    signature_mode = forms.ChoiceField(
        label=_("How it is signed"),
        choices=[("", _("Choose")), *SignatureMode.choices],
        required=False,
    )
    answer = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_KEY)
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    @property
    def decided(self) -> Decided | None:
        """What makes the answer a decision; None where the page did not ask."""
        if "kind" not in self.data:
            return None
        given = self.cleaned_data
        signatory = given["signatory"]
        return Decided(
            kind=given["kind"] or AnswerKind.INFORMATION,
            grounds_law=given["grounds_law"],
            grounds_fact=given["grounds_fact"],
            signatory_id=signatory.pk if signatory else None,
            signature_mode=given["signature_mode"],
        )

    @property
    def is_decision(self) -> bool:
        """Return whether the fields of a decision are filled or asked for."""
        names = ("grounds_law", "grounds_fact", "signatory", "signature_mode")
        kind = self["kind"].value() or AnswerKind.INFORMATION
        return kind != AnswerKind.INFORMATION or any(self[name].value() for name in names)
