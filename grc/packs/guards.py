# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who may set up a service from a starter: the page, the button and the command ask the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from grc.accounts.models import User


def refusal_to_install(user: User) -> str:
    """Return why this person may not set up a service; empty when they may."""
    if user.is_active and user.is_administrator:
        return ""
    return _("Only administrators of the town can set up a service. Ask one of them.")


def can_install(user: User) -> bool:
    return not refusal_to_install(user)
