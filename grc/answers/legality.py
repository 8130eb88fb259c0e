# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the law asks of an answer before it may be submitted (law R1.30 to R1.33)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from grc.answers.circuits.standing import Matter, Power, principals_of
from grc.answers.enums import AnswerKind
from grc.answers.models.signatory import Signatory
from grc.answers.rounds.roster import Roster
from grc.municipalities.enums import LegalCode
from grc.municipalities.models import LegalText
from grc.service_requests.enums import Outcome

if TYPE_CHECKING:
    from datetime import date, datetime

    from grc.answers.circuits.standing import Chain
    from grc.answers.models import Answer


def refusal_to_leave(answer: Answer) -> str:
    """Return what is missing for this answer to be sent lawfully; empty when nothing is."""
    kind = AnswerKind(answer.kind)
    if answer.outcome == Outcome.REFUSED and not kind.needs_grounds:
        return _(
            "A refusal is a decision: choose “refusal” as the kind of answer, and state its"
            " grounds."
        )
    if kind.needs_grounds and not (answer.grounds_law and answer.grounds_fact):
        return _(
            "State the grounds of this refusal: the rule of law, and the facts it is applied to."
        )
    if kind.needs_grounds and not _has_recourse(_day(answer, timezone.now())):
        return _(
            "No text on means of appeal is in force today, and this decision must print it. Ask an"
            " administrator to write it, then submit the answer."
        )
    if kind.is_decision and (answer.signatory is None or not answer.signature_mode):
        return _("Say who signs this decision, and how: it cannot leave without.")
    if answer.signatory is not None:
        return refusal_to_sign(answer, answer.signatory, at=timezone.now())
    return ""


def refusal_to_sign(answer: Answer, signatory: Signatory, *, at: datetime) -> str:
    """Return why this signatory cannot sign this answer at that moment; empty if they can (R1.31).

    An office is held for whole days; a delegation ends at the moment at which it is revoked.
    """
    named = {"person": f"{signatory.first_name} {signatory.last_name}"}
    if not Signatory.objects.in_office(_day(answer, at)).filter(pk=signatory.pk).exists():
        return _("%(person)s is not in office today: choose another signatory.") % named
    if power_to_sign(answer, signatory, at=at) is None:
        return (
            _(
                "%(person)s has no delegation of signature for this kind of answer and this service"
                " today. Choose another signatory, or record the delegation."
            )
            % named
        )
    return ""


def power_to_sign(answer: Answer, signatory: Signatory, *, at: datetime) -> Chain | None:
    """Return the delegations by which somebody signs at a moment, the mayor's first.

    Empty for who signs by themself, None for who has no power to sign this answer.
    """
    if signatory.holds_office:
        return ()
    matter = Matter(
        power=Power.SIGNATURE, service=answer.service_request.service.code, kind=answer.kind
    )
    on = _day(answer, at)
    chains = principals_of(signatory.person_id, Roster(on, at=at).links, matter)
    for office in Signatory.objects.in_office(on).filter(holds_office=True):
        if office.person_id in chains:
            return chains[office.person_id]
    return None


def _has_recourse(on: date) -> bool:
    """Return whether the town has a text on appeals to print that day (law R1.33)."""
    return LegalText.objects.applying(on).filter(code=LegalCode.RECOURSE).exists()


def _day(answer: Answer, at: datetime) -> date:
    """Return the day that a moment is in the town."""
    return at.astimezone(answer.service_request.municipality.zone).date()
