# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The acknowledgement of a service as a made-up requester would read it, in each language."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from grc.accounts.models import Team
from grc.service_requests.law.acknowledging import Acknowledged, acknowledgement_of, sample_of

if TYPE_CHECKING:
    from grc.catalog.configuring import ServiceContent
    from grc.catalog.models import Service

_SHOWN = ("name", "legal_months", "legal_days", "silence", "acknowledgement", "recourse")


@dataclass(frozen=True, kw_only=True)
class Preview:
    """One language, by its name, and what is read in it."""

    language: str
    name: str
    acknowledged: Acknowledged


def previews_of(service: Service, content: ServiceContent | None = None) -> list[Preview]:
    """Return the acknowledgement in each language of the town, with what is typed if any.

    Nothing is saved. Without a form or a workflow nobody can file: there is nothing to show.
    """
    shown = copy(service)
    if content is not None:
        for name in _SHOWN:
            setattr(shown, name, getattr(content, name))
        shown.team = Team.objects.get(pk=content.team)
    sample = sample_of(shown, at=timezone.now())
    if sample is None:
        return []
    spoken = dict(settings.LANGUAGES)
    return [
        Preview(
            language=language,
            name=str(spoken.get(language, language)),
            acknowledged=acknowledgement_of(sample, language),
        )
        for language in service.municipality.languages
    ]
