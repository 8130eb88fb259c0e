# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What is typed to answer: the text, the outcome, and what makes it a decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grc.answers.copies import parse_copies
from grc.answers.enums import AnswerKind, SendingChannel, SignatureMode
from grc.answers.models import Signatory
from grc.answers.models.drafting import Decided
from grc.core.refusals import NotValid
from grc.desk.forms import LARGEST_KEY, AttachmentsField, WordsField
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
    channel = forms.ChoiceField(
        label=_("How it is sent"),
        choices=[
            ("", _("By e-mail if there is an address, otherwise told")),
            *SendingChannel.choices,
        ],
        required=False,
    )
    postal_address = WordsField(
        label=_("Postal address"),
        required=False,
        rows=3,
        help_text=_("Without the name, as on an envelope. Empty: the one of the request."),
    )
    copies = WordsField(
        label=_("Copies to"),
        required=False,
        rows=2,
        help_text=_("One e-mail address on each line. They receive the same words and files."),
    )
    attachments = AttachmentsField(label=_("Attach files"))
    files_seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)
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
            channel=given["channel"],
            postal_address=given["postal_address"],
            copies=given["copies"],
        )

    def clean_copies(self) -> list[dict[str, str]]:
        try:
            return parse_copies(self.cleaned_data["copies"])
        except NotValid as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    @property
    def seen(self) -> set[int] | None:
        """The keys of the files that the page showed; None where it showed none at all."""
        if "files_seen" not in self.data:
            return None
        given = self.cleaned_data["files_seen"].split(",")
        return {int(key) for key in given if key.isascii() and key.isdigit() and len(key) < 19}

    def rebase(self, **hidden: object) -> None:
        """Shown once more, the page stands on what was saved, not on what it came from."""
        self.data = dict(self.data.items()) | {name: str(hidden[name]) for name in hidden}

    @property
    def is_directed(self) -> bool:
        """Return whether the way out was chosen, or somebody receives a copy."""
        return any(self[name].value() for name in ("channel", "postal_address", "copies"))

    @property
    def is_decision(self) -> bool:
        """Return whether the fields of a decision are filled or asked for."""
        names = ("grounds_law", "grounds_fact", "signatory", "signature_mode")
        kind = self["kind"].value() or AnswerKind.INFORMATION
        return kind != AnswerKind.INFORMATION or any(self[name].value() for name in names)
