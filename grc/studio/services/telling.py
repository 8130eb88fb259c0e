# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Services as the studio shows them: what each is, in sentences, and who does what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from grc.catalog.enums import ContactNeed, Silence
from grc.catalog.holder_forms import in_words
from grc.catalog.holding import Holding
from grc.catalog.models.function_mapping import DEFAULT_ROLES
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grc.accounts.models import User
    from grc.catalog.models import FunctionMapping, Service

#: Names that a sentence says; the rest is counted.
MOST_NAMED = 4


@dataclass(frozen=True, kw_only=True)
class Held:
    """One thing that a service says about a function: in words, and who that is today."""

    pk: int | None
    words: str
    today: str


@dataclass(frozen=True, kw_only=True)
class FunctionShown:
    """A function of the workflow: who holds it, by default or as the service says."""

    code: str
    label: str
    held: list[Held]
    is_default: bool
    is_missing: bool


def about(service: Service) -> list[str]:
    """Return what a service is, in sentences."""
    said = [_("The team %(team)s has it in charge.") % {"team": service.team}]
    said.append(_("New requests follow “%(workflow)s”.") % {"workflow": service.workflow})
    if service.contact == ContactNeed.OPTIONAL:
        said.append(_("It can be asked for without giving a name."))
    if service.target_days:
        words = ngettext(
            "The target is %(count)d working day.",
            "The target is %(count)d working days.",
            service.target_days,
        )
        said.append(words % {"count": service.target_days})
    if service.legal_months:
        words = ngettext(
            "The law gives %(count)d month for an answer.",
            "The law gives %(count)d months for an answer.",
            service.legal_months,
        )
        said.append(words % {"count": service.legal_months})
    if service.legal_days:
        words = ngettext(
            "The law gives %(count)d day for an answer.",
            "The law gives %(count)d days for an answer.",
            service.legal_days,
        )
        said.append(words % {"count": service.legal_days})
    if service.silence == Silence.ACCEPTANCE and (service.legal_months or service.legal_days):
        words = _("Without an answer in that time, the request counts as accepted (%(law)s).")
        said.append(words % {"law": service.legal_reference})
    words = ngettext(
        "An ended request can be contested for %(count)d day.",
        "An ended request can be contested for %(count)d days.",
        service.contest_days,
    )
    return [*said, words % {"count": service.contest_days}]


def standing(service: Service) -> tuple[str, str]:
    """Return whether citizens see it, as a word and the kind of its tag."""
    if service.form_version_id is None:
        return _("without a form"), "warn"
    if not service.is_offered:
        return _("not offered"), ""
    return _("offered"), "ok"


def functions_of(service: Service) -> list[FunctionShown]:
    """Return who holds each function of the workflow for new requests of this service."""
    holding, language = Holding([service]), get_language() or "fr"
    found = []
    for function in holding.functions(service):
        mappings = holding.mappings(service, function.code)
        people = holding.people(service, function.code)
        if mappings:
            held = [_held(service, mapping, holding) for mapping in mappings]
        else:
            role = DEFAULT_ROLES.get(function.code)
            words = in_words(role, service.team) if role else ""
            held = [Held(pk=None, words=words, today=listed(people))] if role else []
        found.append(
            FunctionShown(
                code=function.code,
                label=resolve(function.label, language),
                held=held,
                is_default=not mappings,
                is_missing=not people,
            )
        )
    return found


def listed(people: Sequence[User]) -> str:
    """Return the names, the first few; empty for nobody."""
    names = ", ".join(str(person) for person in people[:MOST_NAMED])
    if (over := len(people) - MOST_NAMED) > 0:
        more = ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", over)
        return more % {"names": names, "count": over}
    return names


def _held(service: Service, mapping: FunctionMapping, holding: Holding) -> Held:
    people = holding.people_of(service, mapping)
    if mapping.person is not None:
        today = "" if people else _("no longer works here")
        return Held(pk=mapping.pk, words=str(mapping.person), today=today)
    today = listed(people) or _("nobody today")
    return Held(pk=mapping.pk, words=in_words(mapping.role, mapping.team), today=today)
