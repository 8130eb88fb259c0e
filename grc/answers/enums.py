# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.answers.circuits.definition import StageKind as Stages
from grc.answers.circuits.standing import Power


class AnswerState(models.TextChoices):
    """The life of an answer. It is the law of the house: no town changes it."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("to validate")
    APPROVED = "approved", _("approved, being sent")
    SENT = "sent", _("sent")
    WITHDRAWN = "withdrawn", _("withdrawn")


class AnswerKind(models.TextChoices):
    """What an answer is in law: information, or a decision and which (law R1.30, R1.32)."""

    INFORMATION = "information", _("information")
    FAVOURABLE = "favourable", _("favourable decision")
    PARTLY = "partly", _("partly favourable decision")
    REFUSAL = "refusal", _("refusal")

    @property
    def is_decision(self) -> bool:
        return self is not AnswerKind.INFORMATION

    @property
    def needs_grounds(self) -> bool:
        """Return whether considerations of law and of fact must be stated (law R1.32)."""
        return self in (AnswerKind.PARTLY, AnswerKind.REFUSAL)


class SignatureMode(models.TextChoices):
    """How a decision is signed (law R1.30): a, b or c, and the choice is kept."""

    PORTAL = "portal", _("notified on the portal, without a signature")
    ELECTRONIC = "electronic", _("signed electronically")
    HANDWRITTEN = "handwritten", _("printed and signed by hand")


#: Signed by a person outside of here: the signed letter comes back as a file.
SIGNED_OUTSIDE = (SignatureMode.ELECTRONIC, SignatureMode.HANDWRITTEN)


class RoundState(models.TextChoices):
    OPEN = "open", _("to validate")
    RETURNED = "returned", _("returned")
    RECALLED = "recalled", _("taken back")
    AMENDED = "amended", _("corrected by a validator")
    APPROVED = "approved", _("approved")


class Decision(models.TextChoices):
    """What a person decided at a stage."""

    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("returned")
    AMENDED = "amended", _("corrected")
    HANDED_OVER = "handed_over", _("handed over")
    FAVOURABLE = "favourable", _("favourable opinion")
    RESERVED = "reserved", _("opinion with reservations")
    UNFAVOURABLE = "unfavourable", _("unfavourable opinion")
    TAKEN_BACK = "taken_back", _("taken back")

    @property
    def is_opinion(self) -> bool:
        return self in OPINIONS


OPINIONS = (Decision.FAVOURABLE, Decision.RESERVED, Decision.UNFAVOURABLE)


class StageKind(models.TextChoices):
    OPINION = Stages.OPINION.value, _("opinion")
    VALIDATION = Stages.VALIDATION.value, _("validation")
    SIGNATURE = Stages.SIGNATURE.value, _("signature")


class TurnEnd(models.TextChoices):
    """How a turn ended; empty while it waits."""

    DECIDED = "decided", _("decided")
    HANDED_OVER = "handed_over", _("handed over")
    NOT_NEEDED = "not_needed", _("no longer needed")
    LAPSED = "lapsed", _("not given in time")
    SUSPENDED = "suspended", _("put off")


class Timer(models.TextChoices):
    """What happens when the time of a turn has passed."""

    REMIND = "remind", _("reminder")
    ESCALATE = "escalate", _("passes to somebody above")
    LAPSE = "lapse", _("goes on without it")


class ChangeKind(models.TextChoices):
    """What somebody did to the circuit of one case."""

    ADDED = "added", _("added")
    SKIPPED = "skipped", _("left out")
    MOVED = "moved", _("moved")
    ACCORD = "accord", _("author's agreement asked")


class AnnotationState(models.TextChoices):
    OPEN = "open", _("to look at")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")


class DelegatedPower(models.TextChoices):
    VALIDATION = Power.VALIDATION.value, _("validation")
    SIGNATURE = Power.SIGNATURE.value, _("signature")


class WayOut(StrEnum):
    """What an approved answer waits for: a mail that leaves, a signature, somebody who tells it."""

    MAIL = "mail"
    SIGNATURE = "signature"
    HAND = "hand"


class SendingChannel(models.TextChoices):
    """How an approved answer reached the requester."""

    EMAIL = "email", _("by e-mail")
    PHONE = "phone", _("by telephone")
    COUNTER = "counter", _("at the counter")
    LETTER = "letter", _("by letter")
