# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a circuit is, as data that towns share: read, checked, written back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workflows.findings import Finding

FORMAT: Final = 1
MOST_STAGES: Final = 20
MOST_ASKED: Final = 20
#: The code of the stage at which the author of a text accepts what a validator made of it.
ACCORD: Final = "accord"


class StageKind(StrEnum):
    """What is asked at a stage. Only validations and signatures approve."""

    OPINION = "opinion"
    VALIDATION = "validation"
    SIGNATURE = "signature"

    @property
    def approves(self) -> bool:
        return self is not StageKind.OPINION


class Whose(StrEnum):
    """How a stage names those it asks."""

    FUNCTION = "function"  # of the workflow, mapped by each service to a role in a team
    ROLE = "role"  # in a team, the one in charge where none is named
    MANAGER = "manager"  # of the author: the first supervisor above them
    PERSON = "person"  # by name
    SIGNATORY = "signatory"  # the one chosen on the answer


class Then(StrEnum):
    """What happens once the time of a stage has passed. Silence never approves."""

    REMIND = "remind"
    ESCALATE = "escalate"
    GO_ON = "go_on"


class CircuitError(ValueError):
    """Data that is no circuit. ``finding`` says where, and what to do."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.place or '/'}: {finding.sentence}")
        self.finding = finding


@dataclass(frozen=True, kw_only=True)
class Who:
    """One who is asked: ``each`` asks every person who holds the role, instead of any of them.

    ``team`` and ``person`` are ids of the town's own rows.
    """

    whose: Whose
    function: str = ""
    team: int | None = None
    role: str = ""
    person: int | None = None
    each: bool = False

    def to_data(self) -> dict[str, Any]:
        values = {
            "function": self.function,
            "team": self.team,
            "role": self.role,
            "person": self.person,
            "each": self.each,
        }
        return {"whose": str(self.whose)} | {key: value for key, value in values.items() if value}


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage: what is asked, of whom, of how many, and for how long.

    ``need`` is how many of those asked must decide, 0 for all. ``hours`` is the time allowed, in
    the town's working hours (law R10.02); then ``then``. ``grace`` is how many more working hours
    pass between a reminder and the escalation. ``skip_when`` is a condition (``workflows.rules``)
    as data; ``skipped`` says why a running circuit leaves this stage out.
    """

    code: str
    kind: StageKind
    who: tuple[Who, ...]
    need: int = 1
    label: Mapping[str, str] = field(default_factory=dict)
    hours: int | None = None
    then: Then = Then.REMIND
    grace: int | None = None
    delegable: bool = True
    amendable: bool = True
    skip_when: Mapping[str, Any] | None = None
    skipped: str = ""

    def needed(self, seats: int) -> int:
        """Return how many of ``seats`` must decide."""
        return seats if self.need == 0 else min(self.need, seats)

    def to_data(self) -> dict[str, Any]:
        """Return the stage as JSON; what is default is left out."""
        data: dict[str, Any] = {
            "code": self.code,
            "kind": str(self.kind),
            "who": [who.to_data() for who in self.who],
        }
        plain = Stage(code=self.code, kind=self.kind, who=self.who)
        for name in ("need", "hours", "then", "grace", "delegable", "amendable", "skipped"):
            if getattr(self, name) != getattr(plain, name):
                data[name] = getattr(self, name)
        if self.label:
            data["label"] = dict(self.label)
        if self.skip_when is not None:
            data["skip_when"] = dict(self.skip_when)
        return data


@dataclass(frozen=True)
class Definition:
    """An ordered list of stages. Without a stage, an answer leaves as soon as it is submitted."""

    stages: tuple[Stage, ...] = ()

    def __iter__(self) -> Iterator[Stage]:
        return iter(self.stages)

    @property
    def is_empty(self) -> bool:
        """Return whether nobody is asked anything."""
        return all(stage.skipped for stage in self.stages)

    @property
    def validates(self) -> bool:
        """Return whether some stage, skipped or not, approves: one author's word is not enough."""
        return any(stage.kind.approves for stage in self.stages)

    def stage(self, code: str) -> Stage:
        """Return the stage of that code. Raises KeyError when there is none."""
        for stage in self.stages:
            if stage.code == code:
                return stage
        raise KeyError(code)

    def has(self, code: str) -> bool:
        return any(stage.code == code for stage in self.stages)

    def index(self, code: str) -> int:
        """Return the position of a stage, 0 for the first. Raises KeyError."""
        return self.stages.index(self.stage(code))

    def with_stage(self, stage: Stage) -> Definition:
        """Return the circuit in which ``stage`` takes the place of the one that bears its code."""
        return Definition(tuple(stage if one.code == stage.code else one for one in self.stages))

    def skipping(self, reasons: Mapping[str, str]) -> Definition:
        """Return the circuit that leaves the named stages out, each with its reason."""
        stages = [
            replace(stage, skipped=reasons[stage.code]) if stage.code in reasons else stage
            for stage in self.stages
        ]
        return Definition(tuple(stages))

    def to_data(self) -> dict[str, Any]:
        return {"format": FORMAT, "stages": [stage.to_data() for stage in self.stages]}
