# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The letter that asks for what is missing: the list, the day, the effect on the delay (R1.23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from grc.service_requests.law.dates import effect_on_delay
from grc.service_requests.models.thread import LONGEST_MESSAGE
from grc.service_requests.placeholders import in_full
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grc.service_requests.models import ServiceRequest
    from grc.service_requests.models.asked_item import AskedItem


def letter_of(service_request: ServiceRequest, items: Sequence[AskedItem], text: str) -> str:
    """Return the letter in the requester's language, as plain text; ``text`` comes first.

    What the law wants in it is in it: where it is too long for a message, helps are left out, then
    the end of ``text``.
    """
    language = service_request.language
    with translation.override(language):
        opening = text or _("To go on with your request, we need the following from you:")
        day = in_full(items[0].due_on, language)
        end = [
            _("Please send it by %(day)s.") % {"day": day},
            effect_on_delay(service_request, service_request.asked_items.all(), language),
        ]
        for helps in (True, False):
            listed = "\n".join(_line(item, language, helps=helps) for item in items)
            due = "\n\n".join(part for part in (listed, *end) if part)
            room = LONGEST_MESSAGE - len(due) - 2
            if len(opening) <= room:
                break
    return f"{opening[:room]}\n\n{due}"


def _line(item: AskedItem, language: str, *, helps: bool) -> str:
    label, hint = resolve(item.label, language), resolve(item.help, language) if helps else ""
    word = _("indispensable") if item.indispensable else _("useful, not indispensable")
    line = _("– %(item)s (%(word)s)") % {"item": label, "word": word}
    return f"{line}\n  {hint}" if hint else line
