# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A draft typed in two windows: both texts are kept, somebody chooses."""

from __future__ import annotations

import pytest

from grc.answers.models import Answer, DraftState
from tests.desk.conftest import TEXT, at, draft_data, page

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def aside(desk, draft, agent, colleague):
    """The colleague typed on an older revision than the draft's."""
    data = draft_data(draft, "Nous passerons jeudi.", based_on=0)
    response = desk(colleague).post(at("save", draft), data)
    assert response.status_code == 303
    return DraftState.objects.get(kept_aside=True)


def settling(draft, aside, keep):
    return {"aside": aside.pk, "based_on": draft.revision, "keep": keep}


def test_the_page_that_saves_by_itself_says_that_both_are_kept(desk, draft, colleague):
    """Nobody's text overwrites another's silently."""
    data = draft_data(draft, "Nous passerons jeudi.", based_on=0)
    said = desk(colleague).post(at("save", draft), data, **JSON).json()
    assert said["aside"] is True
    assert "Both are kept" in said["words"]
    assert Answer.objects.get().body == TEXT


def test_typing_on_goes_to_the_text_set_aside(desk, draft, colleague):
    """Further pauses of the second window are kept too, as one text."""
    browser = desk(colleague)
    for body in ("Nous passerons jeudi.", "Nous passerons jeudi matin."):
        browser.post(at("save", draft), draft_data(draft, body, based_on=0), **JSON)
    assert DraftState.objects.get(kept_aside=True).body == "Nous passerons jeudi matin."


def test_both_texts_stand_side_by_side_with_what_differs(desk, draft, aside, colleague):
    """The two texts, the words that differ, and a plain choice."""
    shown = page(desk(colleague).get(at("answer", draft)))
    assert "You and somebody else wrote at the same time" in shown
    assert "Nous passerons jeudi." in shown
    assert "Keep my text" in shown
    assert "<del>" in shown
    assert "<ins>" in shown


def test_submitting_before_choosing_is_not_possible_by_accident(desk, draft, colleague):
    """A submission typed on an older revision is set aside, not submitted."""
    data = draft_data(draft, "Nous passerons jeudi.", based_on=0)
    response = desk(colleague).post(at("submit", draft), data, follow=True)
    assert "Both are kept" in page(response)
    assert Answer.objects.get().state == "draft"


def test_a_text_of_another_answer_cannot_be_chosen(desk, draft, aside, agent):
    """Only what was typed beside this draft."""
    response = desk(agent).post(
        at("settle", draft), settling(draft, aside, "aside") | {"aside": 10**18}
    )
    assert response.status_code == 404


def test_a_draft_that_changed_again_is_compared_again(desk, draft, aside, agent, colleague):
    """The choice was made on a draft that is no longer the newest: nothing is overwritten."""
    data = settling(draft, aside, "aside")
    draft.save_draft("Encore un autre.", based_on=draft.revision, by=agent)
    response = desk(colleague).post(at("settle", draft), data)
    assert response.status_code == 409
    assert "Compare the two texts once more." in page(response)
    assert Answer.objects.get().body == "Encore un autre."


def test_keeping_mine_makes_it_the_draft(desk, draft, aside, colleague):
    """The other text stays among the versions kept."""
    data = settling(draft, aside, "aside")
    response = desk(colleague).post(at("settle", draft), data, follow=True)
    assert Answer.objects.get().body == "Nous passerons jeudi."
    assert "wrote at the same time" not in page(response)
    states = draft.draft_states.filter(kept_aside=False).values_list("body", flat=True)
    assert list(states) == [TEXT, "Nous passerons jeudi."]


def test_keeping_theirs_leaves_mine_readable(desk, draft, aside, colleague):
    """The draft stays; the text set aside is read among the earlier texts."""
    data = settling(draft, aside, "draft")
    response = desk(colleague).post(at("settle", draft), data, follow=True)
    assert Answer.objects.get().body == TEXT
    assert "wrote at the same time" not in page(response)
    earlier = desk(colleague).get(at("states", draft, draft.pk), {"new": f"e{aside.pk}"})
    assert "Nous passerons jeudi." in page(earlier)
