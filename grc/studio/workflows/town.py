# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the town has that its workflows name, as choices: the code of each and its name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language

from grc.answers.models import Circuit, StandardText
from grc.catalog.models import Service
from grc.core.text import sort_key
from grc.webhooks.models import Webhook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Choices = list[tuple[str, str]]


def _services() -> Choices:
    return [(service.code, service.title) for service in Service.objects.in_order()]


def _circuits() -> Choices:
    return [(circuit.code, str(circuit)) for circuit in Circuit.objects.living()]


def _texts() -> Choices:
    """Return each text once, whatever languages it speaks, by its title in the reader's."""
    reader = (get_language() or "fr").partition("-")[0]
    titles: dict[str, str] = {}
    for code, language, title in _living_texts():
        if code not in titles or language.partition("-")[0] == reader:
            titles[code] = title
    alike = Counter(titles.values())
    named = {
        code: title if alike[title] == 1 else f"{title} ({code})" for code, title in titles.items()
    }
    return sorted(named.items(), key=lambda choice: sort_key(choice[1]))


def _living_texts() -> list[tuple[str, str, str]]:
    texts = StandardText.objects.living().exclude(code="").order_by("pk")
    return list(texts.values_list("code", "language", "title"))


def _webhooks() -> Choices:
    return [(webhook.code, webhook.name) for webhook in Webhook.objects.in_order()]


LISTS: Final[Mapping[str, Callable[[], Choices]]] = {
    "services": _services,
    "circuits": _circuits,
    "texts": _texts,
    "webhooks": _webhooks,
}
