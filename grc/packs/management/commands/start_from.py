# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grc.accounts.enums import Role
from grc.accounts.models import Membership, Team, User
from grc.core.refusals import Refusal
from grc.municipalities.models import Municipality
from grc.packs.installing import Installation, install
from grc.packs.starters import CODES, Starter, load, load_all
from workflows.text import resolve


class Command(BaseCommand):
    """Set up a service of a town from a ready-made one, or list those that there are.

    Exits 0 when the service is there, made now or before; otherwise with a sentence.
    """

    help = "Set up a service from a ready-made one: workflow, form, texts and circuit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("starter", nargs="?", metavar="CODE", help=", ".join(CODES))
        parser.add_argument("--list", action="store_true", help="say what there is to start from")
        parser.add_argument("--municipality", metavar="SLUG")
        parser.add_argument("--team", metavar="NAME", help="the team in charge")
        parser.add_argument("--code", default="", help="the code of the service, if not its own")
        parser.add_argument("--name", default="", help="its name in the town's own language")
        parser.add_argument(
            "--function",
            action="append",
            default=[],
            metavar="FUNCTION=TEAM",
            help="another team for one of the functions, such as legal=Affaires juridiques",
        )
        parser.add_argument("--as", dest="email", help="the administrator who does it")
        parser.add_argument("--offered", action="store_true", help="show it to citizens at once")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"] or not options["starter"]:
            self._list()
            return
        try:
            starter = load(options["starter"])
        except LookupError as error:
            told = {"code": options["starter"], "codes": ", ".join(CODES)}
            message = _("There is nothing called “%(code)s”. Choose one of: %(codes)s.") % told
            raise CommandError(message) from error
        municipality = Municipality.objects.filter(slug=options["municipality"]).first()
        if municipality is None:
            raise CommandError(_("Say which town with --municipality: its short name."))
        with municipality.scope(), translation.override(municipality.default_language):
            try:
                self._tell(_installed(starter, municipality, options))
            except Refusal as refusal:
                raise CommandError(str(refusal)) from refusal

    def _list(self) -> None:
        for starter in load_all():
            language = get_language() or "fr"
            name = resolve(starter.name, language)
            self.stdout.write(f"{starter.code}: {name}. {resolve(starter.description, language)}")

    def _tell(self, installation: Installation) -> None:
        service = installation.service
        told = {"service": service.title, "code": service.code}
        if not installation.is_new:
            self.stdout.write(_("“%(service)s” (%(code)s) is already there.") % told)
            return
        self.stdout.write(_("“%(service)s” (%(code)s) is ready.") % told)
        if not service.is_offered:
            self.stdout.write(_("Citizens do not see it yet: read it, then offer it."))


def _installed(
    starter: Starter, municipality: Municipality, options: dict[str, Any]
) -> Installation:
    pairs = [pair.partition("=") for pair in options["function"]]
    return install(
        starter,
        municipality,
        _team(options["team"] or ""),
        by=_administrator(options["email"]),
        code=options["code"],
        name={municipality.default_language: options["name"]} if options["name"] else None,
        teams={function: _team(name) for function, _equals, name in pairs},
        offered=options["offered"],
    )


def _team(name: str) -> Team:
    team = Team.objects.filter(name=name).first()
    if team is None:
        known = ", ".join(Team.objects.values_list("name", flat=True))
        raise CommandError(
            _("This town has no team “%(name)s”. It has: %(teams)s.")
            % {"name": name, "teams": known}
        )
    return team


def _administrator(email: str | None) -> User:
    members = Membership.objects.select_related("user").filter(user__is_active=True)
    found = members.filter(user__email__iexact=email) if email else members
    if not email:
        found = found.filter(role=Role.ADMINISTRATOR)
    membership = found.order_by("pk").first()
    if membership is None:
        raise CommandError(_("Nobody here administers this town: name somebody with --as E-MAIL."))
    return membership.user
