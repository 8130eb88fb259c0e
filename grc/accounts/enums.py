# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a membership allows in its team; each role includes the ones before it."""

    AGENT = "agent", _("Agent")
    SUPERVISOR = "supervisor", _("Supervisor")
    ADMINISTRATOR = "administrator", _("Administrator")

    def includes(self, other: "Role") -> bool:
        """Return whether this role allows at least what ``other`` allows."""
        order = list(Role)
        return order.index(self) >= order.index(other)
