# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The form of a button: what was answered is checked again, kept, and known to conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grc.core.refusals import NotValid
from grc.journal.models import Event
from grc.service_requests.models.filled_form import FilledForm
from workflows.fields import FieldKind, ValueRefused, clean_value
from workflows.sentences import sentence
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.core.files.uploadedfile import UploadedFile

    from grc.accounts.models import User
    from grc.service_requests.models import ServiceRequest
    from workflows.definition import Transition
    from workflows.fields import Field

    Files = Mapping[str, Sequence[UploadedFile[bytes]]]


def fill_in(
    service_request: ServiceRequest,
    transition: Transition,
    values: Mapping[str, Any],
    files: Files,
    *,
    by: User,
) -> None:
    """Keep what a button asked, before anything else happens. The request must be locked.

    Raises NotValid, naming the question, for an answer that is missing or does not fit.
    """
    if transition.form is None:
        return
    asked = {field.code: field for field in transition.form.fields}
    given = {
        code: _checked(field, values.get(code))
        for code, field in asked.items()
        if field.kind is not FieldKind.FILE
    }
    for code, field in asked.items():
        if field.kind is FieldKind.FILE:
            _attach(service_request, field, files.get(code, ()), by)
    service_request.filled = service_request.filled | given
    service_request.save(update_fields=["filled"])
    if transition.form.kept:
        kept = FilledForm.objects.create(
            municipality_id=service_request.municipality_id,
            service_request=service_request,
            workflow_version_id=service_request.workflow_version_id,
            transition=transition.code,
            values=given,
            filled_by=by,
        )
        Event.objects.record("filled_in", service_request, by=by, form=kept.pk)


def _checked(field: Field, raw: object) -> Any:
    try:
        return clean_value(field, raw)
    except ValueRefused as refusal:
        told = {"question": _label(field), "refusal": sentence(refusal.finding)}
        raise NotValid(_("%(question)s: %(refusal)s") % told) from refusal


def _attach(
    service_request: ServiceRequest, field: Field, uploads: Sequence[UploadedFile[bytes]], by: User
) -> None:
    if field.required and not uploads:
        raise NotValid(_("%(question)s: choose at least one file.") % {"question": _label(field)})
    for upload in uploads:
        service_request.attach(upload, field=field.code, by=by, internal=True)


def _label(field: Field) -> str:
    return resolve(field.label, get_language() or "fr")
