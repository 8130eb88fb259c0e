# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Each rule of soundness: what it finds, where, and how it says it."""

import pytest

from tests.workflows.making import (
    add,
    back,
    both,
    button,
    drop,
    findings_after,
    named,
    sound_data,
    step,
    transition,
    way,
    without_target,
)
from workflows.parsing import parse_definition
from workflows.soundness import check


def test_a_sound_workflow_has_no_finding():
    """The workflow that every case below breaks has itself nothing to mend."""
    assert check(parse_definition(sound_data())) == ()


ERRORS = [
    (
        "unknown_start",
        lambda d: d.update(start="nowhere"),
        "/start",
        "Requests begin at “nowhere”, which is not a step: choose one of the steps.",
    ),
    (
        "start_is_end",
        lambda d: d.update(start="closed"),
        "/start",
        "Requests begin at “closed”, which is an end: begin at a step of another kind.",
    ),
    (
        "duplicate_code",
        lambda d: d["steps"].append(step("closed", "closed")),
        "/steps/7/code",
        "Another step has the code “closed”: choose a new one.",
    ),
    (
        "duplicate_code",
        lambda d: d["functions"].append(d["functions"][0]),
        "/functions/2/code",
        "Another function has the code “agent”: choose a new one.",
    ),
    (
        "duplicate_code",
        lambda d: transition(d, "reopen").update(code="ask"),
        "/transitions/9/code",
        "Another transition has the code “ask”: choose a new one.",
    ),
    (
        "unknown_step",
        lambda d: transition(d, "ask")["from"].append("nowhere"),
        "/transitions/1/from/1",
        "“nowhere” is not a step: choose one of the steps, or add it.",
    ),
    (
        "unknown_step",
        lambda d: add(d, button("fly", ["new"], "moon")),
        "/transitions/12/to",
        "“moon” is not a step: choose one of the steps, or add it.",
    ),
    (
        "unknown_function",
        lambda d: transition(d, "ask")["functions"].append("mayor"),
        "/transitions/1/functions/1",
        "“mayor” is not a function of this workflow: choose another, or add it.",
    ),
    (
        "nobody",
        lambda d: transition(d, "ask").pop("functions"),
        "/transitions/1",
        "Nobody can do “ask”: choose at least one function.",
    ),
    (
        "unreachable",
        lambda d: (
            d["steps"].append(step("attic", "in_progress")),
            add(d, button("leave", ["attic"], "new")),
        ),
        "/steps/7",
        "No request can reach “attic”: add a transition to it, or remove it.",
    ),
    (
        "cannot_end",
        lambda d: (
            d["steps"].append(step("cellar", "waiting_third_party")),
            add(d, button("fall", ["new"], "cellar")),
        ),
        "/steps/7",
        "From “cellar” a request cannot end: add a transition towards an end.",
    ),
    (
        "no_end",
        lambda d: [named(d, "steps", code).update(kind="new") for code in ("answered", "closed")],
        "/steps",
        "No step ends the request: add one of the kind “answered” or “closed”.",
    ),
    (
        "two_by_citizen",
        lambda d: add(d, way("told_again", ["asking"], "new", "citizen")),
        "/transitions/12",
        "Two ways out of “asking” follow the citizen's word: keep one.",
    ),
    (
        "two_by_answer",
        lambda d: add(d, way("send_more", ["sending"], "closed", "answer", on="sent")),
        "/transitions/12",
        "Two ways out of “sending” are open when the answer is sent: keep one.",
    ),
    (
        "no_outcome",
        lambda d: transition(d, "close").pop("outcomes"),
        "/transitions/8",
        "“close” ends the request: choose at least one outcome.",
    ),
    (
        "no_outcome",
        lambda d: add(d, way("withdraw", ["working"], "closed", "citizen")),
        "/transitions/12",
        "“withdraw” ends the request: choose at least one outcome.",
    ),
    (
        "outcome_without_end",
        lambda d: transition(d, "ask").update(outcomes=["done"]),
        "/transitions/1/outcomes",
        "“ask” does not end the request: remove its outcomes.",
    ),
    (
        "outcome_of_answer",
        lambda d: transition(d, "send").update(outcomes=["done"]),
        "/transitions/7/outcomes",
        "“send” follows the answer, which has an outcome: remove the outcomes.",
    ),
    (
        "many_outcomes",
        lambda d: add(
            d, way("withdraw", ["new"], "closed", "citizen", outcomes=["done", "cancelled"])
        ),
        "/transitions/12/outcomes",
        "Nobody is asked for the outcome: keep only one for “withdraw”.",
    ),
    (
        "missing_returned",
        lambda d: drop(d, "transitions", "return"),
        "/steps/3",
        "Nothing moves a request from “checking” when its answer is returned: "
        "add a transition that follows this.",
    ),
    (
        "missing_approved",
        lambda d: drop(d, "transitions", "approve"),
        "/steps/3",
        "Nothing moves a request from “checking” when its answer is approved: "
        "add a transition that follows this.",
    ),
    (
        "missing_recalled",
        lambda d: drop(d, "transitions", "recall"),
        "/steps/3",
        "Nothing moves a request from “checking” when its answer is taken back: "
        "add a transition that follows this.",
    ),
    (
        "validation_unentered",
        lambda d: transition(d, "submit").update(on="recalled"),
        "/steps/3",
        "No submitted answer leads to “checking”: add a transition that follows it, "
        "or choose another kind of step.",
    ),
    (
        "validation_entry",
        lambda d: transition(d, "take").update(to="checking"),
        "/transitions/0/to",
        "Only a submitted answer leads to “checking”, which waits for a validation: "
        "let “take” follow the answer, or lead elsewhere.",
    ),
    (
        "validation_over",
        lambda d: transition(d, "return").update(to="checking"),
        "/transitions/4/to",
        "Once the answer is returned no validation is under way: "
        "let “return” lead to a step of another kind than “checking”.",
    ),
    (
        "validation_left",
        lambda d: transition(d, "told")["from"].append("checking"),
        "/transitions/2/from",
        "Only its answer moves a request from “checking”, where it waits for a validation: "
        "remove this step from “told”.",
    ),
    (
        "ends_early",
        lambda d: transition(d, "return").update(to="closed"),
        "/transitions/4/to",
        "“return” ends the request before its answer is sent: "
        "let it lead to a step that is not an end.",
    ),
    (
        "never_sent",
        lambda d: (drop(d, "transitions", "send"), add(d, button("post", ["sending"], "working"))),
        "/transitions/6",
        "After “approve” nothing follows the sending of the answer: "
        "add a transition for it from “sending” to an end.",
    ),
    (
        "missing_language",
        lambda d: named(d, "steps", "new")["label"].pop("en"),
        "/steps/0/label",
        "Write this text in the language “en” too.",
    ),
    (
        "missing_language",
        lambda d: named(d, "steps", "new").update(citizen_help={"en": "x"}),
        "/steps/0/citizen_help",
        "Write this text in the language “fr” too.",
    ),
    (
        "missing_language",
        lambda d: transition(d, "ask")["label"].pop("fr"),
        "/transitions/1/label",
        "Write this text in the language “fr” too.",
    ),
    (
        "missing_language",
        lambda d: transition(d, "ask").update(citizen_label={"fr": "x"}),
        "/transitions/1/citizen_label",
        "Write this text in the language “en” too.",
    ),
    (
        "missing_language",
        lambda d: named(d, "functions", "chief")["label"].pop("fr"),
        "/functions/1/label",
        "Write this text in the language “fr” too.",
    ),
    (
        "missing_wording",
        lambda d: named(d, "steps", "asking").pop("citizen_label"),
        "/steps/2/citizen_label",
        "Say to the citizen, in a few words, what “asking” means.",
    ),
    (
        "too_many_steps",
        lambda d: d["steps"].extend(step(f"s{at}", "closed") for at in range(54)),
        "/steps",
        "There are 61 steps: keep at most 60, or make two workflows of it.",
    ),
    (
        "too_many_transitions",
        lambda d: add(d, *[button(f"t{at}", ["new"], "working") for at in range(289)]),
        "/transitions",
        "There are 301 transitions: keep at most 300, or make two workflows of it.",
    ),
]
DANGER = {"fact": "values.danger", "op": "is_true"}
PHONE = {"fact": "channel", "op": "is", "value": "phone"}
ERRORS += [
    (
        "from_nowhere",
        lambda d: add(d, button("fly", {"kinds": ["waiting_third_party"]}, "closed")),
        "/transitions/12/from",
        "No step is of the kind from which “fly” begins: choose another kind.",
    ),
    (
        "unknown_step",
        lambda d: add(d, button("fly", {"anywhere": True, "except": ["moon"]}, "new")),
        "/transitions/12/from/except/0",
        "“moon” is not a step: choose one of the steps, or add it.",
    ),
    (
        "nowhere_back",
        lambda d: add(d, back("undo", ["new"])),
        "/transitions/12/returns",
        "“undo” goes back, and nothing comes before: let it lead to a step.",
    ),
    (
        "outcome_without_end",
        lambda d: add(d, back("undo", ["asking"], outcomes=["done"])),
        "/transitions/12/outcomes",
        "“undo” does not end the request: remove its outcomes.",
    ),
    (
        "never_taken",
        lambda d: add(d, way("told_again", ["asking"], "new", "citizen", when=DANGER)),
        "/transitions/12",
        "“told_again” is never taken from “asking”: “told” stands before it and has no condition. "
        "Put it first.",
    ),
    (
        "hole",
        lambda d: transition(d, "return").update(when=DANGER),
        "/steps/3",
        "When the answer is returned at “checking”, perhaps no condition holds and the request "
        "stays: add a way without a condition, after the others.",
    ),
]
WARNINGS = [
    (
        "overlap",
        lambda d: (
            transition(d, "told").update(when=DANGER),
            add(d, way("told_again", ["asking"], "new", "citizen", when=PHONE)),
        ),
        "/transitions/12/when",
        "At “asking”, “told” and “told_again” may both be meant; the first is taken. Let their "
        "conditions exclude each other, or mind the order.",
    ),
    (
        "idle",
        lambda d: add(d, without_target("wave", ["new"])),
        "/transitions/12",
        "“wave” leaves the request where it is, asks and does nothing: nothing comes of it.",
    ),
    (
        "start_not_new",
        lambda d: named(d, "steps", "new").update(kind="in_progress"),
        "/start",
        "Requests begin at “new”, which is not of the kind “new”: "
        "lists of new requests will not show them.",
    ),
    (
        "two_primary",
        lambda d: add(d, button("skip", ["new"], "working", primary=True)),
        "/transitions/12",
        "Two buttons of “new” are primary: keep one.",
    ),
    (
        "button_refused",
        lambda d: transition(d, "ask")["from"].append("checking"),
        "/transitions/1/from",
        "“ask” is refused at “checking” while an answer is being validated: "
        "remove this step from it.",
    ),
    (
        "functions_without_button",
        lambda d: transition(d, "told").update(functions=["agent"]),
        "/transitions/2/functions",
        "“told” has no button: remove its functions.",
    ),
    (
        "word_without_button",
        lambda d: transition(d, "told").update(reason="required"),
        "/transitions/2/reason",
        "“told” has no button, so nobody is asked for a word: remove “reason”.",
    ),
    (
        "double",
        lambda d: add(d, button("take_too", ["new"], "working", label=both("take"))),
        "/transitions/12",
        "“take” stands twice at “new”: keep one.",
    ),
    (
        "same_name",
        lambda d: add(d, button("take_too", ["new"], "asking", label=both("take"))),
        "/transitions/12",
        "Two buttons of “new” are called “take”, and lead to two steps: give them two names.",
    ),
    (
        "self_loop",
        lambda d: add(d, button("again", ["working"], "working")),
        "/transitions/12/to",
        "“again” leads from “working” to itself, and its time there begins anew: without “to” it "
        "would stay.",
    ),
    (
        "left_open",
        lambda d: transition(d, "submit")["from"].remove("asking"),
        "/steps/2",
        "An answer written at “asking”, approved and sent, leaves the request open: "
        "add this step to the transitions that follow the answer.",
    ),
]


@pytest.mark.parametrize(("code", "change", "place", "sentence"), ERRORS)
def test_an_error_is_told_with_its_place_and_its_mend(code, change, place, sentence):
    """What would strand a request is an error, at its place, in a sentence that mends it."""
    told = [(f.place, f.sentence, f.severity) for f in findings_after(change) if f.code == code]

    assert (place, sentence, "error") in told


@pytest.mark.parametrize(("code", "change", "place", "sentence"), WARNINGS)
def test_a_warning_is_the_only_finding(code, change, place, sentence):
    """What is probably a mistake is a warning, and prevents nothing."""
    told = [(f.code, f.place, f.sentence, f.severity) for f in findings_after(change)]

    assert told == [(code, place, sentence, "warning")]
