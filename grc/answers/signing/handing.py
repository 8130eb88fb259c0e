# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The parapheur is another machine: it is spoken to between transactions, never within one."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grc.answers.enums import AnswerState, SignatureMode
from grc.answers.letters import letter_pdf
from grc.answers.letters.rounds import letter_of_round
from grc.answers.models import Answer
from grc.answers.models.signing import SIGNATURE_ASKED
from grc.answers.signing.backend import Act, backend
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import clean
from grc.journal.models import Event
from grc.service_requests.guards import can_work
from notifications.transports import refuse_inside_transaction

if TYPE_CHECKING:
    from grc.accounts.models import User
    from grc.answers.models import Round, SignedFile
    from grc.municipalities.models import Municipality

LONGEST_NAME = 200
# What ends an approval: afterwards the same text is another act.
_TAKEN_BACK = ("visa_taken_back", "recalled", "returned")


def hand_over(municipality: Municipality, answer_id: int, *, by: User | None) -> str:
    """Hand the approved letter of an answer to the parapheur; return its ticket there.

    ``by`` is None where nobody asked: it was approved to be signed. Raises InsideTransaction in an
    open one, NotAllowed for a person who does not work the request, NotNow where no signature is
    awaited, SignatureUnavailable. Handed over twice, it is there once.
    """
    refuse_inside_transaction()
    parapheur = backend()
    with municipality.scope():
        answer, round_ = _awaiting(answer_id)
        if by is not None and not can_work(by, answer.service_request):
            raise NotAllowed(
                _("Only people of %(team)s can do this.") % {"team": answer.service_request.team}
            )
        act = _act(answer, round_)
    ticket = parapheur.hand_over(act)
    try:
        with municipality.scope():
            answer, round_ = _awaiting(answer_id, act.key)
            told = {"round": round_.number, "backend": parapheur.code, "ticket": ticket}
            if not parapheur.is_manual and answer.parapheur_ticket != told:
                answer.record(SIGNATURE_ASKED, by=by, **told)
    except NotNow:
        # Taken back while it was handed over: nobody else knows that it is there.
        withdraw_later(ticket)
        raise
    return ticket


def collect(municipality: Municipality, answer_id: int) -> SignedFile | None:
    """Keep the letter that the parapheur has signed; None while it waits, or was never asked.

    Raises InsideTransaction in an open one, SignatureUnavailable, NotNow when the answer was taken
    back meanwhile, NotValid when what came back is no PDF.
    """
    refuse_inside_transaction()
    parapheur = backend()
    with municipality.scope():
        ticket = ticket_of(answer_id, parapheur.code)
    signed = parapheur.collect(ticket) if ticket else None
    if signed is None:
        return None
    if not signed.content.startswith(b"%PDF-"):
        raise NotValid(_("The signature system gave back something that is no PDF. Tell your IT."))
    with municipality.scope():
        answer, _round = _awaiting(answer_id)
        if ticket_of(answer_id, parapheur.code) != ticket:
            return None
        name = clean(signed.name)[-LONGEST_NAME:] or "letter.pdf"
        return answer.store_signed(
            signed.content, name=name, backend=parapheur.code, ticket=ticket, by=None
        )


def withdraw_later(ticket: str) -> None:
    """Let a worker take an act back from the parapheur, and try again while it is away."""
    from grc.answers.tasks import withdraw_signature

    withdraw_signature.defer(ticket=ticket)


def _awaiting(answer_id: int, key: str = "") -> tuple[Answer, Round]:
    """Lock an answer whose approved round is to be signed electronically. Raises NotNow.

    ``key`` is the one of the act that was handed over: the approval must still be that one.
    """
    answer = Answer.objects.select_related("service_request").get(pk=answer_id).lock()
    round_ = answer.approved_round
    if round_ is None or answer.state not in (AnswerState.APPROVED, AnswerState.SENT):
        raise NotNow(_("This answer is not approved: there is nothing to sign yet."))
    if answer.signature_mode != SignatureMode.ELECTRONIC:
        raise NotNow(_("This answer is not to be signed electronically."))
    if key not in ("", _key(answer, round_)):
        raise NotNow(_("This answer was taken back meanwhile."))
    round_.answer = answer
    return answer, round_


def _key(answer: Answer, round_: Round) -> str:
    # One that was taken back and approved again is another act to sign.
    again = Event.objects.about(answer).filter(name__in=_TAKEN_BACK).count()
    return f"{answer.pk}:{round_.number}:{again}:{round_.content_hash}"


def ticket_of(answer_id: int, code: str) -> str:
    """Return the ticket of the approved round at this parapheur; empty when it was never asked."""
    answer = Answer.objects.get(pk=answer_id)
    round_, held = answer.approved_round, answer.parapheur_ticket
    if round_ is None or held is None:
        return ""
    is_ours = held["round"] == round_.number and held["backend"] == code
    return str(held["ticket"]) if is_ours else ""


def _act(answer: Answer, round_: Round) -> Act:
    frozen, signatory = round_.content["signatory"], answer.signatory
    letter = letter_pdf(letter_of_round(round_))
    return Act(
        key=_key(answer, round_),
        reference=str(answer.service_request),
        subject=answer.service_request.service.title,
        letter=letter,
        sha256=hashlib.sha256(letter).hexdigest(),
        signatory=frozen["name"],
        capacity=frozen["capacity"],
        email=signatory.person.email if signatory else "",
    )
