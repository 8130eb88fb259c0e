# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from django.db import models
from django.utils.translation import gettext_lazy as _


class AnswerState(models.TextChoices):
    """The life of an answer. It is the law of the house: no town changes it."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("to validate")
    APPROVED = "approved", _("approved, being sent")
    SENT = "sent", _("sent")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RoundState(models.TextChoices):
    OPEN = "open", _("to validate")
    RETURNED = "returned", _("returned")
    RECALLED = "recalled", _("taken back")
    APPROVED = "approved", _("approved")


class Decision(models.TextChoices):
    """What a person decided at a stage."""

    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("returned")


class StageKind(models.TextChoices):
    OPINION = "opinion", _("opinion")
    VALIDATION = "validation", _("validation")
    SIGNATURE = "signature", _("signature")


class SendingChannel(models.TextChoices):
    """How an approved answer reached the requester."""

    EMAIL = "email", _("by e-mail")
    PHONE = "phone", _("by telephone")
    COUNTER = "counter", _("at the counter")
    LETTER = "letter", _("by letter")
