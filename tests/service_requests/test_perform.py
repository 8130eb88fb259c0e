# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Every transition of every ready-made workflow, by every role: allowed or refused as declared."""

from __future__ import annotations

import pytest

from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from grc.service_requests.enums import Outcome
from notifications.models import Delivery
from tests.cast import file_request, make_service, make_workflow
from tests.threads import losers, together, winners
from workflows.library import load
from workflows.parsing import parse_definition

pytestmark = pytest.mark.django_db

# The functions that each member of the cast holds by default.
FUNCTIONS = {
    "agent": {"agent"},
    "supervisor": {"agent", "validator", "supervisor"},
    "administrator": {"agent", "validator", "supervisor"},
    "outsider": set(),
}


def matrix():
    for name in ("report", "simple"):
        definition = parse_definition(load(name))
        buttons = [t for t in definition.transitions if t.trigger == "button"]
        for step in definition.steps:
            for transition in buttons:
                for who, functions in FUNCTIONS.items():
                    here = step.code in transition.sources
                    allowed = bool(functions & set(transition.functions))
                    yield name, step, transition, who, here, allowed


@pytest.mark.parametrize(
    ("name", "step", "transition", "who", "here", "allowed"),
    list(matrix()),
    ids=lambda value: getattr(value, "code", str(value)),
)
def test_each_button_from_each_step_by_each_person(
    name, step, transition, who, here, allowed, town, team, request
):
    """The pair is performed exactly when the definition allows it; else nothing changes."""
    user = request.getfixturevalue(who)
    service = make_service(town, team, make_workflow(town, name))
    service_request = put_at(file_request(service), step)
    words = {
        "message": "Bonjour." if transition.message != "none" else "",
        "reason": "Parce que." if transition.reason != "none" else "",
        "outcome": transition.outcomes[0] if transition.outcomes else "",
    }
    if here and allowed:
        fresh = service_request.perform(transition.code, by=user, **words)
        assert fresh.step == transition.to
        assert Event.objects.about(fresh).filter(name="moved").count() == 1
    else:
        with pytest.raises(NotAllowed if here else NotNow):
            service_request.perform(transition.code, by=user, **words)
        assert service_request.lock().step == step.code
        assert not Event.objects.about(service_request).filter(name="moved").exists()


def put_at(service_request, step):
    """Place a request at a step without a story, as the database alone would allow."""
    model = type(service_request)
    ended = step.is_end
    model.objects.filter(pk=service_request.pk).update(
        step=step.code,
        step_kind=step.kind,
        outcome="done" if ended else "",
        ended_at=service_request.submitted_at if ended else None,
    )
    return service_request.lock()


def test_a_button_that_does_not_exist_is_refused(service_request, agent):
    """An old page's button says to reload."""
    with pytest.raises(NotNow):
        service_request.perform("no_such_button", by=agent)


def test_a_required_word_to_the_requester_is_asked_for(service_request, agent):
    """Asking for a detail without saying which helps nobody."""
    with pytest.raises(NotValid):
        service_request.perform("ask_citizen", by=agent, message="   ")


def test_a_required_reason_is_asked_for(service_request, agent):
    """Colleagues read why a third party was called."""
    service_request = service_request.take(by=agent)
    with pytest.raises(NotValid):
        service_request.perform("call_third_party", by=agent)


def test_an_end_without_an_outcome_is_refused(service_request, agent):
    """Closing says how it ended, from the list of that transition."""
    with pytest.raises(NotValid, match=str(Outcome.DONE.label)):
        service_request.perform("close", by=agent, message="Fini.")
    with pytest.raises(NotValid):
        service_request.perform("close", by=agent, message="Fini.", outcome="refused")


def test_an_outcome_without_an_end_is_refused(service_request, agent):
    """A request in progress has no outcome."""
    with pytest.raises(NotValid):
        service_request.perform("take", by=agent, outcome="done")


def test_a_word_goes_out_with_the_move(service_request, agent):
    """The requester is written to once, in the same transaction."""
    service_request.perform("ask_citizen", by=agent, message="À quel étage ?")
    mails = Delivery.objects.about(service_request).filter(notification="word_from_town")
    assert "À quel étage ?" in mails.get().text


def test_the_requesters_word_moves_a_request_that_waits_for_it(service_request, agent):
    """A reply brings it back in progress."""
    service_request = service_request.perform("ask_citizen", by=agent, message="Où ?")
    service_request.reply("Au 3e.")
    assert service_request.lock().step == "in_progress"


def test_the_requesters_word_reopens_what_has_ended(service_request, agent):
    """« This is not solved » is heard: the outcome is taken back."""
    service_request.perform("close", by=agent, outcome="done", message="Réparé.")
    service_request.reply("Non, le trou est toujours là.")
    fresh = service_request.lock()
    assert fresh.step == "in_progress"
    assert not fresh.has_ended
    assert fresh.outcome == ""


@pytest.mark.django_db(transaction=True)
def test_the_same_button_pressed_twice_at_once(town, service_request, agent):
    """A double click closes once, writes once."""
    gesture = lambda: service_request.perform(  # noqa: E731 - the same gesture, twice
        "close", by=agent, outcome="done", message="Réparé."
    )
    results = together(town, gesture, gesture)
    assert len(winners(results)) == 1
    assert isinstance(losers(results)[0], NotNow)
    with town.scope():
        assert Event.objects.about(service_request).filter(name="moved").count() == 1
        assert Delivery.objects.filter(notification="word_from_town").count() == 1
