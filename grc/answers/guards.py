# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with answers and powers: button, page and command ask the same function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grc.accounts.enums import Role

if TYPE_CHECKING:
    from grc.accounts.models import User
    from grc.answers.rounds.course import Course


def refusal_to_decide(user: User, course: Course) -> str:
    """Return why this person may not decide on a round now; empty when they may (law R1.34).

    The circuit must ask them, or somebody in whose place they stand; and they must not have
    written in the text since somebody else last approved it.
    """
    return course.refusal_to(user)


def refusal_to_consult(user: User, course: Course) -> str:
    """Return why this person may not ask for one more opinion; empty when they may.

    The author, whoever is asked now, and whoever may change the circuit.
    """
    if user.pk == course.answer.author_id or not course.refusal_to(user):
        return ""
    return refusal_to_change(user, course)


def refusal_to_change(user: User, course: Course) -> str:
    """Return why this person may not change the circuit of this case; empty when they may.

    One supervises the team in charge or administers the town, and did not write in the text.
    """
    team = course.answer.service_request.team
    if not user.is_active or not user.holds(Role.SUPERVISOR, team.pk):
        return _("Only supervisors of %(team)s can change this circuit.") % {"team": team}
    if user.pk in course.round.writers:
        return _("You wrote in this answer: somebody else must change its circuit.")
    return ""


def refusal_to_delegate(user: User, principal: User) -> str:
    """Return why this person may not give or revoke powers of ``principal``; empty if they may.

    One gives one's own powers; an administrator records what a signed act gives (law R1.31).
    """
    if user.is_active and user.is_member and (user.pk == principal.pk or user.is_administrator):
        return ""
    return _(
        "Only %(person)s can delegate their powers, or an administrator who records the act."
    ) % {"person": principal}


def refusal_to_name_signatories(user: User) -> str:
    """Return why this person may not say who signs for the town; empty when they may."""
    if user.is_active and user.is_administrator:
        return ""
    return _("Only administrators record who signs for the town.")


def refusal_to_see_circuits(user: User) -> str:
    """Return why this person may not read how the town validates; empty when they may."""
    if user.is_administrator or user.team_ids(Role.SUPERVISOR):
        return ""
    return _("Only supervisors and administrators see the circuits of the town.")
