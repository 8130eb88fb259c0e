# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a town may do without a finding, and what it is told about its own words."""

from tests.workflows.making import (
    add,
    button,
    changed,
    drop,
    findings_after,
    named,
    sound_data,
    step,
    transition,
    way,
)
from workflows.parsing import parse_definition
from workflows.soundness import check


def test_a_monstrous_workflow_is_judged_as_fast_as_another():
    """However many faults a workflow was made to have, the check is bounded."""
    codes = [f"s{at}" for at in range(100)]
    data = sound_data() | {
        "steps": [step(code, "waiting_validation") for code in codes],
        "transitions": [way(f"t{at}", codes, "s0", "answer", on="approved") for at in range(400)],
    }

    findings = check(parse_definition(data))

    assert len(findings) == 500
    assert findings[0].code == "too_many_steps"


def without_validation(data):
    """A small town's workflow: nothing is validated, an answer sent ends the request."""
    for code in ("submit", "return", "recall", "approve", "send"):
        drop(data, "transitions", code)
    for code in ("checking", "sending"):
        drop(data, "steps", code)
    add(data, way("send", ["new", "working", "asking"], "answered", "answer", on="sent"))


def test_a_workflow_may_do_without_validation():
    """A town may let agents answer on their own."""
    assert findings_after(without_validation) == ()


def test_an_unused_function_is_a_warning():
    """A function without a button is told, unless it may be there to validate answers."""

    def change(data):
        without_validation(data)
        data["functions"].append({"code": "mayor", "label": "mayor"})

    (finding,) = findings_after(change)

    assert (finding.code, finding.place, finding.severity) == (
        "unused_function",
        "/functions/2",
        "warning",
    )
    assert findings_after(lambda d: d["functions"].append({"code": "v", "label": "v"})) == ()


def test_a_workflow_deaf_to_the_answer_is_a_warning():
    """Where nothing follows the answer's sending, whoever writes the workflow is told once."""

    def change(data):
        without_validation(data)
        drop(data, "transitions", "send")
        drop(data, "steps", "answered")
        for code in ("reopen", "contest"):
            transition(data, code)["from"].remove("answered")

    (finding,) = findings_after(change)

    assert (finding.code, finding.severity) == ("nothing_when_sent", "warning")


def test_an_approval_may_end_the_request():
    """A town may consider a request answered from the approval on."""

    def change(data):
        transition(data, "approve").update(to="answered")
        drop(data, "transitions", "send")
        drop(data, "steps", "sending")

    assert findings_after(change) == ()


def test_the_sending_may_come_later_on_the_way():
    """After the approval a letter may pass through other steps before it is sent."""

    def change(data):
        data["steps"].append(step("printing", "in_progress"))
        add(data, button("print", ["sending"], "printing"))
        transition(data, "send").update({"from": ["printing"]})

    codes = {finding.code for finding in findings_after(change)}

    assert "never_sent" not in codes
    assert {finding.severity for finding in findings_after(change)} == {"warning"}


def test_each_town_asks_for_its_own_languages():
    """A text for all languages, or in the base of a language, is enough for it."""
    data = changed(lambda d: named(d, "steps", "new").update(label="RAS"))
    definition = parse_definition(data)

    assert check(definition, languages=["fr-CA", "en"]) == ()
    asked = check(definition, languages=["fr", "de"])
    assert {finding.params["language"] for finding in asked} == {"de"}
    assert "/steps/0/label" not in {finding.place for finding in asked}


def test_a_finding_speaks_the_towns_words():
    """A finding can name the town's steps in the reader's language."""
    (finding,) = findings_after(lambda d: named(d, "steps", "asking").pop("citizen_label"))

    assert finding.params["step"].said_in("fr") == "asking (fr)"
