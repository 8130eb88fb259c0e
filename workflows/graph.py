# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Where transitions may lead, whatever a request has lived through."""

from __future__ import annotations

from workflows.definition import Definition, Transition


class Graph:
    """The steps of a definition and the ways between them; accepts whatever parsing accepts."""

    def __init__(self, definition: Definition) -> None:
        self._steps = {step.code: step for step in reversed(definition.steps)}
        self._entered: dict[str, list[str]] = {}
        for transition in definition.transitions:
            if transition.to:
                self._entered.setdefault(transition.to, []).extend(transition.sources)

    def targets(self, transition: Transition, source: str) -> tuple[str, ...]:
        """Return the steps to which the transition may lead from ``source``; itself if it stays.

        What goes back may lead to every step from which ``source`` can be entered; a validation in
        between is passed over, an end is where remembering begins anew.
        """
        if transition.returns:
            return tuple(self._behind(source))
        return (transition.to or source,)

    def _behind(self, step: str) -> list[str]:
        """Return the steps that a request may remember at ``step``."""
        behind: dict[str, None] = {}
        passed, found = set[str](), [step]
        while found:
            at = found.pop()
            for source in self._entered.get(at, ()):
                if source == at or source not in self._steps:
                    continue
                if self._steps[source].is_remembered:
                    behind[source] = None
                elif not self._steps[source].is_end and source not in passed:
                    passed.add(source)
                    found.append(source)
        return list(behind)
