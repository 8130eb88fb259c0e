# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The files of an answer on the requester's page: those that were sent, and no others."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from grc.answers.enums import SendingChannel
from grc.answers.models import Answer
from grc.answers.models.drafting import Decided
from tests.answers.circuits import signatory
from tests.cast import file_request

pytestmark = pytest.mark.django_db
PLAN = b"%PDF-1.7 the plan"


@pytest.fixture
def approved(service_request, agent, supervisor, town):
    """An approved decision with a file, signed by hand."""
    answer = Answer.objects.draft_for(service_request.take(by=agent), by=agent)
    mayor = signatory(town, supervisor, "Maire", holds_office=True)
    decided = Decided(kind="favourable", signatory_id=mayor.pk, signature_mode="handwritten")
    saved = answer.save_draft("Accordé.", based_on=0, by=agent, decided=decided)
    answer.enclose(SimpleUploadedFile("plan.pdf", PLAN), by=agent)
    taken_out = answer.enclose(SimpleUploadedFile("draft.pdf", PLAN + b"!"), by=agent)
    answer.take_out(taken_out.pk, by=agent)
    answer.submit(based_on=saved.revision, by=agent)
    answer.lock().approve(round_number=1, by=supervisor)
    answer.keep_signed(SimpleUploadedFile("signed.pdf", b"%PDF-1.7 signed"), by=agent)
    return answer.lock()


def addresses(answer, key=None):
    link = answer.service_request
    base = f"/suivi/{link.reference}/{key or link.tracking_key}/reponse/{answer.pk}/"
    return [*(f"{base}fichiers/{file.pk}/" for file in answer.files.all()), f"{base}signee/"]


def sent(answer):
    answer.lock().record_sent(SendingChannel.EMAIL, at=timezone.now(), by=None)
    return answer.lock()


def test_before_it_is_sent_nothing_of_it_is_there(reader, approved):
    """An approved answer that can still be undone is not given away by its files."""
    for address in addresses(approved):
        assert reader.get(address).status_code == 404
    assert "plan.pdf" not in reader.get(approved.service_request.tracking_path).content.decode()


def test_a_forged_link_opens_nothing(reader, approved, service):
    """A wrong key, another request's key; a file that was taken out of the draft."""
    answer = sent(approved)
    for key in ("forged", file_request(service).tracking_key):
        for address in addresses(answer, key):
            assert reader.get(address).status_code == 404
    taken_out = addresses(answer)[1]
    assert reader.get(taken_out).status_code == 404


def test_files_and_signed_letter_are_there_once_sent(reader, approved):
    """Named on the page; given to be kept, byte for byte."""
    answer = sent(approved)
    shown = reader.get(answer.service_request.tracking_path).content.decode()
    assert "plan.pdf" in shown
    assert "signed.pdf" in shown
    assert "draft.pdf" not in shown
    plan, _taken_out, signed = addresses(answer)
    for address, content in ((plan, PLAN), (signed, b"%PDF-1.7 signed")):
        assert address in shown
        response = reader.get(address)
        assert b"".join(response.streaming_content) == content
        assert response["Content-Disposition"].startswith("attachment")
        assert "sandbox" in response["Content-Security-Policy"]
