# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Finding a service with one's own words: no accents, no order, no exact name needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grc.core.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grc.catalog.models import Service

# Shorter words ("un", "de", "the") say nothing about what is meant.
SHORTEST = 3
IN_NAME, ELSEWHERE = 2, 1


def search(services: Iterable[Service], words: str) -> list[Service]:
    """Return the services that have all the words, or else those that have most of them.

    A word matches the beginning of a word of the name, the description or the other words people
    use, in the reader's language. Best first, in the town's order where they are equal.
    """
    wanted = _wanted(words)
    scores = {service: _matches(service, wanted) for service in services}
    most = max((len(matches) for matches in scores.values()), default=0)
    if not most:
        return []
    found = [service for service, matches in scores.items() if len(matches) == most]
    return sorted(found, key=lambda service: -sum(scores[service]))


def _wanted(words: str) -> list[str]:
    typed = sort_key(words).split()
    return [word for word in typed if len(word) >= SHORTEST] or typed


def _matches(service: Service, wanted: list[str]) -> list[int]:
    name = f" {sort_key(service.title)}"
    rest = f" {sort_key(f'{service.summary} {service.keywords} {service.group_title}')}"
    weights = [
        IN_NAME if f" {word}" in name else ELSEWHERE if f" {word}" in rest else 0
        for word in map(_singular, wanted)
    ]
    return [weight for weight in weights if weight]


def _singular(word: str) -> str:
    """Return the word without the mark of the plural that French and English share."""
    return word[:-1] if len(word) > SHORTEST and word[-1] in "sx" else word
