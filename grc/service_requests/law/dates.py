# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The legal date of a request, by what its requester was asked for (law R1.22, R1.23)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.catalog.enums import Silence
from grc.clock.missing import Missing, Pause, date_of_acceptance, date_of_rejection, pauses
from grc.service_requests.placeholders import in_full

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime, tzinfo

    from grc.service_requests.models import ServiceRequest


class Wanted(Protocol):
    """Something that was asked for: of a request, or of a case that only a scenario knows."""

    @property
    def indispensable(self) -> bool: ...
    @property
    def asked_at(self) -> datetime: ...
    @property
    def due_on(self) -> date: ...
    @property
    def ended_at(self) -> datetime | None: ...


def missing_among(items: Iterable[Wanted], zone: tzinfo) -> list[Missing]:
    """Return what stops the time, in days of the calendar of the town."""

    def day_of(moment: datetime) -> date:
        return moment.astimezone(zone).date()

    return [
        Missing(day_of(one.asked_at), one.due_on, day_of(one.ended_at) if one.ended_at else None)
        for one in items
        if one.indispensable
    ]


def legal_date(service_request: ServiceRequest, items: Iterable[Wanted]) -> date | None:
    """Return the legal date; None while silence cannot accept yet, or where no law gives a time."""
    first = service_request.first_legal_on
    if first is None:
        return service_request.legal_on
    missing = missing_among(items, service_request.municipality.zone)
    if accepts(service_request):
        return date_of_acceptance(first, missing, _law_of(service_request, first))
    return date_of_rejection(first, missing)


def accepts(service_request: ServiceRequest) -> bool:
    """Return whether silence accepts this request, by what was so when it was filed."""
    return silence_of(service_request) == Silence.ACCEPTANCE


def silence_of(service_request: ServiceRequest) -> str:
    """Return what silence means for this request, by what was so when it was filed."""
    return str(service_request.silence or service_request.service.silence)


def implicit_decision(service_request: ServiceRequest) -> Silence | None:
    """Return what silence decided of an open request, None where it decided nothing (law R1.28).

    Nobody has to do anything: the day makes it so. An answer that was sent takes its place.
    """
    legal_on = service_request.legal_on
    if legal_on is None or service_request.has_ended or service_request.answered_by_id:
        return None
    silence = silence_of(service_request)
    today = timezone.localdate(timezone=service_request.municipality.zone)
    return Silence(silence) if legal_on <= today and silence != Silence.NOTHING else None


def implicit_words(service_request: ServiceRequest) -> str:
    """Return what stands on the pages of a request that silence decided; empty for others."""
    decided = implicit_decision(service_request)
    if decided is None or service_request.legal_on is None:
        return ""
    return decided_by_silence(decided, service_request.legal_on)


def decided_by_silence(silence: str, born_on: date) -> str:
    """Return the sentence that says what silence decided, and on which day."""
    if silence == Silence.ACCEPTANCE:
        words = _("Implicit decision of acceptance born on %(day)s")
    else:
        words = _("Implicit decision of rejection born on %(day)s")
    return words % {"day": f"{born_on:%d/%m/%Y}"}


def _law_of(service_request: ServiceRequest, first: date) -> Callable[[date], date | None]:
    """Return what counts the time anew; as many days, where the service has another time now."""
    law, zone = service_request.service.legal_date_of, service_request.municipality.zone
    filed_on = service_request.submitted_at.astimezone(zone).date()
    if law(filed_on) == first:
        return law
    return lambda day: day + (first - filed_on)


def pauses_of(service_request: ServiceRequest, items: Iterable[Wanted]) -> tuple[Pause, ...]:
    """Return when the legal time stood still; nothing where silence accepts: it begins anew."""
    first = service_request.first_legal_on
    if first is None or accepts(service_request):
        return ()
    return pauses(first, missing_among(items, service_request.municipality.zone))


def pause_now(service_request: ServiceRequest, items: Iterable[Wanted]) -> Pause | None:
    """Return the pause that today is in, if it is in one."""
    today = timezone.localdate(timezone=service_request.municipality.zone)
    found = pauses_of(service_request, items)
    return next((pause for pause in found if pause.since <= today < pause.until), None)


def waits_to_begin(service_request: ServiceRequest) -> bool:
    """Return whether the legal time begins only once what is indispensable is there."""
    return service_request.first_legal_on is not None and service_request.legal_on is None


def stands_still(service_request: ServiceRequest, items: Iterable[Wanted]) -> bool:
    """Return whether the legal time stands still today, or waits to begin."""
    return waits_to_begin(service_request) or pause_now(service_request, items) is not None


def effect_on_delay(service_request: ServiceRequest, items: Iterable[Wanted], language: str) -> str:
    """Return what a letter says of the time to answer, in the active language (CRPA L114-5).

    ``items`` is all that was ever asked for. Empty where no law gives a time, or silence decided.
    """
    known, legal_on = list(items), service_request.legal_on
    today = timezone.localdate(timezone=service_request.municipality.zone)
    if service_request.first_legal_on is None or (legal_on is not None and legal_on <= today):
        return ""
    is_waiting = any(one.indispensable and one.ended_at is None for one in known)
    if is_waiting and waits_to_begin(service_request):
        return _(
            "The time that we have to answer you begins once we have everything that is "
            "marked as indispensable."
        )
    pause = pause_now(service_request, known) if is_waiting else None
    if pause is not None:
        return _(
            "Until we have everything that is marked as indispensable, the time that we have to "
            "answer you stands still, at the latest until %(day)s."
        ) % {"day": in_full(pause.until, language)}
    return _("The time that we have to answer you goes on meanwhile.")


def why_legal_date(service_request: ServiceRequest, items: Iterable[Wanted]) -> str:
    """Return why the legal date is another than the law gave at first; empty where it is not."""
    first, legal_on = service_request.first_legal_on, service_request.legal_on
    if first is None or first == legal_on:
        return ""
    if legal_on is None:
        return _("It begins once everything indispensable is there.")
    if accepts(service_request):
        return _("Counted anew since everything indispensable is there.")
    days = (legal_on - first).days
    told = ngettext(
        "%(days)d day later: something indispensable was missing.",
        "%(days)d days later: something indispensable was missing.",
        days,
    )
    if pause_now(service_request, items) is not None:
        told = ngettext(
            "%(days)d day later at most: something indispensable is missing.",
            "%(days)d days later at most: something indispensable is missing.",
            days,
        )
    return told % {"days": days}
