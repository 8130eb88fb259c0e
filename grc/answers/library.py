# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What workflows find of the town's answers: its circuits, its standard texts, by their codes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from grc.answers.models import Circuit, StandardText
from grc.service_requests.effects.library import Found, keeps_library
from workflows.effects import BeginAnswer, Library, Notify, Tell
from workflows.models import WorkflowVersion
from workflows.vocabularies import complete

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflows.effects import Effect
    from workflows.vocabularies import Words


def current_text(code: str, languages: Sequence[str]) -> StandardText | None:
    """Return the living text of a code, in the first of these languages (or its base) that it has.

    In any other it is better than nothing, as everywhere; None where it is gone or retired.
    """
    texts = StandardText.objects.living().with_edition().filter(code=code, edition__isnull=False)
    spoken = {text.language: text for text in texts.order_by("-language")}
    wanted = (one for language in languages for one in (language, language.partition("-")[0]))
    last = next(reversed(spoken.values()), None)
    return next((spoken[one] for one in wanted if one in spoken), last)


@keeps_library
def found_text(code: str, languages: Sequence[str]) -> Found | None:
    """Do what ``grc.service_requests.effects.library`` asks."""
    text = current_text(code, languages)
    return Found(text.body, text.language) if text is not None else None


def workflows_naming(thing: Circuit | StandardText) -> list[str]:
    """Return the published workflows of the town that name a circuit or a text, by their names."""
    versions = WorkflowVersion.objects.published().select_related("workflow").defer("definition")
    return sorted(
        str(version.workflow)
        for version in versions
        if any(
            _names(effect, thing)
            for way in version.machine.definition.transitions
            for effect in way.effects
        )
    )


def _names(effect: Effect, thing: Circuit | StandardText) -> bool:
    if isinstance(effect, BeginAnswer):
        return thing.code == (effect.circuit if isinstance(thing, Circuit) else effect.text)
    if isinstance(effect, Tell | Notify) and isinstance(thing, StandardText):
        return effect.text == Library(thing.code)
    return False


@complete
def with_names(words: Words) -> Words:
    """Add the circuits and the texts of the town in scope to what its workflows may name."""
    texts = defaultdict[str, set[str]](set)
    for code, language in StandardText.objects.living().values_list("code", "language"):
        texts[code].add(language)
    return replace(
        words,
        circuits=frozenset(Circuit.objects.living().values_list("code", flat=True)),
        texts={code: frozenset(languages) for code, languages in texts.items()},
    )
