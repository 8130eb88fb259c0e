# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Writing to the requester, leaving notes, attaching files."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from grc.service_requests.models import Attachment, Message
from notifications.models import Delivery
from tests.desk.conftest import at, page

pytestmark = pytest.mark.django_db


def test_an_empty_message_is_refused(desk, taken, agent):
    """Nothing is sent without a word."""
    response = desk(agent).post(at("write", taken), {"write-body": " \n "})
    assert response.status_code == 422
    assert Message.objects.count() == 0


def test_an_endless_message_comes_back_whole(desk, taken, agent):
    """Too long: the sentence says by how much, and every word is still in the form."""
    body = "mot " * 6000
    response = desk(agent).post(at("write", taken), {"write-body": body})
    assert response.status_code == 422
    assert "This is too long by" in page(response)
    assert body.strip() in page(response)


def test_a_refused_file_sends_nothing_and_keeps_the_words(desk, taken, agent):
    """A message whose file is refused has not left; its words come back, the form is open."""
    bad = SimpleUploadedFile("run.exe", b"MZ")
    data = {"write-body": "Voici le plan.", "write-attachments": [bad]}
    response = desk(agent).post(at("write", taken), data)
    assert response.status_code == 422
    assert "run.exe is not of an accepted type" in page(response)
    assert "Voici le plan." in page(response)
    assert (
        Message.objects.count()
        == Delivery.objects.about(taken).filter(notification="word_from_town").count()
        == 0
    )


def test_too_many_files_are_refused(desk, taken, agent):
    """Five files at once, no more."""
    files = [SimpleUploadedFile(f"{n}.txt", b"x%d" % n) for n in range(6)]
    response = desk(agent).post(
        at("write", taken), {"write-body": "Voici.", "write-attachments": files}
    )
    assert response.status_code == 422
    assert "at most 5 files" in page(response)


def test_the_same_message_twice_is_one_message(desk, taken, agent):
    """A double click writes once, sends once, keeps the file once."""
    browser = desk(agent)
    token = uuid4()
    for _ in range(2):
        data = {
            "write-body": "Nous passerons.",
            "write-token": token,
            "write-attachments": [SimpleUploadedFile("plan.txt", b"ici")],
        }
        assert browser.post(at("write", taken), data).status_code == 303
    assert Message.objects.count() == 1
    assert Attachment.objects.count() == 1
    assert Delivery.objects.filter(notification="word_from_town").count() == 1


def test_a_message_leaves_and_stands_in_the_thread(desk, taken, agent):
    """The requester receives it; the page shows it and says so."""
    browser = desk(agent)
    response = browser.post(at("write", taken), {"write-body": "Nous passerons."}, follow=True)
    assert response.redirect_chain[-1][0].endswith("#written")
    assert "Your message is on its way to the requester." in page(response)
    assert "Nous passerons." in page(response)


def test_a_note_needs_words_or_a_file(desk, taken, agent):
    """An empty note is refused."""
    response = desk(agent).post(at("note", taken), {"note-body": ""})
    assert response.status_code == 422
    assert "Write a few words, or attach a file." in page(response)


def test_a_validator_of_another_team_leaves_no_file(
    desk, submitted, other_team, town, administrator
):
    """Who only validates may read, not add: neither words nor files."""
    from tests.cast import make_member

    judge = make_member(town, other_team, "supervisor", "juge@chalons.example", "Jeanne Juge")
    service_request = submitted.service_request
    type(service_request).objects.filter(pk=service_request.pk).update(validating_team=other_team)
    data = {"note-attachments": [SimpleUploadedFile("plan.txt", b"ici")]}
    response = desk(judge).post(at("note", submitted), data)
    assert response.status_code == 403
    assert Attachment.objects.count() == 0


def test_a_note_is_never_sent(desk, taken, agent):
    """An internal note is marked as such, and no mail leaves."""
    response = desk(agent).post(at("note", taken), {"note-body": "Voir Karim."}, follow=True)
    assert "Your note is kept. The requester does not see it." in page(response)
    assert Message.objects.get().kind == "internal_note"
    assert Delivery.objects.filter(notification="word_from_town").count() == 0


def test_a_file_for_colleagues_is_marked(desk, taken, agent):
    """A file without words is kept for colleagues only."""
    data = {"note-attachments": [SimpleUploadedFile("devis.txt", b"300")]}
    response = desk(agent).post(at("note", taken), data, follow=True)
    assert Attachment.objects.get().internal
    assert "colleagues only" in page(response)
