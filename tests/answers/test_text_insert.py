# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Putting a standard text into a draft: its values, its trace, what is missing, how it fares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grc.answers.models import Answer, AnswerText, StandardText
from grc.answers.models.text_usage import piece_for
from grc.core.refusals import NotAllowed, NotNow, NotValid
from tests.answers.texts import a_text
from tests.cast import file_request

pytestmark = pytest.mark.django_db
LINES = st.text(st.sampled_from("ab \n"), max_size=20)


@pytest.fixture
def choosy(service, supervisor):
    """A text that needs a field of the form, which nobody need fill in."""
    content = a_text(supervisor, body="Photo : {values.photo}.", services=[service])
    return StandardText.objects.begin(content, by=supervisor)


def test_an_outsider_inserts_nothing(text, answer, outsider):
    """Only the team in charge writes the answer."""
    with pytest.raises(NotAllowed):
        text.insert_into(answer, "", based_on=1, by=outsider)
    assert not AnswerText.objects.exists()


def test_nothing_is_put_into_a_submitted_answer(text, submitted, agent):
    """It is no longer a draft."""
    with pytest.raises(NotNow):
        text.insert_into(submitted, "", based_on=1, by=agent)


def test_a_text_retired_meanwhile_is_not_inserted(text, answer, agent, supervisor):
    """The refusal says to choose another one."""
    text.retire(by=supervisor)
    with pytest.raises(NotNow):
        text.insert_into(answer, "", based_on=1, by=agent)


@pytest.mark.parametrize("body", ["Le {values.photo}.", "Bonjour {requester.name}", "{values.x}"])
def test_a_missing_value_blocks_the_submission(body, answer, agent, english):
    """The refusal says which value is missing, in words."""
    answer.save_draft(body, based_on=1, by=agent)
    with pytest.raises(NotValid, match="still waits for a value"):
        answer.lock().submit(based_on=2, by=agent)


def test_the_refusal_names_the_field_by_its_label(answer, agent, english):
    """The question of the form, then the placeholder as it stands in the text."""
    answer.save_draft("Voir {values.photo}.", based_on=1, by=agent)
    with pytest.raises(NotValid, match=r"Photo \(\{values.photo\}\)"):
        answer.lock().submit(based_on=2, by=agent)


@pytest.mark.parametrize("body", [r"Écrivez \{today\}.", "Choisissez {a, b}.", "{horse}"])
def test_other_braces_do_not_block(body, answer, agent, supervisor):
    """Braces after a backslash, and braces that stand for nothing of ours."""
    answer.save_draft(body, based_on=1, by=agent)
    assert answer.lock().submit(based_on=2, by=agent).body == body


def test_an_insertion_records_the_edition_and_its_words(text, answer, agent, supervisor):
    """Changed afterwards, the text in the answer still points to the words it came from."""
    inserted = text.insert_into(answer, "Bonjour", based_on=1, by=agent)
    assert inserted.saved.body == "Bonjour\n\nNous passerons bientôt."
    text.rewrite(a_text(supervisor, body="Autrement."), based_on=1, by=supervisor)
    use = answer.texts.get()
    assert (use.edition.number, use.edition.body) == (1, "Nous passerons bientôt.")
    assert (use.standard_text, use.by) == (text, agent)
    assert StandardText.objects.get().usage_count == 1
    assert use.unchanged_in("Nous passerons très bientôt.") == 1
    assert use.unchanged_in("Nous viendrons bientôt.") == pytest.approx(2 / 3)


def test_a_value_of_the_request_is_data(answer, agent, supervisor, service_request):
    """A name full of markup and braces comes out as it is, and waits for nothing."""
    type(service_request).objects.update(requester_name="*Ana* {today}")
    content = a_text(supervisor, body="Bonjour {requester.name}, le {values.photo}")
    content = a_text(supervisor, body="Bonjour {requester.name}")
    text = StandardText.objects.begin(content, by=supervisor)
    inserted = text.insert_into(answer, "", based_on=1, by=agent)
    assert inserted.saved.body == r"Bonjour \*Ana\* \{today\}"
    answer.lock().submit(based_on=2, by=agent)


def test_what_is_missing_is_told_at_once(choosy, answer, agent):
    """The text is inserted all the same, its placeholder in sight."""
    inserted = choosy.insert_into(answer, "", based_on=1, by=agent)
    assert inserted.filled.missing == ("values.photo",)
    assert "{values.photo}" in inserted.saved.body


def test_two_people_who_write_lose_nothing(text, answer, agent, colleague):
    """A colleague saved meanwhile: the insertion is kept aside with what was typed."""
    answer.save_draft("Texte d'Alice.", based_on=1, by=agent)
    inserted = text.insert_into(answer, "Texte de Colin.", based_on=1, by=colleague)
    assert inserted.saved.kept_aside
    assert inserted.saved.aside.body == "Texte de Colin.\n\nNous passerons bientôt."
    assert answer.lock().body == "Texte d'Alice."


@pytest.mark.parametrize(
    ("before", "text", "after", "piece"),
    [
        ("", "Oui.", "", "Oui."),
        ("Bonjour,", "Oui.", "", "\n\nOui."),
        ("Bonjour,\n\n", "Oui.", "", "Oui."),
        ("Bonjour,\n", "Oui.", "\nFin", "\nOui.\n"),
        ("Nous", "viendrons", " demain", " viendrons"),
        ("Nous ", "viendrons", "demain", "viendrons "),
        ("Nous ", "viendrons", "", "viendrons"),
        ("Bonjour.", "Oui.", "\n\nFin", "\n\nOui."),
        ("Nous", "un\n\ndeux", "fin", "\n\nun\n\ndeux\n\n"),
    ],
)
def test_a_text_stands_by_itself(before, text, after, piece):
    """One paragraph goes on in its line, several have empty lines around them."""
    assert piece_for(before, text, after) == piece


@given(LINES, LINES.filter(str.strip), LINES)
def test_an_insertion_takes_nothing_away(before, text, after):
    """What stood before and after still stands, and the text is whole."""
    assert piece_for(before, text, after).strip() == text.strip()


def test_how_a_text_fares_is_told(text, answer, agent, supervisor, service, town):
    """Sent answers, their rounds, and those whose request left its end again."""
    for ending in ("returned", "reopened"):
        answer = _drafted(service, agent)
        saved = text.insert_into(answer, "", based_on=0, by=agent).saved
        text.insert_into(answer, saved.body, based_on=1, by=agent)
        answer.submit(based_on=2, by=agent)
        if ending == "returned":
            answer.return_to_author(round_number=1, reason="Encore.", by=supervisor)
            answer.submit(based_on=2, by=agent)
        answer.approve(round_number=answer.rounds.count(), by=supervisor)
        answer = answer.lock()
        answer.record_sent("email", at=answer.service_request.submitted_at, by=None)
        if ending == "reopened":
            answer.service_request.perform("reopen", by=supervisor, reason="Encore là.")
    fared = StandardText.objects.used_with().get(pk=text.pk)
    assert (fared.usage_count, fared.sent_count) == (4, 2)
    assert (fared.rounds_count, fared.contested_count) == (3, 1)


def _drafted(service, agent):
    return Answer.objects.draft_for(file_request(service).take(by=agent), by=agent)
