# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The page of a request: what was said, what is so, and what changes while it is open."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from grc.answers.models import Answer
from grc.journal.models import Event
from tests.cast import file_request
from tests.desk.conftest import at, page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("reference", ["XXXX-XXXX", "0", "%00", "ABCD-EFGH-IJKL", "é" * 300])
def test_a_reference_that_cannot_be_one_is_not_found(reference, desk, agent):
    """Whatever is typed in the address."""
    assert desk(agent).get(f"/bureau/demandes/{reference}/").status_code == 404


def test_the_reference_is_read_as_people_write_it(desk, service_request, agent):
    """With or without its dash, in small letters."""
    written = service_request.display_reference.lower().replace("-", "")
    assert desk(agent).get(f"/bureau/demandes/{written}/").status_code == 200


def test_the_reference_can_be_copied(desk, service_request, agent):
    """The button names the words that it copies."""
    text = page(desk(agent).get(at("request", service_request)))
    assert 'data-copy="request-reference"' in text
    assert f'id="request-reference">{service_request.display_reference}<' in text


def test_a_supervisor_of_the_validating_team_reads_without_acting(
    desk, service_request, other_team, town
):
    """They see the request while its answer waits for them; no button acts on it."""
    from tests.cast import make_member

    judge = make_member(town, other_team, "supervisor", "juge@chalons.example", "Jeanne Juge")
    type(service_request).objects.filter(pk=service_request.pk).update(validating_team=other_team)
    text = page(desk(judge).get(at("request", service_request)))
    assert 'id="act-take"' not in text
    assert "Write to the requester" not in text


def test_what_was_said_and_what_is_so_are_on_the_page(desk, taken, agent):
    """The question, the thread, the people, the way to reach them."""
    taken.reply("Et alors ?")
    text = page(desk(agent).get(at("request", taken)))
    for words in (
        "What is the matter?",
        "Un trou devant le 12.",
        "Et alors ?",
        "Marie Dupont",
        'href="tel:0600000000"',
        'href="mailto:marie@example.org"',
        "12 rue des Fleurs",
        "Taken in charge",
        "Request filed (portal)",
    ):
        assert words in text


def test_there_is_one_first_action(desk, service_request, agent):
    """Take, then write the answer: never two first actions."""
    browser = desk(agent)
    text = page(browser.get(at("request", service_request)))
    assert text.split('id="request-actions"')[1].split("</div>")[0].count("primary") == 1
    assert 'class="primary" id="act-take"' in text
    browser.post(at("take", service_request))
    assert 'class="primary" id="act-answer"' in page(browser.get(at("request", service_request)))


def test_who_waits_for_a_visa_has_no_first_action(desk, submitted, agent, supervisor):
    """The author waits; the supervisor is asked to read and decide."""
    text = page(desk(agent).get(at("request", submitted)))
    assert 'id="act-recall"' in text
    assert 'class="primary" id="act-recall"' not in text
    text = page(desk(supervisor).get(at("request", submitted)))
    assert 'class="button primary" id="act-decide"' in text


def test_html_typed_by_a_requester_is_text(desk, service, agent):
    """Nothing that somebody writes becomes a part of the page."""
    filed = file_request(service, values={"what": "<script>alert(1)</script>", "place": None})
    filed.reply("<img src=x onerror=alert(1)>")
    html = desk(agent).get(at("request", filed)).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_every_event_of_the_journal_is_told_in_words(
    desk, service_request, agent, supervisor, colleague, team, other_team, administrator
):
    """The history is sentences, the newest first; no code shows through."""
    one = service_request.take(by=agent)
    one.release(by=agent).assign(colleague, by=supervisor)
    one.set_priority(30, by=agent)
    one.write("Bonjour.", by=agent)
    one.note("Note.", by=agent)
    one.reply("Merci.")
    one.pass_on(other_team, by=administrator).pass_on(team, by=administrator)
    answer = Answer.objects.draft_for(one, by=agent)
    saved = answer.save_draft("Voici.", based_on=0, by=agent)
    answer.submit(based_on=saved.revision, by=agent)
    answer = answer.recall(by=agent)
    answer.submit(based_on=saved.revision, by=agent)
    answer = answer.return_to_author(round_number=2, reason="Non.", by=supervisor)
    answer.submit(based_on=saved.revision, by=agent)
    answer.approve(round_number=3, by=supervisor)
    text = page(desk(administrator).get(at("request", one))).split('id="request-history"')[1]
    told = text.split("</aside>")[0]
    codes = set(Event.objects.about(one, answer).values_list("name", flat=True))
    assert len(codes) >= 14
    assert not [code for code in codes if f"<span>{code}</span>" in told]
    assert "Given to Colin Collègue" in told
    assert "Passed on from Voirie to État civil" in told
    assert "Priority: high" in told
    assert "Version 2 returned" in told
    assert told.index("Version 3 approved") < told.index("Version 2 returned")


def test_the_living_parts_hold_no_form_that_somebody_types_in(desk, draft, agent):
    """What refreshes by itself is line, thread, actions, facts and history: no text field."""
    html = desk(agent).get(at("request_live", draft)).content.decode()
    regions = ("line", "actions", "thread", "facts", "history")
    assert all(f'id="request-{region}"' in html for region in regions)
    assert "<textarea" not in html
    assert "<select" not in html


def test_reading_again_by_itself_does_not_eat_what_is_to_be_said(desk, service_request, agent):
    """The words after a gesture are for the page that follows, not for a background reading."""
    browser = desk(agent)
    browser.post(at("take", service_request))
    browser.get(at("request_live", service_request))
    browser.get("/bureau/vivant/")
    browser.get(at("queue_beside", service_request))
    said = "You now have this request."
    assert said in page(browser.get(at("request", service_request)))


def test_the_page_says_what_it_listens_to(desk, service_request, agent):
    """Each part names what it is about, for the sockets."""
    html = desk(agent).get(at("request", service_request)).content.decode()
    assert f'data-live="request:{service_request.pk}"' in html
    assert 'data-live="queue"' in html
    assert 'src="/static/live/live.js"' in html


def test_the_page_speaks_the_reader_s_language(desk, service_request, agent):
    """French by default, with the town's own labels."""
    browser = desk(agent)
    browser.cookies["language"] = "fr"
    with override("fr"):
        text = page(browser.get(at("request", service_request)))
    assert '<html lang="fr"' in text
    assert "Trou dans la chaussée" in text
