# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The citizen's word on a request that is already filed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django import forms
from django.utils.translation import gettext as _

from grc.catalog.forms import KindForm, QuestionField
from grc.core.canonical import content_hash
from grc.service_requests.forms import AcceptedFilesField, FormToken, hashes
from workflows.fields import Field, FieldKind
from workflows.text import LocalisedText

if TYPE_CHECKING:
    from typing import Any

    from grc.service_requests.models import ServiceRequest


class WordForm(KindForm):
    """A message to the town, with files."""

    def __init__(self, *args: Any, service_request: ServiceRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service_request = service_request
        self.fields["body"] = QuestionField(
            Field("body", FieldKind.LONG_TEXT, LocalisedText(_("Your message")), required=True),
            missing=_("Write a few words before sending."),
        )
        self.fields["files"] = AcceptedFilesField(
            Field("files", FieldKind.FILE, LocalisedText(_("Photos or documents")))
        )
        self.fields["form-token"] = FormToken()

    @property
    def token(self) -> forms.BoundField:
        """The hidden field that makes a form sent twice one message."""
        return self["form-token"]

    def token_of_content(self) -> UUID:
        """Return a token for this form with this content: sent again it is the same message."""
        content = {
            "service_request": self.service_request.reference,
            "body": self.cleaned_data["body"],
            "files": hashes(self.cleaned_data["files"]),
        }
        return uuid5(self.cleaned_data["form-token"], content_hash(content))
