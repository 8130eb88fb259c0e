# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The requester's word: it joins the thread, it moves the request, it opens what had ended."""

from __future__ import annotations

import uuid

import pytest

from grc.journal.models import Event
from grc.service_requests.models import Attachment, Message, ServiceRequest
from tests.portal.gestures import picture, said, text_of
from tests.portal.test_tracking import answered

pytestmark = pytest.mark.django_db


def test_nothing_written_is_nothing_sent(reader, language, service_request):
    """An empty message is refused on its field; the file chosen with it is named."""
    response = reader.post(service_request.tracking_path, {"body": " ", "files": picture()})
    words = text_of(response)
    assert response.status_code == 422
    assert words.count(said(language, "Write a few words before sending.")) == 2
    assert "trou.png" in words
    assert not Message.objects.exists()
    assert not Attachment.objects.exists()


def test_a_refused_file_keeps_the_words(reader, service_request):
    """The message is neither sent nor lost because of its file."""
    typed = {"body": "Toujours là.", "files": picture("trou.exe")}
    response = reader.post(service_request.tracking_path, typed)
    assert response.status_code == 422
    assert "Toujours là." in response.content.decode()
    assert not Message.objects.exists()


def test_files_too_large_together_are_refused_as_a_whole(reader, service_request, monkeypatch):
    """What cannot be kept with its files is not kept without them."""
    monkeypatch.setattr("grc.service_requests.models.files.LARGEST_TOTAL", 10)
    typed = {"body": "Toujours là.", "files": picture()}
    response = reader.post(service_request.tracking_path, typed)
    assert response.status_code == 422
    assert "Toujours là." in response.content.decode()
    assert not Message.objects.exists()


def test_too_many_words_from_one_network_wait(reader, service_request):
    """The thirty-first message in ten minutes comes back as it was typed."""
    for _try in range(30):
        reader.post(service_request.tracking_path, {"body": ""})
    response = reader.post(service_request.tracking_path, {"body": "Toujours là."})
    assert response.status_code == 429
    assert "Toujours là." in response.content.decode()
    assert not Message.objects.exists()


def test_a_message_joins_the_thread_with_its_files(reader, language, service_request):
    """One event, one message, its files under it, and a sentence that says it was sent."""
    typed = {"body": "Le trou a grandi.", "files": [picture("a.png"), picture("b.png", "blue")]}
    response = reader.post(service_request.tracking_path, typed)
    message = Message.objects.get()
    assert response.status_code == 303
    assert response["Location"] == f"{service_request.tracking_path}#message-{message.pk}"
    words = text_of(reader.get(service_request.tracking_path))
    assert said(language, "Your message has been sent.") in words
    for sent in ("Le trou a grandi.", "a.png", "b.png"):
        assert sent in words
    assert list(message.attachments.values_list("name", flat=True)) == ["a.png", "b.png"]
    assert Event.objects.about(service_request).filter(name="replied").count() == 1


def test_the_same_message_twice_is_one(reader, service_request):
    """A retried form is the same message; a changed one is another."""
    typed = {"body": "Alors ?", "form-token": str(uuid.uuid4())}
    for _time in range(2):
        assert reader.post(service_request.tracking_path, typed).status_code == 303
    assert Message.objects.count() == 1
    reader.post(service_request.tracking_path, typed | {"body": "Alors ? Toujours rien."})
    assert Message.objects.count() == 2


def test_an_awaited_reply_sets_the_work_going(reader, language, service_request, agent):
    """The page asks for the reply; the reply moves the request on."""
    service_request = service_request.take(by=agent)
    service_request.perform("ask_citizen", by=agent, message="Sur le trottoir ?")
    words = text_of(reader.get(service_request.tracking_path))
    assert words.count(said(language, "Reply to the town hall")) == 2
    reader.post(service_request.tracking_path, {"body": "Sur la chaussée."})
    assert ServiceRequest.objects.get().step == "in_progress"


def test_contesting_opens_the_request_again(reader, language, service_request, agent, supervisor):
    """After the end the same box says "this is not solved": a word reopens (peers, lesson 7)."""
    ended = answered(service_request, agent, supervisor)
    assert ended.has_ended
    words = text_of(reader.get(ended.tracking_path))
    assert said(language, "Not solved?") in words
    assert said(language, "Open my request again") in words
    reader.post(ended.tracking_path, {"body": "Le trou est revenu."})
    reopened = ServiceRequest.objects.get()
    assert reopened.step == "in_progress"
    assert not reopened.has_ended
    words = text_of(reader.get(ended.tracking_path))
    assert "Le trou est revenu." in words
    assert said(language, "Open my request again") not in words


def test_a_workflow_that_does_not_reopen_promises_nothing(
    reader, language, service_request, agent, supervisor
):
    """Where the requester's word opens no way, the page offers to write and no more."""
    ended = answered(service_request, agent, supervisor)
    version = ended.workflow_version
    kept = [t for t in version.definition["transitions"] if t["code"] != "citizen_contested"]
    changed = version.definition | {"transitions": kept}
    newer = version.workflow.draft(changed, by=None)
    newer.publish(by=None)
    ServiceRequest.objects.update(workflow_version=newer)
    words = text_of(reader.get(ended.tracking_path))
    assert said(language, "Open my request again") not in words
    assert said(language, "Send the message") in words
