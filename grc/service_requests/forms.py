# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Filing a request by a form: the service's questions, who asks, and the files that came along."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grc.catalog.enums import ContactNeed
from grc.catalog.forms import FilesField, QuestionField, ServiceForm
from grc.core.canonical import content_hash
from grc.core.refusals import NotValid
from grc.service_requests.enums import Channel
from grc.service_requests.file_types import ACCEPT_ATTRIBUTE, ACCEPTED, LARGEST, accept
from grc.service_requests.submission import Filing, Place, Requester
from workflows.fields import Field, FieldKind
from workflows.text import LocalisedText

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from grc.catalog.models import Service

# No question's code holds a hyphen: these names cannot hide one of the service's own fields.
NAME, EMAIL, PHONE = "requester-name", "requester-email", "requester-phone"
ADDRESS = "requester-address"
ONCE = "form-token"
CONTACT = (NAME, EMAIL, PHONE)
FORMATS = ", ".join(extension.upper() for extension in ACCEPTED if extension != "jpeg")


class AcceptedFilesField(FilesField):
    """Files checked one by one: the refusal of each names it, and says what to do."""

    formats = FORMATS
    max_bytes = LARGEST

    def __init__(self, question: Field) -> None:
        super().__init__(question)
        self.widget.attrs["accept"] = ACCEPT_ATTRIBUTE

    def clean(self, value: Any) -> Any:
        kept, refused = [], []
        for upload in super().clean(value):
            try:
                accepted = accept(upload)
            except NotValid as refusal:
                refused.append(ValidationError(str(refusal), "bad_file"))
            else:
                kept.append(
                    SimpleUploadedFile(accepted.name, accepted.content, accepted.content_type)
                )
        if refused:
            raise ValidationError(refused)
        return kept


class FormToken(forms.Field):
    """What tells a form sent twice from two forms. Nobody types it, so nothing is refused."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=uuid4)

    def clean(self, value: Any) -> UUID:
        try:
            return UUID(str(value))
        except ValueError:
            return uuid4()


class FilingForm(ServiceForm):
    """The form of a service, with who asks.

    ``for_somebody``: an agent types it for a person who may have no e-mail address.
    """

    file_field = AcceptedFilesField

    def __init__(
        self, *args: Any, service: Service, for_somebody: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, service=service, **kwargs)
        needed = service.contact == ContactNeed.REQUIRED
        self.fields[NAME] = _name_field(needed)
        self.fields[EMAIL] = _email_field(needed and not for_somebody)
        self.fields[PHONE] = _phone_field()
        if for_somebody:
            # Nobody is asked online for what only a letter needs (GDPR art. 5, 1, c).
            self.fields[ADDRESS] = _postal_field()
            # The agent's own details are not those of the person.
            for name in (*CONTACT, ADDRESS):
                self.fields[name].widget.attrs["autocomplete"] = "off"
            self.fields[EMAIL].help_text = _("Without it, nothing is sent: tell them the answer.")
        self.fields[ONCE] = FormToken()

    @property
    def contact(self) -> list[forms.BoundField]:
        """The fields about who asks: name, e-mail, telephone, a postal address if one is asked."""
        return [self[name] for name in (*CONTACT, ADDRESS) if name in self.fields]

    @property
    def is_anonymous_allowed(self) -> bool:
        """Whether the service takes a request from somebody who gives no name."""
        return self.service.contact == ContactNeed.OPTIONAL

    @property
    def token(self) -> forms.BoundField:
        """The hidden field that makes a form sent twice one request."""
        return self[ONCE]

    def filing(self, *, channel: Channel = Channel.PORTAL, language: str = "") -> Filing:
        """Return what was filled in, ready to be submitted. The form must be valid.

        ``language`` is the requester's; the reader's by default.
        """
        requester = Requester(
            name=self.cleaned_data[NAME] or "",
            email=self.cleaned_data[EMAIL] or "",
            phone=self.cleaned_data[PHONE] or "",
            address=self.cleaned_data.get(ADDRESS) or "",
            language=language or get_language() or "fr",
        )
        return Filing(
            values=self.values,
            requester=requester,
            place=self._place(),
            files=self.uploads,
            channel=channel,
            form_token=self._token_of_content(requester),
        )

    def _place(self) -> Place:
        """Return the first place that was given: it is where the request is."""
        for code, value in self.values.items():
            question = self.fields[code].question  # type: ignore[attr-defined]
            if question.kind is FieldKind.ADDRESS and isinstance(value, dict):
                return _as_place(value)
        return Place()

    def _token_of_content(self, requester: Requester) -> UUID:
        """Return a token for this form with this content.

        The same form sent again is the same request. The form found again with the back button,
        changed and sent, is another one: it must not vanish behind the first.
        """
        content = {
            "service": self.service.code,
            "values": self.values,
            "requester": [requester.name, requester.email, requester.phone, requester.address],
            "files": {code: hashes(files) for code, files in self.uploads.items()},
        }
        return uuid5(self.cleaned_data[ONCE], content_hash(content))


def _as_place(value: dict[str, Any]) -> Place:
    latitude, longitude = value["position"] or (None, None)
    return Place(text=value["text"], latitude=latitude, longitude=longitude)


def _name_field(required: bool) -> QuestionField:
    label = LocalisedText(_("First and last name"))
    question = Field(NAME, FieldKind.SHORT_TEXT, label, required=required, max_length=160)
    field = QuestionField(question, missing=_("Write a first and last name."))
    field.widget.attrs["autocomplete"] = "name"
    return field


def _email_field(required: bool) -> QuestionField:
    question = Field(
        EMAIL,
        FieldKind.EMAIL,
        LocalisedText(_("E-mail address")),
        LocalisedText(_("To send you the acknowledgement and the answer.")),
        required=required,
    )
    missing = _("Write an e-mail address such as name@example.org.")
    return QuestionField(question, missing=missing)


def _phone_field() -> QuestionField:
    label = LocalisedText(_("Telephone"))
    return QuestionField(Field(PHONE, FieldKind.PHONE, label, max_length=40))


def _postal_field() -> QuestionField:
    label = LocalisedText(_("Postal address"))
    hint = LocalisedText(_("Where a letter would go, without the name."))
    field = QuestionField(Field(ADDRESS, FieldKind.LONG_TEXT, label, hint, max_length=400))
    field.widget.attrs["rows"] = 3
    return field


def hashes(files: list[UploadedFile[bytes]]) -> list[str]:
    """Return the SHA-256 of each file, left ready to be read again."""
    found = []
    for file in files:
        found.append(hashlib.sha256(file.read()).hexdigest())
        file.seek(0)
    return found
