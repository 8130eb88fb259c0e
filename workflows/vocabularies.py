# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What conditions and texts of a workflow may name: the house says it, the engine knows nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflows.definition import Definition
from workflows.findings import Finding
from workflows.playing.world import World
from workflows.rules import Vocabulary
from workflows.soundness import check
from workflows.soundness.survey import Unheld

if TYPE_CHECKING:
    from workflows.models import Workflow


@dataclass(frozen=True)
class Words:
    """Facts of conditions, placeholders of texts, the world of scenarios, and who holds what.

    ``languages`` are those that the town writes in, its first one first; ``texts`` are the codes of
    its library with the languages of each.
    """

    facts: Vocabulary
    placeholders: frozenset[str]
    world: Callable[[Definition], World] | None = None
    unheld: Unheld | None = None
    services: frozenset[str] | None = None
    languages: tuple[str, ...] = ("fr", "en")
    circuits: frozenset[str] | None = None
    texts: Mapping[str, frozenset[str]] | None = None
    webhooks: frozenset[str] | None = None


Provider = Callable[["Workflow"], Words]
#: Adds what another room of the house knows.
Completer = Callable[[Words], Words]

_providers: list[Provider] = []
_completers: list[Completer] = []


def provide(provider: Provider) -> Provider:
    """Let this function say what a workflow of the town in scope may name."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def complete(completer: Completer) -> Completer:
    """Let this function add to what the provider says, for the town in scope."""
    if completer not in _completers:
        _completers.append(completer)
    return completer


def words_of(workflow: Workflow) -> Words | None:
    """Return what a workflow may name; None where nobody said it."""
    if not _providers:
        return None
    words = _providers[-1](workflow)
    for completer in _completers:
        words = completer(words)
    return words


def judge(definition: Definition, words: Words | None) -> tuple[Finding, ...]:
    """Return everything to say about the soundness of a definition that may name these words."""
    if words is None:
        return check(definition)
    return check(
        definition,
        languages=words.languages,
        vocabulary=words.facts,
        placeholders=words.placeholders,
        world=words.world(definition) if words.world else None,
        unheld=words.unheld,
        services=words.services,
        circuits=words.circuits,
        texts=words.texts,
        webhooks=words.webhooks,
    )
