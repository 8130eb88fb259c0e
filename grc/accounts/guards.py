# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who may record what about people: the button, the page and the command ask the same function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grc.accounts.enums import Role

if TYPE_CHECKING:
    from grc.accounts.models import User


def refusal_to_record_absence(user: User, person: User) -> str:
    """Return why this person may not record or cancel an absence of ``person``; empty if they may.

    One's own, those of the teams that one supervises, all of them for an administrator.
    """
    if user.is_active and user.is_member:
        if user.pk == person.pk or user.is_administrator:
            return ""
        if user.team_ids(Role.SUPERVISOR) & person.team_ids():
            return ""
    return _(
        "Only %(person)s, their supervisors and administrators can record or cancel this absence."
    ) % {"person": person}


def refusal_to_configure(user: User) -> str:
    """Return why this person may not change what the town has: services, people, ways of working.

    One must administer the town.
    """
    if user.is_active and user.is_administrator:
        return ""
    return _("Only administrators can change how the town works. Ask one of them.")


def can_configure(user: User) -> bool:
    return not refusal_to_configure(user)
