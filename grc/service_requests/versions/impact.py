# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What publishing a version would mean for the requests that live today. Nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from grc.service_requests.models import ServiceRequest
from grc.service_requests.models.version_move import can_become
from workflows.comparing import Change, compare, counterparts
from workflows.effects import name_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from workflows.definition import Definition, Step
    from workflows.models import WorkflowVersion

# Why a step is proposed: it has the same code, seems to be the same, or is the only one like it.
Why = Literal["same", "alike", "kind", "none"]
_READ = frozenset(
    f"{text}_{nature}"
    for text in ("citizen_label", "citizen_help")
    for nature in ("added", "changed", "removed")
)
_WRITING = frozenset({"tell", "notify"})


@dataclass(frozen=True)
class Standing:
    """The living requests at one step of one version, and where they could go on.

    ``proposed`` is the code of a step of the new version, empty where they would better stay.
    """

    version: int
    number: int
    step: Step
    count: int
    proposed: str
    why: Why


@dataclass(frozen=True)
class Impact:
    """Everything that a publication touches today."""

    standing: tuple[Standing, ...]
    changes: tuple[Change, ...]
    wording: tuple[Change, ...]

    @property
    def living(self) -> int:
        """How many living requests follow another version of this workflow."""
        return sum(one.count for one in self.standing)

    @property
    def without_counterpart(self) -> tuple[Standing, ...]:
        """The steps whose requests have no step in the new version that seems to be theirs."""
        return tuple(one for one in self.standing if one.why in ("kind", "none"))

    @property
    def mapping(self) -> dict[int, dict[str, str]]:
        """What is proposed, as ``VersionMove.objects.begin`` takes it."""
        found: dict[int, dict[str, str]] = {}
        for one in self.standing:
            if one.proposed:
                found.setdefault(one.version, {})[one.step.code] = one.proposed
        return found


def impact_of(version: WorkflowVersion) -> Impact:
    """Return what it would mean to publish this version, or what it meant.

    Asks the database for the counts, and for the versions that living requests follow.
    """
    others = {
        other.pk: other for other in version.workflow.versions.exclude(pk=version.pk).order_by("pk")
    }
    new = version.machine.definition
    counts = ServiceRequest.objects.living_by_step(others)
    standing = [
        found
        for pk, other in others.items()
        for found in _standing(other, _of_version(counts, pk), new)
    ]
    published = next((one for one in others.values() if one.state == one.State.PUBLISHED), None)
    changes = compare(published.machine.definition, new) if published is not None else ()
    wording = tuple(change for change in changes if _is_read(change, published, new))
    return Impact(tuple(standing), changes, wording)


def _of_version(counts: dict[tuple[int, str], int], pk: int) -> dict[str, int]:
    return {step: count for (version, step), count in counts.items() if version == pk}


def _standing(
    version: WorkflowVersion, counts: dict[str, int], new: Definition
) -> Iterable[Standing]:
    """Yield the steps where requests stand, in the order of their version."""
    if not counts:
        return
    old = version.machine.definition
    alike, there = counterparts(old, new), {step.code: step for step in new.steps}
    for step in old.steps:
        if step.code in counts:
            code = alike.get(step.code, "")
            proposed, why = _proposal(step, there.get(code), new.steps)
            yield Standing(version.pk, version.number, step, counts[step.code], proposed, why)


def _proposal(step: Step, alike: Step | None, steps: Collection[Step]) -> tuple[str, Why]:
    """Return the step that is proposed for requests at ``step``, and why."""
    if alike is not None and can_become(step, alike):
        return alike.code, "same" if alike.code == step.code else "alike"
    same_kind = [other for other in steps if other.kind is step.kind and can_become(step, other)]
    return (same_kind[0].code, "kind") if same_kind else ("", "none")


def _is_read(change: Change, published: WorkflowVersion | None, new: Definition) -> bool:
    """Tell whether a change is one of words: what requesters read, or what is written to people."""
    if change.code in _READ:
        return True
    if change.code != "effect_changed" or published is None:
        return False
    sides = ((published.machine.definition, change.before), (new, change.after))
    return any(_writes(definition, place) for definition, places in sides for place in places)


def _writes(definition: Definition, place: str) -> bool:
    """Tell whether the effect at a place (``/transitions/2/effects/0``) writes to somebody."""
    _, _, way, _, effect = place.split("/")
    return name_of(definition.transitions[int(way)].effects[int(effect)]) in _WRITING
