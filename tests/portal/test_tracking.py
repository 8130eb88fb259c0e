# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The page of a request: everything that concerns the requester, and nothing that does not."""

from __future__ import annotations

import pytest
from django.utils import timezone

from grc.answers.enums import SendingChannel
from grc.answers.models import Answer
from tests.cast import file_request, make_service, make_team, make_workflow
from tests.portal.gestures import said, text_of

pytestmark = pytest.mark.django_db


def answered(service_request, agent, supervisor, body="Le trou est **rebouché**."):
    """Take the request to its answered end, as its workflow goes."""
    service_request.take(by=agent)
    answer = Answer.objects.draft_for(service_request, by=agent)
    saved = answer.save_draft(body, based_on=0, by=agent)
    answer.submit(based_on=saved.revision, by=agent)
    answer.approve(round_number=1, by=supervisor)
    answer = Answer.objects.get(pk=answer.pk).lock()
    answer.record_sent(SendingChannel.EMAIL, at=timezone.now(), by=None)
    return type(service_request).objects.get(pk=service_request.pk)


def test_a_forged_link_is_an_unknown_page(reader, service, service_request):
    """A wrong key, another request's key, an unknown reference: the same page as any other."""
    other = file_request(service)
    unknown = reader.get("/suivi/22222222/nothing/")
    for reference, key in (
        (service_request.reference, "forged"),
        (service_request.reference, other.tracking_key),
        (service_request.reference, service_request.tracking_key[:-1]),
        (service_request.reference, service_request.tracking_key.swapcase()),
    ):
        for page in ("", "recue/"):
            path = f"/suivi/{reference}/{key}/{page}"
            response = reader.get(path)
            assert response.status_code == 404
            assert text_of(response) == text_of(unknown)
            assert reader.post(path, {"body": "x"}).status_code in (404, 405)


def test_a_link_of_another_town_is_unknown_here(reader, other_town, town):
    """The right reference and key on a neighbour's host open nothing."""
    team = make_team(other_town, "Voirie")
    theirs = file_request(make_service(other_town, team, make_workflow(other_town)))
    assert reader.get(theirs.tracking_path).status_code == 404
    assert reader.get(theirs.tracking_path, HTTP_HOST="other.testserver").status_code == 200


def test_what_agents_say_among_themselves_stays_there(
    reader, service_request, agent, supervisor, other_team
):
    """No note, no reason, no draft, no returned text, and no agent's name anywhere."""
    fresh = service_request.take(by=agent)
    fresh.note("Cette personne appelle souvent.", by=agent)
    fresh.write("Nous passerons mardi.", by=agent)
    answer = Answer.objects.draft_for(fresh, by=agent)
    saved = answer.save_draft("Brouillon malheureux.", based_on=0, by=agent)
    answer.submit(based_on=saved.revision, by=agent)
    answer.return_to_author(round_number=1, reason="Ton trop sec.", by=supervisor)
    fresh.pass_on(other_team, by=agent, reason="Pas pour nous.")
    words = text_of(reader.get(service_request.tracking_path))
    for secret in (
        "appelle souvent",
        "malheureux",
        "trop sec",
        "Pas pour nous",
        "Alice",
        "Agent ",
        "Sonia",
        "Superviseure",
    ):
        assert secret not in words, secret
    assert "Nous passerons mardi." in words
    assert other_team.name in words


def test_the_line_speaks_the_citizens_words(reader, language, service_request, agent):
    """Where it stands, in the citizen's wording of the steps, with the team and no person."""
    service_request = service_request.take(by=agent)
    words = text_of(reader.get(service_request.tracking_path))
    machine = service_request.machine
    assert machine.start.citizen_label[language] in words
    assert service_request.current_step.citizen_label[language] in words
    assert service_request.current_step.citizen_help[language] in words
    assert service_request.team.name in words
    assert service_request.display_reference in words


def test_a_sent_answer_is_read_where_it_was_asked(
    reader, language, service_request, agent, supervisor
):
    """The approved text, as it was sent, in its place in the exchange; the outcome in words."""
    service_request.reply("Avez-vous pu passer ?")
    ended = answered(service_request, agent, supervisor)
    response = reader.get(ended.tracking_path)
    words, page = text_of(response), response.content.decode()
    assert "<strong>rebouché</strong>" in page
    assert words.index("Avez-vous pu passer ?") < words.index("Le trou est")
    assert said(language, "Outcome:") in words
    assert said(language, "Done") in words


def test_an_approved_answer_is_silent_until_it_is_sent(reader, service_request, agent, supervisor):
    """A text on its way may still be taken back: it is not shown before it left."""
    service_request.take(by=agent)
    answer = Answer.objects.draft_for(service_request, by=agent)
    saved = answer.save_draft("Le trou est rebouché.", based_on=0, by=agent)
    answer.submit(based_on=saved.revision, by=agent)
    answer.approve(round_number=1, by=supervisor)
    assert "rebouché" not in text_of(reader.get(service_request.tracking_path))


def test_the_history_tells_what_concerns_the_requester(
    reader, language, service_request, agent, supervisor
):
    """Each move in the citizen's words, once; moves without such words are left out."""
    ended = answered(service_request, agent, supervisor)
    page = reader.get(ended.tracking_path).content.decode()
    history = page.split('<ol class="timeline"')[1].split("</ol>")[0]
    told = {t.code: t.citizen_label for t in ended.machine.definition.transitions}
    order = [said(language, "You sent your request")]
    order += [told[code][language] for code in ("take", "submit", "approve", "send")]
    places = [history.index(sentence) for sentence in order]
    assert places == sorted(places)
    assert said(language, "We answered you") not in history
    assert history.count("<li>") == len(order)


def test_markup_of_a_stranger_is_text(reader, service_request):
    """What a requester writes is never markup."""
    service_request.reply("<script>alert(1)</script> <b>gras</b>")
    page = reader.get(service_request.tracking_path).content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;gras" in page


def test_the_secret_in_the_address_stays_there(reader, service_request):
    """No cache keeps it, no search engine lists it, no other site learns it."""
    for page in ("", "recue/"):
        response = reader.get(f"{service_request.tracking_path}{page}")
        assert response["Cache-Control"] == "no-store, private"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "same-origin"


def test_a_word_about_the_page_stands_where_one_looks(reader, language, service_request):
    """After sending, the page opens at the message: the sentence that it was sent is beside it."""
    response = reader.post(service_request.tracking_path, {"body": "Alors ?"}, follow=True)
    page = response.content.decode()
    sent = said(language, "Your message has been sent.")
    assert page.index("Alors ?") < page.index(sent) < page.index('id="write"')


def test_a_request_taken_by_telephone_says_so(reader, language, service):
    """Whatever the channel, the request has its page."""
    service_request = file_request(service, channel="phone")
    words = text_of(reader.get(service_request.tracking_path))
    assert said(language, "Telephone") in words
