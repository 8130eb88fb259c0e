# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactNeed(models.TextChoices):
    """Whether a form asks who files: a report may be anonymous, a formal request not (R1.03)."""

    REQUIRED = "required", _("required")
    OPTIONAL = "optional", _("optional")


class Silence(models.TextChoices):
    """What it means for the requester that the legal time passes without an answer (law R1.20)."""

    REJECTION = "rejection", _("a rejection")
    ACCEPTANCE = "acceptance", _("an acceptance")
    # The law gives a time and does not say what silence means: personal data, accessibility.
    NOTHING = "nothing", _("no decision: they turn to another authority")
