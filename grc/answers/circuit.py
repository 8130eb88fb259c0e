# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who must see an answer before it leaves: the circuit, pinned to each round. Pure Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage: what is asked (opinion, validation, signature) and of which function."""

    kind: str
    function: str

    def to_data(self) -> dict[str, str]:
        return {"kind": self.kind, "function": self.function}


@dataclass(frozen=True)
class Circuit:
    """An ordered list of stages. Without a stage, the answer leaves as soon as it is submitted."""

    stages: tuple[Stage, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.stages

    def to_data(self) -> list[dict[str, str]]:
        return [stage.to_data() for stage in self.stages]

    @classmethod
    def from_data(cls, data: list[dict[str, Any]]) -> Circuit:
        """Return the circuit that a round pinned. Raises KeyError on data that is none."""
        return cls(tuple(Stage(kind=stage["kind"], function=stage["function"]) for stage in data))


NO_VISA = Circuit()
ONE_VALIDATION = Circuit((Stage(kind="validation", function="validator"),))
