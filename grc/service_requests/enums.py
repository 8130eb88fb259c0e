# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Fixed lists. Labels of steps are the town's; these are the house's."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How a request came in. Every channel is a lawful one (law R1.01)."""

    PORTAL = "portal", _("Portal")
    MOBILE = "mobile", _("Mobile application")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")
    COUNTER = "counter", _("Counter")
    LETTER = "letter", _("Letter")
    API = "api", _("Other system")
    FIELD = "field", _("Agent on the spot")
    SOCIAL = "social", _("Social networks")
    # Only imports: some sources did not write it down.
    UNKNOWN = "unknown", _("Channel not known")

    @classmethod
    def entered_by_agents(cls) -> list[tuple[str, str]]:
        """Return the channels that an agent types in for somebody."""
        own = (cls.PHONE, cls.COUNTER, cls.LETTER, cls.EMAIL, cls.FIELD)
        return [(channel.value, str(channel.label)) for channel in own]


class Priority(models.IntegerChoices):
    LOW = 10, _("Low")
    NORMAL = 20, _("Normal")
    HIGH = 30, _("High")
    URGENT = 40, _("Urgent")


class Outcome(models.TextChoices):
    """How a request ended, in the citizen's words. Never a step (peers 12, lesson 7)."""

    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", _("Cancelled")
    HANDED_OVER = "handed_over", _("Handed over")


class MessageKind(models.TextChoices):
    TO_REQUESTER = "to_requester", _("to the requester")
    FROM_REQUESTER = "from_requester", _("from the requester")
    INTERNAL_NOTE = "internal_note", _("internal note")
