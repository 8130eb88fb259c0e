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
        here = machine.step(case.step)
        message = gettext_noop("The request is at “%(step)s”, not at “%(expected)s”.")
        params = {"step": wording(here.label, here.code), "expected": expect.step}
        return Finding("not_there", message, params)
    found = {
        "outcome": (expect.outcome, case.outcome),
        "told": (expect.told, case.told()),
        "assigned": (expect.assigned, case.assignee_id is not None),
        "answer": (expect.answer, AnswerIs.DRAFTING if case.answer_drafting else None),
    }
    for name, (wanted, is_so) in found.items():
        if wanted is not None and wanted != is_so:
            message = gettext_noop("“%(name)s” is %(found)s, not %(expected)s.")
            params = {"name": name, "found": str(is_so or "-"), "expected": str(wanted)}
            return Finding("not_so", message, params)
    return None
