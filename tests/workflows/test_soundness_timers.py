# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Time in a workflow: circles, waits, silence; forms and options. Each rule by its minimal case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.making import (
    NEWS,
    add,
    both,
    button,
    changed,
    drop,
    findings_after,
    step,
    transition,
    way,
)
from tests.workflows.strategies import patient
from workflows.definition import Trigger
from workflows.parsing import parse_definition
from workflows.rules import Vocabulary
from workflows.soundness import check
from workflows.soundness.survey import Survey
from workflows.soundness.timers import chase


def timer(code, sources, to, **after):
    return way(code, sources, to, "timer", after={"since": "arrival"} | after)


def asking(*fields):
    return {"form": {"fields": list(fields)}}


def field(code, kind="short_text", **more):
    return {"code": code, "kind": kind, "label": both(code)} | more


def filled_in(fact):
    return {"fact": fact, "op": "is_filled"}


def in_circles(data):
    add(data, timer("t1", ["new"], "working", days=3), timer("t2", ["working"], "new", days=3))


def crowded(data):
    hurry = {"effects": [{"do": "set_priority", "priority": "high"}]}
    add(data, *(timer(f"t{n}", ["working"], "", days=n) | hurry for n in range(1, 21)))


def waits(data):
    data["steps"].insert(3, step("paused", "waiting_third_party"))
    add(data, button("pause", ["working"], "paused"), way("on", ["paused"], "working", "citizen"))


def lent(data, kind="short_text"):
    """An option of that kind that a timer counts by."""
    data["options"] = [{"field": field("patience", kind)}]
    transition(data, "news")["after"] = {"since": "arrival", "days": {"option": "patience"}}


def by_timer_form(data):
    transition(data, "news").update(asking(field("why")))


def differs(data):
    transition(data, "take").update(asking(field("why")))
    transition(data, "ask").update(asking(field("why", "number")))


def too_early(data):
    transition(data, "close").update(asking(field("why")))
    transition(data, "take")["effects"] = [{"do": "tell", "text": "{filled.why}"}]
    drop(data, "transitions", "reopen")
    drop(data, "transitions", "contest")


CASES = [
    (
        "chase",
        in_circles,
        "/transitions/12",
        "Timers move a request in circles by way of “t1”, without anybody: "
        "let one of them lead to a step where somebody works.",
        "error",
    ),
    (
        "too_many_timers",
        crowded,
        "/steps/1",
        "21 timers run at “working”, and 20 can be followed: remove some.",
        "error",
    ),
    (
        "waits_for_ever",
        waits,
        "/steps/3",
        "“paused” waits for others, perhaps for ever: add a timer, or a button for somebody.",
        "error",
    ),
    (
        "quiet",
        lambda d: transition(d, "news")["from"]["kinds"].remove("new"),
        "/steps",
        "The requester may hear nothing for longer than 30 days at: new. "
        "Add a timer that writes to them.",
        "warning",
    ),
    (
        "unknown_option",
        lambda d: transition(d, "news")["after"].update(days={"option": "moon"}),
        "/transitions/11/after/days/option",
        "“moon” is not an option of this workflow: add it.",
        "error",
    ),
    (
        "option_not_a_number",
        lent,
        "/transitions/11/after/days/option",
        "“patience” is not a number: a timer cannot count by it.",
        "error",
    ),
    (
        "unused_option",
        lambda d: d.update(options=[{"field": field("fee", "number"), "default": "3"}]),
        "/options/0",
        "Nothing here depends on “fee”: use it, or remove the option.",
        "warning",
    ),
    (
        "form_without_button",
        by_timer_form,
        "/transitions/11/form",
        "“news” has no button, so nobody fills its form.",
        "error",
    ),
    (
        "field_differs",
        differs,
        "/transitions/1/form/fields/0",
        "“why” is asked differently by another button: give it the same kind and choices, "
        "or another code.",
        "error",
    ),
    (
        "never_filled",
        too_early,
        "/transitions/0/effects/0/text",
        "“filled.why” is looked up here, and no button asked for it before: "
        "ask for it earlier, or look up something else.",
        "error",
    ),
    (
        "many_outcomes",
        lambda d: add(
            d, timer("give_up", ["asking"], "closed", days=60) | {"outcomes": ["done", "refused"]}
        ),
        "/transitions/12/outcomes",
        "Nobody is asked for the outcome: keep only one for “give_up”.",
        "error",
    ),
    (
        "no_outcome",
        lambda d: add(d, timer("give_up", ["asking"], "closed", days=60)),
        "/transitions/12",
        "“give_up” ends the request: choose at least one outcome.",
        "error",
    ),
    (
        "validation_left",
        lambda d: add(d, timer("late", ["checking"], "working", days=60)),
        "/transitions/12/from",
        "Only its answer moves a request from “checking”, where it waits for a validation: "
        "remove this step from “late”.",
        "error",
    ),
]


@pytest.mark.parametrize(("code", "change", "place", "sentence", "severity"), CASES)
def test_each_rule_has_a_workflow_that_trips_only_it(code, change, place, sentence, severity):
    """What time, forms and options can spoil is found at its place, once, with its mend."""
    told = [f for f in findings_after(change) if f.code not in _BESIDE.get(code, ())]

    assert {f.code for f in told} == {code}
    assert (place, sentence, severity) in [(f.place, f.sentence, f.severity) for f in told]


# Without a usable length no news comes; what waits outside hears nothing, and is not answered.
_BESIDE = {
    "waits_for_ever": ("quiet", "left_open"),
    "unknown_option": ("quiet",),
    "option_not_a_number": ("quiet",),
}


@pytest.mark.parametrize("name", ["filled.why", "options.fee"])
def test_a_condition_may_ask_what_the_workflow_itself_brings(name):
    """Its forms and its options are facts and placeholders of a workflow, without any house."""

    def change(data):
        data["options"] = [{"field": field("fee"), "default": "12 €"}]
        transition(data, "take").update(asking(field("why")))
        transition(data, "close")["when"] = filled_in(name)
        transition(data, "ask")["effects"] = [
            NEWS | {"text": both(f"{{{name}}} {{options.fee}}")},
        ]

    found = check(parse_definition(changed(change)), vocabulary=Vocabulary(), placeholders=())

    assert found == ()


def test_a_question_of_its_own_form_fills_its_own_words():
    """What a button asks stands in the text that it sends."""

    def change(data):
        transition(data, "ask").update(asking(field("what")))
        transition(data, "ask")["effects"] = [NEWS | {"text": both("{filled.what}")}]

    assert findings_after(change) == ()


def test_but_not_its_own_condition():
    """Whether a button is open is known before its form is filled."""

    def change(data):
        transition(data, "close").update(asking(field("what")))
        transition(data, "close")["when"] = filled_in("filled.what")
        drop(data, "transitions", "reopen")
        drop(data, "transitions", "contest")

    assert {f.code for f in findings_after(change)} == {"never_filled"}


@patient
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=10))
def test_circles_are_found_as_walking_finds_them(pairs):
    """Timers chase each other exactly where walking them comes back to where it began."""
    data = changed(lambda d: None)
    data["steps"] = [step(f"s{at}", "in_progress") for at in range(6)]
    data["transitions"] = [
        timer(f"t{at}", [f"s{source}"], f"s{to}", days=1) for at, (source, to) in enumerate(pairs)
    ]
    definition = parse_definition(data)

    found = {finding.place for finding in chase(Survey(definition, ["fr"]))}

    circling = set()
    for at, (source, to) in enumerate(pairs):
        seen, here = set(), {to}
        while here - seen:
            seen |= here
            here = {t for s, t in pairs if s in here}
        if source in seen:
            circling.add(f"/transitions/{at}")
    assert circling <= found
    assert all(way.trigger is Trigger.TIMER for way in definition.transitions)
    assert bool(found) == bool(circling)


def test_a_button_that_asks_something_is_not_idle():
    """What it is answered stays in the history, wherever the request is."""
    look = button("look", ["new"], "", form={"fields": [field("seen", "number")]})

    assert findings_after(lambda data: add(data, look)) == ()
