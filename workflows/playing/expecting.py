# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a played case is as its scenario says."""

from __future__ import annotations

from workflows.findings import Finding, gettext_noop
from workflows.machine import Machine, wording
from workflows.playing.case import Case
from workflows.scenario import AnswerIs, Expect


def expected(machine: Machine, case: Case, expect: Expect) -> Finding | None:
    """Return the first thing that is not as expected; None where all is."""
    if expect.step is not None and expect.step != case.step:
        message = gettext_noop("The request is at “%(step)s”, not at “%(expected)s”.")
        params = {"step": _named(machine, case.step), "expected": _named(machine, expect.step)}
        return Finding("not_there", message, params)
    found = {
        "outcome": (expect.outcome, case.outcome),
        "told": (expect.told, case.told()),
        "assigned": (expect.assigned, case.assignee_id is not None),
        "answer": (expect.answer, AnswerIs.DRAFTING if case.answer_drafting else None),
    }
    for name, (wanted, is_so) in found.items():
        if wanted is not None and wanted != is_so:
            return Finding("not_so", *_said(name, wanted, is_so))
    return None


def _named(machine: Machine, code: str) -> str:
    steps = {step.code: step.label for step in machine.definition.steps}
    return wording(steps[code], code) if code in steps else code


def _said(name: str, wanted: object, is_so: object) -> tuple[str, dict[str, str]]:
    """Return what is otherwise, in a sentence for this fact."""
    if name == "assigned" and wanted:
        return gettext_noop("Nobody has the request, and somebody should."), {}
    if name == "assigned":
        return gettext_noop("Somebody has the request, and nobody should."), {}
    if name == "answer":
        return gettext_noop("No draft of an answer is there, and one should be."), {}
    params = {"found": str(is_so), "expected": str(wanted)}
    if name == "told":
        return gettext_noop("The requester gets %(found)s messages, not %(expected)s."), params
    if not is_so:
        return gettext_noop("The request has not ended, and should have."), {}
    return gettext_noop("The request ended another way than was told."), {}
