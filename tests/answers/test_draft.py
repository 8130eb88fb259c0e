# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Drafting loses nothing: every save counts, two windows keep both texts."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from grc.answers.models import Answer
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from tests.threads import together, winners

pytestmark = pytest.mark.django_db


def test_an_outsider_cannot_begin_an_answer(service_request, outsider):
    """Only the team in charge answers."""
    with pytest.raises(NotAllowed):
        Answer.objects.draft_for(service_request, by=outsider)


def test_an_ended_request_is_not_answered(service_request, agent):
    """It is reopened first."""
    service_request.perform("close", by=agent, outcome="done", message="Fait.")
    with pytest.raises(NotNow):
        Answer.objects.draft_for(service_request, by=agent)


def test_what_waits_for_a_visa_is_not_edited(submitted, agent):
    """The text before a validator's eyes does not move; the refusal says how to go on."""
    with pytest.raises(NotNow, match=r"take|reprenez"):
        submitted.save_draft("Autre chose.", based_on=1, by=agent)


def test_a_text_too_long_says_by_how_much(answer, agent):
    """The sentence counts what is too many."""
    with pytest.raises(NotValid, match="7"):
        answer.save_draft("x" * 50_007, based_on=1, by=agent)


def test_an_unknown_outcome_is_refused(answer, agent):
    """Outcomes are a fixed list."""
    with pytest.raises(NotValid):
        answer.save_draft("x", outcome="maybe", based_on=1, by=agent)


def test_a_request_has_one_living_answer(answer, service_request, colleague):
    """A colleague opens the same draft."""
    assert Answer.objects.draft_for(service_request, by=colleague).pk == answer.pk


def test_saving_what_is_saved_changes_nothing(answer, agent):
    """A retried save is no new revision, whatever it was based on."""
    assert answer.save_draft("Nous passerons mardi.", based_on=0, by=agent).revision == 1


def test_two_windows_keep_both_texts(answer, agent, colleague):
    """The later one is kept aside, and said so; the draft stays what it was."""
    answer.save_draft("Texte d'Alice.", based_on=1, by=agent)
    saved = answer.save_draft("Texte de Colin.", based_on=1, by=colleague)
    assert saved.kept_aside
    assert saved.body == "Texte d'Alice."
    (aside,) = answer.texts_aside()
    assert (aside.body, aside.by) == ("Texte de Colin.", colleague)


def test_typing_on_beside_the_draft_updates_the_text_aside(answer, agent, colleague):
    """A window that goes on typing does not leave a trail of copies."""
    answer.save_draft("Texte d'Alice.", based_on=1, by=agent)
    for text in ("Texte", "Texte de", "Texte de Colin."):
        answer.save_draft(text, based_on=1, by=colleague)
    assert [aside.body for aside in answer.texts_aside()] == ["Texte de Colin."]


def test_merging_settles_the_text_aside(answer, agent, colleague):
    """Whoever saves on the newest revision has both before their eyes."""
    answer.save_draft("Texte d'Alice.", based_on=1, by=agent)
    saved = answer.save_draft("Texte de Colin.", based_on=1, by=colleague)
    answer.save_draft("Alice et Colin.", based_on=saved.revision, by=colleague)
    assert answer.texts_aside() == []
    assert answer.lock().body == "Alice et Colin."


def test_a_burst_is_one_state_and_a_pause_begins_another(answer, agent):
    """Every pause of more than a minute leaves a state of its own."""
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        answer.save_draft("a", based_on=1, by=agent)
        answer.save_draft("ab", based_on=2, by=agent)
    with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=False):
        answer.save_draft("abc", based_on=3, by=agent)
    assert list(answer.draft_states.values_list("body", flat=True)) == [
        "Nous passerons mardi.",
        "ab",
        "abc",
    ]


def test_a_withdrawn_draft_leaves_room_for_another(answer, agent, service_request):
    """It stays in the history; the next answer is a new one."""
    answer.withdraw(by=agent)
    other = Answer.objects.draft_for(service_request, by=agent)
    assert other.pk != answer.pk
    assert Event.objects.about(answer).filter(name="withdrawn").exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_save_at_the_same_moment(town, answer, agent, colleague):
    """One text becomes the draft, the other is kept aside; no text is lost."""
    results = together(
        town,
        lambda: answer.save_draft("Texte d'Alice.", based_on=1, by=agent),
        lambda: answer.save_draft("Texte de Colin.", based_on=1, by=colleague),
    )
    assert len(winners(results)) == 2
    assert sorted(saved.kept_aside for saved in results) == [False, True]
    with town.scope():
        kept = {answer.lock().body, *(aside.body for aside in answer.texts_aside())}
    assert kept == {"Texte d'Alice.", "Texte de Colin."}


@pytest.mark.django_db(transaction=True)
def test_two_people_begin_at_the_same_moment(town, service_request, agent, colleague):
    """They find themselves in the same draft."""
    results = together(
        town,
        lambda: Answer.objects.draft_for(service_request, by=agent),
        lambda: Answer.objects.draft_for(service_request, by=colleague),
    )
    assert len({answer.pk for answer in winners(results)}) == 1
