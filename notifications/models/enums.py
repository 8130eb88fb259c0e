# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeliveryState(models.TextChoices):
    PENDING = "pending", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    ON_HOLD = "on_hold", _("on hold until somebody decides")
    SENT = "sent", _("sent")
    FAILED = "failed", _("not delivered")
    WITHHELD = "withheld", _("held back")
    CANCELLED = "cancelled", _("taken back in time")


class Transport(models.TextChoices):
    EMAIL = "email", _("e-mail")
    WEBHOOK = "webhook", _("call to another system")
