# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
import pytest

from tests.workflows.making import changed, named, sound_data, sound_definition
from workflows.definition import AnswerEvent
from workflows.machine import Facts, Machine, NotAvailable, UnknownStep
from workflows.parsing import parse_definition

MACHINE = Machine(sound_definition())
PENDING = Facts(answer_pending=True)


def refusal(*case):
    with pytest.raises(NotAvailable) as refused:
        MACHINE.check(*case)
    return refused.value.kind, str(refused.value)


def test_who_may_is_named():
    """Whoever may not press a button reads who may."""
    assert refusal("working", "close", [], Facts()) == (
        "not_allowed",
        "Reserved for: agent in charge, chief.",
    )


def test_where_the_request_went_is_told():
    """Whoever comes too late reads where the request is now."""
    assert refusal("closed", "take", ["agent"], Facts()) == (
        "not_now",
        "The request is now at “closed”: open it again to see what can be done.",
    )


def test_an_open_round_is_told():
    """While an answer is being validated a request does not end, and the reason is said."""
    assert refusal("working", "close", ["agent"], PENDING) == (
        "not_now",
        "An answer is being validated: approve it, return it or take it back first.",
    )


def test_a_stranger_does_not_learn_that_a_round_is_open():
    """Who may not press the button at all reads that, whatever the moment."""
    assert refusal("working", "close", [], PENDING)[0] == "not_allowed"


@pytest.mark.parametrize("code", ["fly", "", "submit", "told"])
def test_what_has_no_button_cannot_be_pressed(code):
    """The answer's and the citizen's transitions cannot be posted by an agent."""
    assert refusal("working", code, ["agent", "chief"], Facts())[0] == "unknown"


def test_other_buttons_work_while_an_answer_is_validated():
    """An open round keeps the request from ending, not from being worked."""
    assert MACHINE.check("working", "ask", ["agent"], PENDING).to == "asking"


def test_a_function_without_wording_is_named_by_its_code():
    """An undeclared function is no accident: its code is shown."""
    data = changed(lambda data: data.update(functions=[]))

    (take,) = Machine(parse_definition(data)).available("new", [], Facts())

    assert take.refusal.sentence == "Reserved for: agent."


def test_a_button_of_nobody_says_so():
    """A button without functions, in a draft, is refused to all."""
    data = changed(lambda data: named(data, "transitions", "take").pop("functions"))

    (take,) = Machine(parse_definition(data)).available("new", ["agent"], Facts())

    assert (take.allowed, take.refusal.sentence) == (False, "Nobody can do this.")


@pytest.mark.parametrize(
    "ask",
    [
        lambda: MACHINE.step("gone"),
        lambda: MACHINE.available("gone", [], Facts()),
        lambda: MACHINE.check("gone", "take", [], Facts()),
        lambda: MACHINE.by_answer("gone", AnswerEvent.SENT),
        lambda: MACHINE.by_citizen("gone"),
        lambda: MACHINE.next_steps("gone"),
        lambda: MACHINE.carries_answer("gone"),
        lambda: Machine(parse_definition(sound_data() | {"start": "gone"})).start,
    ],
)
def test_a_step_of_another_workflow_is_an_error(ask):
    """A request whose step its version does not know is a fault to see, not to hide."""
    with pytest.raises(UnknownStep):
        ask()
