# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from grc.accounts.enums import Role
from grc.accounts.invitation import invitation_url
from grc.accounts.models import Membership, User
from grc.municipalities.models import Host, Municipality


class Command(BaseCommand):
    """Create a town with its hosts, and print a one-time link for its first administrator.

    There is no default account (law R5.25): the link lets the administrator choose a password,
    once, and lapses.
    """

    help = "Create a town and print a one-time link for its first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="short name, as in addresses: chalons")
        parser.add_argument("--host", action="append", required=True, help="may be repeated")
        parser.add_argument("--admin", required=True, metavar="EMAIL")
        parser.add_argument("--name", help="name on screen; the slug by default")
        parser.add_argument("--sender", help="address that mails come from")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                municipality = self._create_town(options)
                with municipality.scope():
                    user = _administrator(municipality, options["admin"])
                url = invitation_url(municipality, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{municipality.name} is ready. One-time link for {user.email}:")
        self.stdout.write(url)

    def _create_town(self, options: dict[str, Any]) -> Municipality:
        hosts = [name.lower().rstrip(".") for name in options["host"]]
        municipality = Municipality(
            slug=options["slug"],
            name=options["name"] or options["slug"].replace("-", " ").title(),
            sender_address=options["sender"] or f"no-reply@{hosts[0]}",
        )
        municipality.full_clean()
        municipality.save()
        for name in hosts:
            host = Host(municipality=municipality, name=name)
            host.full_clean()
            host.save()
        return municipality


def _administrator(municipality: Municipality, email: str) -> User:
    user = User.objects.filter(email__iexact=email).first() or User(email=email.lower())
    if user.pk is None:
        user.set_unusable_password()
        user.full_clean(exclude=["first_name", "last_name", "password"])
        user.save()
    Membership.objects.create(municipality=municipality, user=user, role=Role.ADMINISTRATOR)
    return user
