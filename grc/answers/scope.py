# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How far a delegation reaches, in words: « refusals, for the service X, until 31 December »."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grc.answers.delegating import days_words
from grc.answers.enums import AnswerKind
from grc.catalog.models import Service

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from grc.answers.models import Delegation

SEVERAL = {
    AnswerKind.INFORMATION: gettext_lazy("information"),
    AnswerKind.FAVOURABLE: gettext_lazy("favourable decisions"),
    AnswerKind.PARTLY: gettext_lazy("partly favourable decisions"),
    AnswerKind.REFUSAL: gettext_lazy("refusals"),
}


def service_titles(delegations: Iterable[Delegation]) -> dict[str, str]:
    """Return the titles of all services that these delegations name, by code, in one question."""
    codes = {code for delegation in delegations for code in delegation.services}
    found = Service.objects.filter(code__in=codes) if codes else Service.objects.none()
    return {service.code: service.title for service in found}


def scope_words(delegation: Delegation, titles: Mapping[str, str], *, today: date) -> str:
    """Return what a delegation covers, in one sentence without a capital nor a final point.

    ``titles`` gives the titles of services by code; one that is gone is named by its code.
    """
    parts = [
        _kinds(delegation.kinds),
        _services([titles.get(code, code) for code in delegation.services]),
        days_words(delegation.starts_on, delegation.ends_on, today),
    ]
    if delegation.act_number:
        parts.append(_("act %(number)s") % {"number": delegation.act_number})
    return ", ".join(parts)


def _kinds(kinds: Sequence[str]) -> str:
    if not kinds:
        return _("all answers")
    return listed([str(SEVERAL[AnswerKind(kind)]) for kind in kinds])


def _services(titles: Sequence[str]) -> str:
    if not titles:
        return _("all services")
    quoted = listed([_("“%(text)s”") % {"text": title} for title in titles])
    said = ngettext("for the service %(names)s", "for the services %(names)s", len(titles))
    return said % {"names": quoted}


def listed(items: Sequence[str]) -> str:
    """Return « a, b and c »."""
    if len(items) < 2:
        return "".join(items)
    return _("%(first)s and %(last)s") % {"first": ", ".join(items[:-1]), "last": items[-1]}
