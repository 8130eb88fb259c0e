# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a workflow makes sense: every finding is a sentence, has a place, proposes a mend.

Errors prevent publication, warnings do not. Asked while somebody types, so it accepts whatever
parsing accepts and never raises.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice

from workflows.definition import Definition
from workflows.findings import Finding
from workflows.playing.world import World
from workflows.rules import Vocabulary
from workflows.soundness import (
    answer,
    conditions,
    contributions,
    effects,
    forms,
    items,
    library,
    people,
    scenarios,
    shape,
    timers,
    ways,
    wording,
)
from workflows.soundness.survey import Survey, Unheld

# Nobody mends more at a time; a workflow made to be slow is judged no longer than another.
MOST_FINDINGS = 500

Rule = Callable[[Survey], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    shape.sizes,
    shape.duplicates,
    shape.references,
    shape.parts,
    ways.start,
    ways.ends,
    ways.reach,
    ways.origins,
    ways.idle,
    ways.doubles,
    ways.ambiguity,
    ways.outcomes,
    people.buttons,
    people.functions,
    people.today,
    answer.ways_into_validation,
    answer.ways_to_submit,
    answer.ways_out_of_validation,
    answer.course,
    conditions.facts,
    conditions.never_taken,
    effects.effects,
    effects.placeholders,
    contributions.contributions,
    effects.services,
    items.items,
    effects.webhooks,
    library.circuits,
    library.texts,
    library.begun,
    forms.forms,
    forms.filled_before,
    forms.options,
    timers.lengths,
    timers.crowds,
    timers.chase,
    timers.waiting,
    timers.quiet,
    wording.texts,
    scenarios.scenarios,
)


def check(
    definition: Definition,
    *,
    languages: Collection[str] = ("fr", "en"),
    vocabulary: Vocabulary | None = None,
    placeholders: Collection[str] | None = None,
    world: World | None = None,
    unheld: Unheld | None = None,
    services: Collection[str] | None = None,
    webhooks: Collection[str] | None = None,
    circuits: Collection[str] | None = None,
    texts: Mapping[str, Collection[str]] | None = None,
) -> tuple[Finding, ...]:
    """Return what there is to say, 500 findings at most.

    ``languages`` are those the town writes in; ``vocabulary`` are the facts that conditions may
    speak of, ``placeholders`` the names that texts may hold: without them they are not looked at.
    ``world`` is the house in which scenarios are played: by default a plain one. ``unheld``
    tells in which services nobody holds a function today; ``services``, ``circuits`` and
    ``webhooks`` are the codes of all there are, ``texts`` those of the library with the languages
    of each.
    """
    survey = Survey(
        definition,
        languages,
        vocabulary,
        placeholders,
        world,
        unheld,
        services,
        circuits=circuits,
        texts=texts,
        webhooks=webhooks,
    )
    findings = (finding for rule in RULES for finding in rule(survey))
    return tuple(islice(findings, MOST_FINDINGS))
