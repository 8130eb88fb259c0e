# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from django.db import models
from django.utils.translation import gettext_lazy as _


class Precision(models.TextChoices):
    """How exactly a moment is known; imports rarely know the hour.

    A day or a month is stored as its beginning in the town's time. Of an unknown moment the last
    possible one is stored: that of the import which found it past.
    """

    INSTANT = "instant", _("to the minute")
    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    UNKNOWN = "unknown", _("not known")
