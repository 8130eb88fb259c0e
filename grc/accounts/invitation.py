# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""One-time links with which somebody sets their password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

if TYPE_CHECKING:
    from grc.accounts.models import User
    from grc.municipalities.models import Municipality


def invitation_url(municipality: Municipality, user: User) -> str:
    """Return the address at which ``user`` chooses a password, once.

    The token is bound to the current password: choosing one makes the link void. It lapses after
    PASSWORD_RESET_TIMEOUT (three days).
    """
    return municipality.absolute(
        reverse(
            "account_reset_password_from_key",
            kwargs={
                "uidb36": user_pk_to_url_str(user),
                "key": default_token_generator.make_token(user),
            },
        )
    )
