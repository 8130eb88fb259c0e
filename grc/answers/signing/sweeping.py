# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Every decision that waits for an electronic signature: handed over, then asked after."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from grc.answers.enums import AnswerState, RoundState, SignatureMode
from grc.answers.models import Answer, Round, SignedFile
from grc.answers.signing.backend import SignatureUnavailable, backend
from grc.answers.signing.handing import collect, hand_over, ticket_of
from grc.core.refusals import Refusal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grc.municipalities.models import Municipality

logger = logging.getLogger(__name__)

#: Acts that one sweep of a town looks at; the next sweeps take others.
AT_ONCE: Final = 200
#: Acts refused in one sweep after which the parapheur is taken to be away.
PATIENCE: Final = 3


def awaiting_signature() -> QuerySet[Answer]:
    """Return the approved decisions whose signed letter is not there yet."""
    approved = Round.objects.filter(answer=OuterRef("pk"), state=RoundState.APPROVED)
    signed = SignedFile.objects.standing().filter(answer=OuterRef("pk"))
    until = timezone.now() - settings.ANSWER_UNDO
    waiting = Answer.objects.filter(
        state=AnswerState.APPROVED, signature_mode=SignatureMode.ELECTRONIC
    )
    # While the last visa can be undone nothing leaves the house, not even to be signed.
    return waiting.filter(Exists(approved.filter(closed_at__lte=until)), ~Exists(signed))


def sweep(municipality: Municipality) -> None:
    """Hand over what was approved since, collect what was signed. Nothing without a parapheur.

    May run twice, or late. Where the parapheur does not answer, the next sweep tries again.
    """
    parapheur = backend()
    if parapheur.is_manual:
        return
    with municipality.scope():
        # Drawn by lot: those that wait for somebody on leave do not hold up the others.
        drawn = awaiting_signature().order_by("?").values_list("pk", flat=True)
        waiting = list(drawn[:AT_ONCE])
    refused = 0
    for answer in waiting:
        try:
            _go_on(municipality, answer, parapheur.code)
        except SignatureUnavailable as error:
            logger.warning("The parapheur of %s does not answer: %s", municipality.slug, error)
            refused += 1
            if refused == PATIENCE:
                return
        except Refusal as refusal:
            # Taken back meanwhile, or nothing that can be kept: the others are not held up.
            logger.warning("Answer %s is not signed: %s", answer, refusal)
        except Exception:
            logger.exception("Answer %s could not be handed over or collected.", answer)


def _go_on(municipality: Municipality, answer: int, code: str) -> None:
    with municipality.scope():
        is_there = bool(ticket_of(answer, code))
    if is_there:
        collect(municipality, answer)
    else:
        hand_over(municipality, answer, by=None)
