# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from grc.municipalities.models import Municipality
from grc.operation.command import OperatorCommand
from notifications.models import Delivery, DeliveryQuerySet
from notifications.registry import find


class Command(OperatorCommand):
    """List the messages that a restore put on hold, send them, or withhold them for good.

    The relay's log tells by the Message-ID which of them left before. Neither addresses nor texts
    are shown.
    """

    help = "List, send or withhold the messages that a restore put on hold."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("ids", type=int, nargs="*", metavar="ID", help="these only")
        parser.add_argument("--municipality", metavar="SLUG", help="of this town only")
        decision = parser.add_mutually_exclusive_group()
        decision.add_argument("--send", action="store_true", help="put them back in the queue")
        decision.add_argument(
            "--withhold", action="store_true", help="never send them; agents are told so"
        )

    def work(self, options: dict[str, Any]) -> None:
        towns = Municipality.objects.order_by("pk")
        if slug := options["municipality"]:
            towns = towns.filter(slug=slug)
            if not towns:
                raise CommandError(_("No town is called “%(slug)s”.") % {"slug": slug})
        for municipality in towns:
            with municipality.scope():
                found = Delivery.objects.on_hold().order_by("pk")
                if options["ids"]:
                    found = found.filter(pk__in=options["ids"])
                self._decide(municipality, found, options)

    def _decide(
        self, municipality: Municipality, found: DeliveryQuerySet, options: dict[str, Any]
    ) -> None:
        if options["send"]:
            told = {"town": municipality.slug, "count": found.release(timezone.now())}
            self.stdout.write(_("%(town)s: %(count)d to be sent") % told)
        elif options["withhold"]:
            told = {"town": municipality.slug, "count": _withhold(found)}
            self.stdout.write(_("%(town)s: %(count)d withheld") % told)
        else:
            for delivery in found:
                about = f"{delivery.notification} {delivery.created_at:%Y-%m-%dT%H:%MZ}"
                self.stdout.write(
                    f"{municipality.slug} {delivery.pk} {about} {delivery.message_id}"
                )


def _withhold(found: DeliveryQuerySet) -> int:
    """End each in the transaction of its town, with the reaction that its kind asks for."""
    deliveries = list(found.select_for_update(of=("self",)))
    for delivery in deliveries:
        delivery.withhold(reason="Withheld after a restore.")
        find(delivery.notification).failed(delivery)
    return len(deliveries)
