# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A workflow begins an answer: one draft, with somebody to write it, and its first words."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from grc.answers import beginning
from grc.answers.enums import AnswerKind
from grc.answers.models import Answer, AnswerText, Circuit, StandardText
from grc.catalog.models import FunctionMapping
from grc.journal.models import Event
from grc.service_requests.effects import carrying_out as effects
from grc.service_requests.effects.carrying_out import carries_out
from grc.service_requests.models import ServiceRequest
from grc.service_requests.timers.firing import fire_due
from tests.answers.naming import BEGIN, TELL, direction, lived, names, texts, told, way
from tests.answers.texts import a_text
from tests.threads import together, winners
from workflows.effects import NAMES, BeginAnswer, Nature

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
__all__ = ["direction", "lived", "texts"]


@pytest.fixture
def validated_elsewhere(town, other_team):
    """Return a function that lets another team hold a function of a request."""

    def map_to(request):
        FunctionMapping.objects.create(
            municipality=town,
            service=request.service,
            function="validator",
            team=other_team,
            role="agent",
        )
        return request

    return map_to


def test_every_effect_has_exactly_one_executor():
    """Those of rooms above have registered when the house has started; a second is refused."""
    assert set(effects._EXECUTORS) == set(NAMES)
    with pytest.raises(ImproperlyConfigured, match="BeginAnswer"):
        carries_out(BeginAnswer)(lambda *_: None)
    assert effects._EXECUTORS[BeginAnswer] is beginning.begin_answer


def test_the_kinds_are_those_of_the_house():
    """The engine knows them by the same words."""
    assert {kind.value for kind in Nature} == set(AnswerKind.values)


def test_one_that_fails_undoes_all(lived, texts, agent, monkeypatch):
    """Neither draft, nor use of the text, nor word, nor event is left."""
    request = lived(BEGIN, TELL, {"do": "assign", "to": "nobody"})
    before = (names(request), texts["fr"].usage_count)

    def broken(*_args):
        raise ZeroDivisionError

    last = next(kind for kind, name in NAMES.items() if name == "assign")
    monkeypatch.setitem(effects._EXECUTORS, last, broken)
    with pytest.raises(ZeroDivisionError):
        request.perform("hurry", by=agent)
    usage = StandardText.objects.get(pk=texts["fr"].pk).usage_count
    assert (names(request), usage) == before
    assert not Answer.objects.exists()
    assert not AnswerText.objects.exists()


def test_it_is_begun_whole(lived, texts, direction, agent):
    """Its kind, its circuit, its words in the requester's language, the use of the text."""
    request = lived(BEGIN).perform("hurry", by=agent)
    answer = Answer.objects.get()
    assert (answer.service_request, answer.author, answer.state) == (request, agent, "draft")
    assert (answer.kind, answer.outcome, answer.circuit) == ("refusal", "refused", direction)
    assert answer.body == "Bonjour Marie Dupont,\n\n**Bientôt**, à 12 rue des Fleurs."
    assert answer.revision == 1
    (use,) = answer.texts.all()
    assert (use.standard_text, use.by) == (texts["fr"], agent)
    assert answer.draft_states.get().decided["kind"] == "refusal"
    assert StandardText.objects.get(pk=texts["fr"].pk).usage_count == 1
    assert [event.name for event in Event.objects.about(answer)] == ["drafted"]


def test_the_least_is_an_empty_draft(lived, agent):
    """Information, the usual circuit, no words."""
    lived({"do": "begin_answer", "kind": "information"}).perform("hurry", by=agent)
    answer = Answer.objects.get()
    assert (answer.kind, answer.circuit, answer.body, answer.revision) == (
        "information", None, "", 0,
    )  # fmt: skip


def test_one_that_is_under_way_stays_as_it_is(lived, texts, agent):
    """Whoever wrote already loses nothing; pressed again it begins nothing."""
    request = lived(BEGIN)
    draft = Answer.objects.draft_for(request, by=agent)
    draft.save_draft("Le mien.", based_on=0, by=agent)
    told_before = names(request)
    for _ in range(2):
        request = request.perform("hurry", by=agent)
    answer = Answer.objects.get()
    assert (answer.body, answer.kind) == ("Le mien.", "information")
    assert names(request) == [*told_before, "performed", "performed"]


def test_a_circuit_that_is_gone_leaves_the_usual_one(lived, texts, direction, agent):
    """Retired or never there: nothing is refused, the draft is begun."""
    Circuit.objects.filter(pk=direction.pk).update(retired_at=timezone.now())
    lived(BEGIN).perform("hurry", by=agent)
    assert Answer.objects.get().circuit is None


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_text_that_is_gone_leaves_an_empty_draft(is_gone, lived, texts, supervisor, agent):
    """Retired, or not there at all; the history says so, with its code."""
    for text in texts.values():
        text.retire(by=supervisor)
    request = lived(BEGIN | ({"text": "never-there"} if is_gone else {})).perform("hurry", by=agent)
    assert Answer.objects.get().body == ""
    assert told(request, "not_written") == {"library": "never-there" if is_gone else "soon"}


def test_a_text_that_became_too_long_leaves_an_empty_draft(lived, supervisor, agent):
    """What the citizen typed, three times over: by hand it would be refused, here nobody mends."""
    body = "{values.what} " * 6
    request = lived(BEGIN)
    StandardText.objects.begin(
        a_text(supervisor, code="soon", body=body, services=[request.service]), by=supervisor
    )
    row = ServiceRequest.objects.filter(pk=request.pk)
    row.update(values=request.values | {"what": "mot " * 2500})
    request.lock().perform("hurry", by=agent)
    assert Answer.objects.get().body == ""
    assert not AnswerText.objects.exists()
    assert "not_written" in names(request)


def test_by_itself_it_is_written_by_who_has_the_request(lived, texts, agent):
    """A citizen's word: no agent pressed anything; the draft waits for theirs."""
    data = way("heard", "citizen", BEGIN, **{"from": ["in_progress"]})
    request = lived(ways=[data])
    request.reply("Alors ?")
    answer = Answer.objects.get()
    assert (answer.author, answer.texts.get().by) == (agent, agent)
    drafted = Event.objects.about(answer).get()
    assert (drafted.name, drafted.actor_kind) == ("drafted", "system")


def test_where_nobody_is_there_nothing_is_begun(lived, texts, town):
    """Nobody took it and a timer came: the history says so, and the timer is not tried again."""
    timer = way("late", "timer", BEGIN, after={"since": "submission", "days": 2})
    request = lived(taken=False, ways=[timer])
    later = timezone.now() + timedelta(days=3)
    with time_machine.travel(later, tick=False):
        fire_due(town, at=later)
    assert not Answer.objects.exists()
    assert names(ServiceRequest.objects.get(pk=request.pk))[-2:] == ["not_begun", "performed"]


def test_who_left_writes_nothing(lived, texts, agent, supervisor):
    """Passed on to others in the same breath, or gone from the town meanwhile."""
    data = way("heard", "citizen", BEGIN, **{"from": ["in_progress"]})
    request = lived(ways=[data])
    type(agent).objects.filter(pk=agent.pk).update(is_active=False)
    request.reply("Alors ?")
    assert "not_begun" in names(request)
    assert not Answer.objects.exists()


def test_who_passed_it_on_writes_nothing(lived, validated_elsewhere, agent):
    """In the same breath: the other team has it, and nobody of it was there."""
    request = validated_elsewhere(lived({"do": "pass_on", "function": "validator"}, BEGIN))
    done = request.perform("hurry", by=agent)
    assert names(done)[-3:] == ["passed_on", "not_begun", "performed"]
    assert not Answer.objects.exists()


def test_an_end_begins_none(lived, agent):
    """Once a request has ended none is answered."""
    lived(BEGIN, to="closed", outcomes=["done"]).perform("hurry", by=agent, outcome="done")
    assert not Answer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_begin_one_draft(town, lived, agent, supervisor):
    """Both gestures are made; the second finds the draft of the first."""
    with town.scope():
        request = lived({"do": "begin_answer", "kind": "information"})

    def press():
        user = type(agent).objects.get(pk=agent.pk)
        return ServiceRequest.objects.get(pk=request.pk).perform("hurry", by=user)

    assert winners(together(town, press, press)) == [request, request]
    with town.scope():
        assert Answer.objects.count() == 1
        assert names(request).count("performed") == 2
