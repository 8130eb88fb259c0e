# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A workflow begins an answer: one draft, with somebody to write it; and takes library words."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from grc.answers import beginning
from grc.answers.enums import AnswerKind
from grc.answers.models import Answer, AnswerText, Circuit, StandardText
from grc.journal.models import Event
from grc.service_requests import effects
from grc.service_requests.effects import carries_out
from grc.service_requests.firing import fire_due
from grc.service_requests.models import ServiceRequest
from notifications.models import Delivery
from tests.answers.circuits import circuit, role, stage
from tests.answers.texts import a_text
from tests.cast import file_request, make_service, make_workflow
from tests.threads import together, winners
from workflows.effects import NAMES, BeginAnswer, Nature
from workflows.library import load
from workflows.vocabularies import words_of

pytestmark = pytest.mark.django_db

BEGIN = {"do": "begin_answer", "kind": "refusal", "circuit": "direction", "text": "soon"}
TELL = {"do": "tell", "library": "soon"}
NOTIFY = {"do": "notify", "functions": ["supervisor"], "library": "soon"}
WORDS = {"fr": "Se hâter", "en": "Hurry"}


def way(code, trigger, *wanted, **more):
    return {"code": code, "from": {"anywhere": True}, "trigger": trigger, "label": WORDS,
            "effects": list(wanted), **more}  # fmt: skip


@pytest.fixture
def lived(town, team, agent):
    """Return a request taken by Alice whose button “hurry” has these effects."""

    def make(*wanted, taken=True, ways=(), **more):
        data = load("report")
        data["transitions"].append(way("hurry", "button", *wanted, functions=["agent"], **more))
        data["transitions"] += ways
        workflow = make_workflow(town, "report")
        workflow.draft(data, by=None).publish(by=None)
        request = file_request(make_service(town, team, workflow))
        return request.take(by=agent) if taken else request

    return make


@pytest.fixture
def texts(supervisor):
    """“Soon”, in French and in English."""
    return {
        language: StandardText.objects.begin(
            a_text(supervisor, code="soon", language=language, body=body), by=supervisor
        )
        for language, body in (
            ("fr", "Bonjour {requester.name},\n\n**Bientôt**, à {request.place}."),
            ("en", "Hello {requester.name},\n\n**Soon**."),
        )
    }


@pytest.fixture
def direction(town, team):
    """The circuit that the workflow asks for, beside the usual one."""
    circuit(town, stage("head", role(team)))
    return Circuit.objects.create(
        municipality=town, code="direction", name={"fr": "Direction"},
        definition={"format": 1, "stages": [stage("head", role(team))]},
    )  # fmt: skip


def names(request):
    return list(Event.objects.about(request).in_order().values_list("name", flat=True))


def told(request, name):
    return Event.objects.about(request).get(name=name).data


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


def test_an_end_begins_none(lived, agent):
    """Once a request has ended none is answered."""
    lived(BEGIN, to="closed", outcomes=["done"]).perform("hurry", by=agent, outcome="done")
    assert not Answer.objects.exists()


def test_the_requester_is_told_in_their_language(lived, texts, agent):
    """Without a mark of Markdown; what has no value is left out; no use is counted."""
    request = lived(TELL)
    done = request.perform("hurry", by=agent)
    assert done.messages.get().body == "Bonjour Marie Dupont,\n\nBientôt, à 12 rue des Fleurs."
    row = ServiceRequest.objects.filter(pk=request.pk)
    row.update(language="en", requester_name="*A* {today} <b>")
    request.lock().perform("hurry", by=agent)
    assert request.messages.last().body == "Hello *A* {today} <b>,\n\nSoon."
    row.update(language="de", requester_name="")
    request.lock().perform("hurry", by=agent)
    assert request.messages.last().body.startswith("Bonjour ,")
    assert StandardText.objects.get(pk=texts["fr"].pk).usage_count == 0


def test_it_says_what_it_says_today(lived, texts, supervisor, agent):
    """The current edition, not that of the day the workflow was published."""
    request = lived(TELL)
    content = a_text(supervisor, code="soon", body="Demain.")
    texts["fr"].rewrite(content, based_on=1, by=supervisor)
    assert request.perform("hurry", by=agent).messages.get().body == "Demain."


def test_colleagues_read_the_first_language_of_the_town(lived, texts, supervisor, agent):
    """In a mail, whatever the requester speaks."""
    request = lived(NOTIFY)
    ServiceRequest.objects.filter(pk=request.pk).update(language="en")
    request.lock().perform("hurry", by=agent)
    (notice,) = Delivery.objects.filter(notification="workflow_notice")
    assert "Bientôt, à 12 rue des Fleurs." in notice.text


def test_without_the_text_nobody_is_written_to(lived, supervisor, agent):
    """The transition is taken, the history says twice what was not written."""
    done = lived(TELL, NOTIFY).perform("hurry", by=agent)
    assert names(done)[-3:] == ["not_written", "not_written", "performed"]
    assert not done.messages.exists()
    assert not Delivery.objects.filter(notification="workflow_notice").exists()


@pytest.mark.parametrize("is_there", [True, False])
def test_an_end_without_its_words_is_told_all_the_same(is_there, lived, texts, supervisor, agent):
    """The word that a workflow sends stands for the mail of the end, if it was written."""
    for text in texts.values() if not is_there else ():
        text.retire(by=supervisor)
    request = lived(TELL, to="closed", outcomes=["done"]).perform("hurry", by=agent)
    kinds = list(Delivery.objects.about(request).values_list("notification", flat=True))
    assert ("ended" in kinds) is not is_there
    assert ("word_from_town" in kinds) is is_there


def test_the_town_says_what_may_be_named(lived, texts, direction, supervisor):
    """Living circuits, living texts with their languages; a draft is judged by them."""
    request = lived()
    workflow = request.service.workflow
    words = words_of(workflow)
    assert words.circuits == {"usual", "direction"}
    assert words.texts == {"soon": {"fr", "en"}}
    texts["en"].retire(by=supervisor)
    data = load("report")
    data["transitions"].append(
        way("hurry", "button", BEGIN | {"circuit": "x"}, functions=["agent"])
    )
    found = {one.code for one in workflow.draft(data, by=None).findings}
    assert {"unknown_circuit", "untranslated_text"} <= found


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
