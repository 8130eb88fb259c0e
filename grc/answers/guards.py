# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with an answer: the button, the page and the command ask the same function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grc.accounts.enums import Role

if TYPE_CHECKING:
    from grc.accounts.models import User
    from grc.answers.models import Round


def refusal_to_validate(user: User, round_: Round) -> str:
    """Return why this person may not decide on this round; empty when they may.

    One must hold a supervising role in the team that the round waits for, or administer the town;
    and must neither have submitted the round nor have written in its text (law R1.34).
    """
    if not user.is_active or not user.holds(Role.SUPERVISOR, round_.team_id):
        return _("Only supervisors of %(team)s can validate this answer.") % {"team": round_.team}
    if user.pk == round_.author_id or user.pk in round_.writers:
        return _("You wrote in this answer: somebody else must validate it.")
    return ""


def can_validate(user: User, round_: Round) -> bool:
    return not refusal_to_validate(user, round_)
