# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Conditions of transitions: what they may speak of, and whether they cover every case."""

import pytest

from tests.workflows.conditions import VOCABULARY
from tests.workflows.making import add, changed, transition, way
from workflows.definition import AnswerEvent
from workflows.machine import Machine
from workflows.parsing import parse_definition
from workflows.soundness import check

DANGER = {"fact": "values.danger", "op": "is_true"}


def test_conditions_that_exclude_each_other_leave_nothing_to_say():
    """One of the two is taken, whatever the facts: neither an overlap nor a hole."""

    def change(data):
        transition(data, "return").update(when=DANGER)
        again = way("return_home", ["checking"], "new", "answer", on="returned")
        add(data, again | {"when": {"not": DANGER}})

    assert check(parse_definition(changed(change)), vocabulary=VOCABULARY) == ()


@pytest.mark.parametrize(
    ("when", "code", "severity"),
    [
        ({"fact": "the.moon", "op": "is_filled"}, "unknown_fact", "error"),
        ({"fact": "values.moon", "op": "is_filled"}, "never_filled", "warning"),
        ({"all": [DANGER, {"not": DANGER}]}, "never_holds", "error"),
    ],
)
def test_conditions_speak_of_what_is_known(when, code, severity):
    """A fact nobody declared, a field that no form asks for, a condition that never holds."""
    broken = changed(lambda data: transition(data, "ask").update(when=when))
    (finding,) = check(parse_definition(broken), vocabulary=VOCABULARY)

    assert (finding.code, finding.severity) == (code, severity)
    assert finding.place.startswith("/transitions/1/when")


def test_an_answer_does_not_slip_by_its_validation():
    """Submitted only when some condition holds, it would leave unseen when it does not."""
    broken = changed(lambda data: transition(data, "submit").update(when=DANGER))
    codes = {finding.code for finding in check(parse_definition(broken), vocabulary=VOCABULARY)}
    assert "hole" in codes
    machine = Machine(parse_definition(broken))
    assert machine.listens("new", AnswerEvent.SUBMITTED)
    assert machine.by_answer("new", AnswerEvent.SUBMITTED) is None
