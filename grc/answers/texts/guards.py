# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who looks after standard texts: the page, the button and the command ask the same function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grc.accounts.enums import Role

if TYPE_CHECKING:
    from grc.accounts.models import User


def refusal_to_write_texts(user: User) -> str:
    """Return why this person may not change standard texts; empty when they may.

    One must administer the town or supervise a team. Everybody who answers may use them.
    """
    if user.is_active and (user.is_administrator or user.team_ids(Role.SUPERVISOR)):
        return ""
    return _("Only supervisors and administrators can change standard texts. Ask one of them.")


def can_write_texts(user: User) -> bool:
    return not refusal_to_write_texts(user)
