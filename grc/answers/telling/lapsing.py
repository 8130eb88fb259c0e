# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Delegations that end soon: both people are warned, once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import F
from django.utils import timezone

from grc.answers.delegating import today_of
from grc.answers.models import Delegation
from grc.answers.telling.delegations import DelegationLapsing
from grc.journal.models import Event

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from grc.municipalities.models import Municipality

#: How long before the last day the delegate and the principal are warned.
WARNED_BEFORE: Final = timedelta(days=30)


def lapsing(today: date) -> QuerySet[Delegation]:
    """Return the delegations to warn of. One given for less than that time needs no warning."""
    return Delegation.objects.filter(
        revoked_at=None,
        warned_at=None,
        ends_on__gte=today,
        ends_on__lte=today + WARNED_BEFORE,
        starts_on__lte=F("ends_on") - WARNED_BEFORE,
    )


def warn_of_lapses(municipality: Municipality) -> None:
    """Warn of every delegation of a town that ends soon. Twice on one day, it warns once."""
    with municipality.scope():
        due = list(lapsing(today_of(municipality)).values_list("pk", flat=True))
    for pk in due:
        with municipality.scope():
            _warn(municipality, pk)


def _warn(municipality: Municipality, pk: int) -> None:
    found = lapsing(today_of(municipality)).select_for_update(of=("self",), no_key=True)
    delegation = found.select_related("principal", "delegate", "municipality").filter(pk=pk).first()
    if delegation is None:
        return
    for person in (delegation.delegate, delegation.principal):
        DelegationLapsing(delegation, person).defer(municipality=municipality, subject=delegation)
    delegation.warned_at = timezone.now()
    delegation.save(update_fields=["warned_at"])
    Event.objects.record("warned", delegation, by=None)
