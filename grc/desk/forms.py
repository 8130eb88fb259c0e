# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What agents type: a few words, an outcome, a name in a list. Nothing typed is ever dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grc.accounts.models import Team, User
from grc.answers.enums import SendingChannel
from grc.catalog.forms import FilesInput, KindForm, field_for
from grc.catalog.holder_forms import HolderForm, holder_choices
from grc.core.text import clean
from grc.desk.asked_fields import AskedFields
from grc.service_requests.enums import Channel, Outcome, Priority
from grc.service_requests.file_types import ACCEPT_ATTRIBUTE, LARGEST
from grc.service_requests.forms import FORMATS, AcceptedFilesField, FormToken
from workflows.definition import Word
from workflows.fields import FieldKind
from workflows.text import resolve

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from grc.service_requests.models import ServiceRequest
    from workflows.definition import Transition

MOST_FILES = 5
LARGEST_KEY = 2**63 - 1


class WordsField(forms.CharField):
    """Some lines of text, without the characters that nobody sees nor means to send."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(strip=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")


class AttachmentsField(forms.FileField):
    """Some files; each is checked when it is kept."""

    formats = FORMATS
    max_bytes = LARGEST
    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs["accept"] = ACCEPT_ATTRIBUTE

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        files = list(data or [])
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("Attach at most %(most)d files at once."), params={"most": MOST_FILES}
            )
        return files


class WriteForm(forms.Form):
    """A message to the requester."""

    prefix = "write"
    body = WordsField(label=_("Your message"))
    attachments = AttachmentsField(label=_("Attach files"))
    token = FormToken()


class NoteForm(forms.Form):
    """An internal note, or files for colleagues only."""

    prefix = "note"
    body = WordsField(label=_("Your note"), required=False)
    attachments = AttachmentsField(label=_("Attach files, for colleagues only"))
    token = FormToken()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("body") and not cleaned.get("attachments"):
            self.add_error("body", _("Write a few words, or attach a file."))
        return cleaned


class TransitionForm(KindForm):
    """What a move takes with it, as its workflow says: answers, words, an outcome."""

    def __init__(
        self,
        *args: Any,
        transition: Transition,
        service_request: ServiceRequest | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asks = AskedFields(self, transition, service_request)
        self.questions = transition.form.fields if transition.form else ()
        for question in self.questions:
            # No name of a word holds a hyphen: a question cannot hide one.
            name = f"ask-{question.code}"
            self.fields[name] = field_for(question, files=AcceptedFilesField)
        if transition.message != Word.NONE:
            self.fields["message"] = WordsField(
                label=_("Message to the requester"),
                required=transition.message == Word.REQUIRED,
                help_text=_("They receive it as you write it."),
            )
        if transition.reason != Word.NONE:
            self.fields["reason"] = WordsField(
                label=_("Reason, for your colleagues"),
                required=transition.reason == Word.REQUIRED,
                help_text=_("The requester does not see it."),
                rows=2,
            )
        if transition.outcomes:
            self.fields["outcome"] = _outcome_field([str(o.value) for o in transition.outcomes])

    @property
    def given(self) -> dict[str, Any]:
        """What the command is told, once the form is valid."""
        words = {key: self.cleaned_data[key] for key in self.fields if "-" not in key}
        values: dict[str, Any] = {}
        files: dict[str, Any] = {}
        for question in self.questions:
            into = files if question.kind is FieldKind.FILE else values
            into[question.code] = self.cleaned_data[f"ask-{question.code}"]
        return words | {"values": values, "files": files, "demand": self.asks.demand}


class ContributeForm(forms.Form):
    """What a team says where another one asked it."""

    prefix = "contribute"
    body = WordsField(
        label=_("What your team says"),
        help_text=_("Colleagues read it on the request. The requester does not."),
        rows=6,
    )


class ReceivedForm(forms.Form):
    """What came by letter or at the counter, with its files where somebody has them."""

    prefix = "received"
    attachments = AttachmentsField(label=_("Files"))


class AssignForm(forms.Form):
    """Somebody of the team in charge."""

    person = forms.ModelChoiceField(
        label=_("To whom"), queryset=User.objects.none(), empty_label=_("Choose a person")
    )

    def __init__(self, *args: Any, service_request: ServiceRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = User.objects.filter(
            is_active=True, pk__in=service_request.team.memberships.values("user")
        )
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = colleagues.order_by("last_name", "first_name")


class PassOnForm(forms.Form):
    """Another team, and a word for it."""

    team = forms.ModelChoiceField(
        label=_("To which team"), queryset=Team.objects.none(), empty_label=_("Choose a team")
    )
    reason = WordsField(
        label=_("Why"),
        required=False,
        help_text=_("Your colleagues read it as an internal note."),
        rows=2,
    )

    def __init__(self, *args: Any, service_request: ServiceRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["team"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Team.objects.working().exclude(pk=service_request.team_id)


class EntrustForm(HolderForm):
    """Which function, and who holds it for one request."""

    function = forms.ChoiceField(label=_("Function"))
    field_order = ("function", "holder")

    def __init__(self, *args: Any, service_request: ServiceRequest, **kwargs: Any) -> None:
        as_usual = ("", _("As the service says"))
        super().__init__(*args, choices=[as_usual, *holder_choices()], **kwargs)
        self.fields["holder"].required = False
        self.fields["holder"].label = _("Held by")
        language = get_language() or "fr"
        field = self.fields["function"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        known = {
            one.code: resolve(one.label, language).capitalize()
            for one in service_request.machine.definition.functions
        }
        # What another version of the workflow knew can be taken back still.
        entrusted = service_request.entrusted_functions.values_list("function", flat=True)
        lost = [code for code in dict.fromkeys(entrusted) if code not in known]
        field.choices = [*known.items(), *((code, code) for code in lost)]


class PriorityForm(forms.Form):
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Priority.choices, coerce=int, widget=forms.RadioSelect
    )


class SettleForm(forms.Form):
    """Which of two texts becomes the draft."""

    aside = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)
    based_on = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    keep = forms.ChoiceField(choices=[("aside", ""), ("draft", "")])


class TellForm(forms.Form):
    """How somebody told the approved answer."""

    channel = forms.ChoiceField(
        label=_("How did you tell the answer?"),
        choices=[pair for pair in SendingChannel.choices if pair[0] != SendingChannel.EMAIL],
        widget=forms.RadioSelect,
    )


class ReturnForm(forms.Form):
    reason = WordsField(
        label=_("What should change?"),
        help_text=_("The author reads it beside their text. The requester does not."),
    )


class ApproveForm(forms.Form):
    remark = WordsField(label=_("Remark, for colleagues"), required=False, rows=2)


class EntryForm(forms.Form):
    """How the request came in, when an agent types it for somebody."""

    channel = forms.ChoiceField(
        label=_("How did they ask?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    language = forms.ChoiceField(label=_("Language for the acknowledgement and the answer"))

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("channel", Channel.entered_by_agents()), ("language", languages)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = choices


def _outcome_field(codes: list[str]) -> forms.ChoiceField:
    choices = [pair for pair in Outcome.choices if pair[0] in codes]
    return forms.ChoiceField(
        label=_("How does the request end?"),
        choices=choices,
        widget=forms.RadioSelect,
        initial=codes[0] if len(codes) == 1 else None,
    )
