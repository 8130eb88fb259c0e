# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Every text that an answer had: two compared word for word, an earlier one taken up again."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grc.answers.models import Answer, DraftState, Signatory
from grc.answers.models.drafting import Decided
from grc.core.refusals import NotAllowed
from tests.desk.conftest import TEXT, at, page

pytestmark = pytest.mark.django_db
THURSDAY = "Bonjour,\n\nNous passerons jeudi."


def later(minutes):
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False)


def written(draft, body, by, minutes=5, **fields):
    """Write in the draft some minutes after: a burst of its own."""
    with later(minutes):
        fresh = Answer.objects.get(pk=draft.pk)
        fresh.save_draft(body, based_on=fresh.revision, by=by, **fields)


def names():
    return [f"e{pk}" for pk in DraftState.objects.order_by("pk").values_list("pk", flat=True)]


def states_at(draft, **data):
    query = "&".join(f"{name}={value}" for name, value in data.items())
    return f"{at('states', draft, draft.pk)}?{query}"


def taking_up(draft, name, **data):
    fresh = Answer.objects.get(pk=draft.pk)
    return {"text": name, "based_on": fresh.revision} | data


@pytest.mark.parametrize("who", ["outsider", "stranger"])
def test_whoever_does_not_see_the_request_sees_no_text(desk, draft, who, request):
    """Not yours: the page and the gesture do not exist."""
    browser = desk(request.getfixturevalue(who))
    assert browser.get(states_at(draft)).status_code == 404
    data = taking_up(draft, names()[0])
    assert browser.post(at("take_up", draft, draft.pk), data).status_code == 404


@pytest.mark.parametrize("forged", ["e1", "v9", "e" + "9" * 18, "v" + "9" * 18, "x1", "e", "é1"])
def test_a_text_of_no_or_another_answer_does_not_exist(desk, draft, agent, forged):
    """A forged name is not found, on either side, alone, or taken up."""
    (name,) = names()
    browser = desk(agent)
    for data in ({"old": name, "new": forged}, {"old": forged, "new": name}, {"new": forged}):
        assert browser.get(at("states", draft, draft.pk), data).status_code == 404
    data = taking_up(draft, forged)
    assert browser.post(at("take_up", draft, draft.pk), data).status_code == 404


def test_an_answer_of_another_request_does_not_exist(desk, draft, agent):
    """The answer must be one of this request."""
    for pk in (draft.pk + 1, 10**30):
        assert desk(agent).get(at("states", draft, pk)).status_code == 404


def test_two_texts_are_compared_word_for_word(desk, draft, agent, colleague):
    """Any two, by an address that says which; the words that went and came are marked."""
    written(draft, THURSDAY, colleague)
    old, new = names()
    shown = page(desk(agent).get(states_at(draft, old=old, new=new)))
    assert "removed: </span>mardi<span" in shown
    assert "added: </span>jeudi<span" in shown
    assert f'name="old" value="{old}" aria-describedby="kept-{old}" checked' in shown
    assert f'name="new" value="{new}" aria-describedby="kept-{new}" checked' in shown


def test_one_text_alone_is_compared_with_what_it_began_from(desk, draft, agent, colleague):
    """“Compare with the one before” needs one name; the first text has nothing before it."""
    written(draft, THURSDAY, colleague)
    first, second = names()
    browser = desk(agent)
    assert "<del>" in page(browser.get(states_at(draft, new=second)))
    assert "Nothing came before this text." in page(browser.get(states_at(draft, new=first)))


def test_what_else_changed_is_said_in_words(desk, draft, agent, town):
    """Outcome, kind, grounds, signatory, way of signing."""
    signatory = Signatory.objects.create(
        municipality=town,
        person=agent,
        first_name="Anne",
        last_name="Petit",
        capacity="adjointe",
        starts_on=timezone.localdate(),
    )
    decided = Decided(
        kind="refusal",
        grounds_law="Article L. 1",
        signatory_id=signatory.pk,
        signature_mode="portal",
        channel="letter",
        copies=[{"name": "", "email": "elus@chalons.example"}],
    )
    written(draft, TEXT, agent, outcome="refused", decided=decided)
    old, new = names()
    shown = page(desk(agent).get(states_at(draft, old=old, new=new)))
    assert "The words are the same." in shown
    assert "Outcome: “Done” became “Refused”." in shown
    assert "Kind of answer: “information” became “refusal”." in shown
    assert "Signed by: “Anne Petit, adjointe”, where nothing was said." in shown
    assert "Article L. 1" in shown
    assert "How it is sent: “by letter”, where nothing was said." in shown
    assert "elus@chalons.example" in shown
    back = page(desk(agent).get(states_at(draft, old=new, new=old)))
    assert "Signed by: nothing is said any more; it was “Anne Petit, adjointe”." in back


def test_the_list_tells_who_wrote_and_what_was_decided(desk, draft, agent, colleague):
    """Each burst with its author and what the outcome became, texts set aside with their fate."""
    written(draft, THURSDAY, colleague, outcome="refused")
    draft.save_draft("À côté.", based_on=0, by=agent)
    shown = page(desk(agent).get(states_at(draft)))
    assert f"{colleague}</strong>" in shown
    assert "Outcome: Refused" in shown
    assert f"{agent}, set aside</strong>" in shown
    assert "waits for a choice" in shown


def test_versions_stand_among_the_texts_with_how_they_ended(desk, submitted, agent, supervisor):
    """A version bears its number, its end, and who decided; it compares with the one before."""
    submitted.return_to_author(round_number=1, reason="Trop court.", by=supervisor)
    written(submitted, THURSDAY, agent)
    with later(9):
        fresh = Answer.objects.get(pk=submitted.pk)
        fresh.submit(based_on=fresh.revision, by=agent)
    browser = desk(agent)
    shown = page(browser.get(states_at(submitted, new="v2")))
    assert f"Version 1 by {agent}: returned" in shown
    assert f"{supervisor}: returned," in shown
    assert "From Version 1 to Version 2" in shown
    assert "<del>" in shown
    assert "Take this text up again" not in shown


def test_the_pages_lead_to_the_texts(desk, draft, agent, colleague):
    """From the editor always; from the request once there is more than one text."""
    browser, address = desk(agent), at("states", draft, draft.pk)
    assert address in page(browser.get(at("answer", draft)))
    assert address not in page(browser.get(at("request", draft)))
    written(draft, THURSDAY, colleague)
    assert address in page(browser.get(at("request", draft)))


def test_an_answer_without_any_text_says_so(desk, taken, agent):
    """Before the first pause there is nothing to compare."""
    answer = Answer.objects.draft_for(taken, by=agent)
    assert "Nothing was kept yet" in page(desk(agent).get(at("states", answer, answer.pk)))


def test_taking_up_a_text_in_an_answer_that_is_no_draft_is_refused(desk, submitted, agent):
    """Not now: nothing changes, the sentence says why."""
    data = taking_up(submitted, names()[0])
    response = desk(agent).post(at("take_up", submitted, submitted.pk), data)
    assert response.status_code == 409
    assert "no longer a draft, so nothing was changed" in page(response)


def test_taking_up_a_text_over_one_that_was_not_seen_is_refused(desk, draft, agent, colleague):
    """The draft changed since the page was opened: whoever takes up looks first."""
    data = taking_up(draft, names()[0])
    written(draft, THURSDAY, colleague)
    for based_on in (data["based_on"], "", "-1", "9" * 40, "²"):
        response = desk(agent).post(at("take_up", draft, draft.pk), data | {"based_on": based_on})
        assert response.status_code == 409
        assert "The draft changed meanwhile." in page(response)
    assert Answer.objects.get().body == THURSDAY


def test_somebody_who_does_not_work_the_request_takes_nothing_up(
    desk, draft, agent, outsider, town
):
    """Not allowed, asked of the command itself: the page does not even exist for them."""
    written(draft, THURSDAY, agent)
    fresh = Answer.objects.get()
    with pytest.raises(NotAllowed, match="Voirie"):
        fresh.take_up(fresh.kept_text(names()[0]), based_on=fresh.revision, by=outsider)
    assert Answer.objects.get().body == THURSDAY


def test_an_earlier_text_becomes_the_draft_again(desk, draft, agent, colleague):
    """As a new revision, with its outcome; what stood there stays among the texts."""
    written(draft, THURSDAY, colleague, outcome="refused")
    revision = Answer.objects.get().revision
    data = taking_up(draft, names()[0])
    response = desk(agent).post(at("take_up", draft, draft.pk), data, follow=True)
    assert "This text is the draft again." in page(response)
    answer = Answer.objects.get()
    assert (answer.body, answer.outcome, answer.revision) == (TEXT, "done", revision + 1)
    assert [s.body for s in DraftState.objects.order_by("pk")] == [TEXT, THURSDAY, TEXT]


def test_what_was_typed_a_moment_before_is_kept_too(desk, draft, agent):
    """Nothing is lost: typing and taking up within one burst leaves both texts."""
    first = names()[0]
    written(draft, THURSDAY, agent, minutes=2)
    with later(2.2):
        data = taking_up(draft, first)
        desk(agent).post(at("take_up", draft, draft.pk), data)
    assert [s.body for s in DraftState.objects.order_by("pk")] == [TEXT, THURSDAY, TEXT]


def test_choosing_another_s_text_keeps_what_was_typed_a_moment_before(
    desk, draft, agent, colleague
):
    """The draft that gives way to a text set aside stays readable, be it of the same minute."""
    draft.save_draft("Nous passerons samedi.", based_on=0, by=colleague)
    aside = DraftState.objects.get(kept_aside=True)
    written(draft, THURSDAY, agent, minutes=2)
    fresh = Answer.objects.get()
    with later(2.2):
        data = {"aside": aside.pk, "based_on": fresh.revision, "keep": "aside"}
        desk(agent).post(at("settle", draft), data)
    assert Answer.objects.get().body == "Nous passerons samedi."
    assert THURSDAY in DraftState.objects.values_list("body", flat=True)


def test_taking_up_a_text_that_was_set_aside_settles_it(desk, draft, agent, colleague):
    """The editor asks no more about a text that is the draft."""
    draft.save_draft("Nous passerons samedi.", based_on=0, by=colleague)
    aside = DraftState.objects.get(kept_aside=True)
    data = taking_up(draft, f"e{aside.pk}")
    response = desk(agent).post(at("take_up", draft, draft.pk), data, follow=True)
    assert "wrote at the same time" not in page(response)
    assert Answer.objects.get().body == "Nous passerons samedi."


def test_a_version_is_taken_up_with_its_decision(desk, submitted, agent):
    """What a version froze comes back whole: words and outcome."""
    submitted.recall(by=agent)
    written(submitted, THURSDAY, agent, outcome="refused")
    data = taking_up(submitted, "v1")
    desk(agent).post(at("take_up", submitted, submitted.pk), data)
    answer = Answer.objects.get()
    assert (answer.body, answer.outcome) == (TEXT, "done")


@pytest.fixture
def long_life(draft, agent, colleague, town):
    """Sixty texts, at moments of their own and at the same."""
    now = timezone.now()
    DraftState.objects.bulk_create(
        DraftState(
            municipality=town,
            answer=draft,
            revision=2 + n,
            body=f"Texte {n}",
            outcome="done",
            by=(agent, colleague)[n % 2],
            saved_at=now + timedelta(minutes=n // 3),
        )
        for n in range(60)
    )
    return draft


def test_every_text_is_reached_page_by_page(desk, long_life, agent):
    """Onwards and back, none twice, none left out, those of one instant too."""
    browser, found, address = desk(agent), [], at("states", long_life, long_life.pk)
    query = ""
    while True:
        context = browser.get(address + query).context
        found += [row["name"] for row in context["rows"]]
        if not context["older"]:
            break
        query = context["older"]
    newest = DraftState.objects.order_by("-saved_at", "-pk").values_list("pk", flat=True)
    assert found == [f"e{pk}" for pk in newest]
    back = browser.get(address + context["newer"]).context
    assert [row["name"] for row in back["rows"]] == found[25:50]
    assert browser.get(address + "?before=9-9-9&after=x").status_code == 200


def test_a_long_life_costs_no_more_statements(desk, draft, agent, request):
    """The number of statements is the same with one text and with sixty."""
    browser = desk(agent)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(states_at(draft, new=f"{names()[-1]}")).status_code == 200
        return len(asked)

    cost()
    one = cost()
    request.getfixturevalue("long_life")
    assert cost() <= one + 1
