# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Can each town be reached, governed, and answer?"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http.request import validate_host
from django.utils.translation import gettext as _

from grc.accounts.enums import Role
from grc.accounts.models import Membership
from grc.municipalities.models import Municipality
from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation
from invariants import town_scope


def check(installation: Installation) -> Iterator[Finding]:
    """There is a town, and each has hosts, an administrator and an address that mails come from."""
    towns = installation.towns()
    if not towns:
        yield Finding(
            "towns.none",
            _("There is no town yet."),
            _("Make one: manage.py create_town, with a host and an administrator."),
        )
    for town in towns:
        yield from _hosts(town)
        yield from _administrators(town, installation.using)
        yield from _sender(town)


def _hosts(town: Municipality) -> Iterator[Finding]:
    names = list(town.hosts.values_list("name", flat=True))
    if not names:
        yield Finding(
            "towns.host",
            _("The town %(town)s has no host: no page is served for it.") % {"town": town.slug},
            _("Give it one, as in manage.py create_town --host."),
        )
    refused = [name for name in names if not validate_host(name, settings.ALLOWED_HOSTS)]
    if refused:
        yield Finding(
            "towns.host-refused",
            _("ALLOWED_HOSTS refuses hosts of the town %(town)s: %(names)s.")
            % {"town": town.slug, "names": ", ".join(refused)},
            _("Leave ALLOWED_HOSTS as it is in grc.settings.base: towns declare their hosts."),
        )


def _administrators(town: Municipality, using: str) -> Iterator[Finding]:
    with town_scope(town.pk, using=using):
        has_one = (
            Membership.objects.using(using)
            .filter(role=Role.ADMINISTRATOR, user__is_active=True)
            .exists()
        )
    if not has_one:
        yield Finding(
            "towns.administrator",
            _("The town %(town)s has no administrator who may sign in.") % {"town": town.slug},
            _("Give somebody that role, or let an administrator sign in again."),
        )


def _sender(town: Municipality) -> Iterator[Finding]:
    try:
        validate_email(town.sender_address)
        is_address = not town.sender_address.endswith("@localhost")
    except ValidationError:
        is_address = False
    if not is_address:
        yield Finding(
            "towns.sender",
            _("The town %(town)s has no valid address that mails come from.") % {"town": town.slug},
            _("Correct the sender address of the town: relays refuse this one."),
        )
