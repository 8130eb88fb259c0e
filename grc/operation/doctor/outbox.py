# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Does what the town has to say leave?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.municipalities.models import Municipality
from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation
from invariants import town_scope
from notifications.models import Delivery

#: A message that is due leaves within seconds; a dead worker's is taken up after five minutes.
LATE: Final = timedelta(minutes=10)


def check(installation: Installation) -> Iterator[Finding]:
    """No message waits that should have left, none was abandoned, none needs a decision."""
    for town in installation.towns():
        with town_scope(town.pk, using=installation.using):
            yield from _of_town(town, installation.using)


def _of_town(town: Municipality, using: str) -> Iterator[Finding]:
    deliveries, before = Delivery.objects.using(using), timezone.now() - LATE
    late = deliveries.due(before).count()
    if late:
        yield Finding(
            "outbox.late",
            ngettext(
                "%(town)s: %(count)d message should have left %(minutes)d minutes ago.",
                "%(town)s: %(count)d messages should have left %(minutes)d minutes ago.",
                late,
            )
            % {"town": town.slug, "count": late, "minutes": LATE.seconds // 60},
            _("Start the worker, or start another: one does not keep up."),
        )
    abandoned = deliveries.abandoned(before).count()
    if abandoned:
        yield Finding(
            "outbox.abandoned",
            ngettext(
                "%(town)s: a worker died with %(count)d message in hand, and none took it up.",
                "%(town)s: a worker died with %(count)d messages in hand, and none took them up.",
                abandoned,
            )
            % {"town": town.slug, "count": abandoned},
            _("Start a worker: it takes them up within a minute."),
        )
    on_hold = deliveries.on_hold().count()
    if on_hold:
        yield Finding(
            "outbox.on-hold",
            ngettext(
                "%(town)s: %(count)d message is on hold since a restore.",
                "%(town)s: %(count)d messages are on hold since a restore.",
                on_hold,
            )
            % {"town": town.slug, "count": on_hold},
            _("Decide: manage.py mail_on_hold lists them, --send or --withhold ends it."),
        )
