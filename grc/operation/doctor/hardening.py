# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Are the settings those of a town on the internet?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation

SHORTEST: Final = 50
FEWEST: Final = 10
_KNOWN: Final = ("django-insecure-", "demo-only", "change", "secret")


def check(installation: Installation) -> Iterator[Finding]:
    """The secret is one, and nothing shows the inside of the house."""
    secret = str(settings.SECRET_KEY)
    if len(secret) < SHORTEST or len(set(secret)) < FEWEST or secret.lower().startswith(_KNOWN):
        yield Finding(
            "hardening.secret",
            _("SECRET_KEY is too short, too regular, or known to everybody."),
            _(
                "Write a new one: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'. "
                "Everybody signs in again; one-time links sent before are void."
            ),
        )
    if settings.DEBUG:
        yield Finding(
            "hardening.debug",
            _("DEBUG is on: errors show settings and what citizens wrote."),
            _("Set DJANGO_SETTINGS_MODULE to grc.settings.base, where it is off."),
        )
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        yield Finding(
            "hardening.cookies",
            _("Cookies travel without encryption."),
            _("Set DJANGO_SETTINGS_MODULE to grc.settings.base, and serve by HTTPS only."),
        )
