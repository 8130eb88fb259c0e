# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from django.db import models
from django.utils.translation import gettext_lazy as _


class LegalCode(models.TextChoices):
    """What a legal text is for: where Catalaune prints it."""

    RECOURSE = "recourse", _("means and time of appeal")
    ACKNOWLEDGEMENT = "acknowledgement_mentions", _("mentions of the acknowledgement")
