# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A standard text while it is written: its placeholders, what is wrong, what it will look like."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from grc.answers.models.text_editing import findings_in
from grc.answers.texts.filling import missing_words
from grc.core.markup import to_html
from grc.core.text import clean
from grc.service_requests.filling import values_of
from grc.service_requests.models import ServiceRequest
from grc.service_requests.placeholders import PLACEHOLDERS, field_placeholders, fill
from workflows.sentences import sentence
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from grc.accounts.models import User
    from grc.catalog.models import Service
    from grc.service_requests.placeholders import Placeholder
    from workflows.fields import Field


@dataclass(frozen=True, kw_only=True)
class ShownPlaceholder:
    """A placeholder as the list beside the text shows it."""

    written: str
    label: str
    example: str


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What is wrong with a text, and how an answer made with it reads."""

    findings: list[str]
    preview: SafeString
    language: str
    sample: ServiceRequest | None
    missing: str
    of_forms: list[tuple[str, list[ShownPlaceholder]]] = field(default_factory=list)


def placeholders() -> list[ShownPlaceholder]:
    """Return the placeholders that any text may use, in the reader's language."""
    return [_shown(placeholder) for placeholder in PLACEHOLDERS]


def checked(body: str, language: str, services: Sequence[Service], user: User) -> Checked:
    """Check a text and preview it on the newest request of its services that the person may see.

    Where there is none, each placeholder shows its example.
    """
    body = clean(body)
    sample = _sample(services, user)
    if sample is not None:
        filled = fill(body, values_of(sample, by=user), language)
    else:
        filled = fill(body, _examples(services, language), language)
    return Checked(
        findings=[sentence(finding) for finding in findings_in(body, services)],
        preview=to_html(filled.text),
        language=language,
        sample=sample,
        missing=missing_words(filled.missing, sample.form_version.parsed if sample else ()),
        of_forms=[
            (service.title, [_shown(one) for one in field_placeholders(_fields(service))])
            for service in services
        ],
    )


def _sample(services: Sequence[Service], user: User) -> ServiceRequest | None:
    requests = ServiceRequest.objects.visible_to(user).with_context()
    if services:
        requests = requests.filter(service__in=services)
    return requests.newest_first().first()


def _examples(services: Sequence[Service], language: str) -> dict[str, object]:
    """Return what stands for each value: an example, or the question of the form in brackets."""
    examples: dict[str, object] = {one.name: resolve(one.example, language) for one in PLACEHOLDERS}
    for service in services:
        for one in field_placeholders(_fields(service)):
            examples[one.name] = f"[{resolve(one.label, language)}]"
    return examples


def _fields(service: Service) -> Sequence[Field]:
    return service.form_version.parsed if service.form_version else ()


def _shown(placeholder: Placeholder) -> ShownPlaceholder:
    language = get_language() or "fr"
    return ShownPlaceholder(
        written=placeholder.written,
        label=resolve(placeholder.label, language),
        example=resolve(placeholder.example, language),
    )
