# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""An answer on paper: a draft never looks final, a proof is recorded, a signed letter is kept."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from grc.answers.models.drafting import Decided
from grc.journal.models import Event
from grc.municipalities.models import Letterhead
from tests.answers.circuits import draft as drafted
from tests.answers.circuits import signatory
from tests.answers.letters.conftest import press
from tests.answers.letters.reading import Printed
from tests.cast import file_request
from tests.desk.conftest import at, page

__all__ = ["press"]
pytestmark = pytest.mark.django_db
NOT_FOUND, CONFLICT, INVALID = 404, 409, 422
SCAN = b"%PDF-1.7 signed"


@pytest.fixture
def letterhead(town):
    return Letterhead.objects.create(
        municipality=town,
        address="Hôtel de ville",
        place="Châlons",
        mayor_name="Sonia Superviseure",
        mayor_title={"fr": "La maire"},
        delegation_formula={"fr": "Pour la maire et par délégation"},
        footer={},
    )


@pytest.fixture
def decision(service_request, agent, supervisor, deputy, town):
    """A decision that the mayor signs by hand, approved."""
    mayor = signatory(town, supervisor, "Maire", holds_office=True)
    decided = Decided(kind="favourable", signatory_id=mayor.pk, signature_mode="handwritten")
    answer = drafted(service_request, agent, decided=decided)
    answer.submit(based_on=answer.revision, by=agent)
    return answer.lock().approve(round_number=1, by=deputy)


def test_without_a_letterhead_the_page_says_who_writes_it(desk, agent, submitted):
    """No half letter."""
    response = desk(agent).get(at("letter", submitted, submitted.pk))
    assert response.status_code == CONFLICT
    assert "Ask an administrator to write it." in page(response)


def test_an_answer_of_another_request_is_not_found(desk, agent, service, decision):
    """The address names both."""
    response = desk(agent).get(at("letter", file_request(service), decision.pk))
    assert response.status_code == NOT_FOUND


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_what_is_not_approved_is_printed_as_a_draft(
    state, desk, agent, draft, letterhead, press, supervisor
):
    """Whoever prints it sees so."""
    if state == "submitted":
        draft.submit(based_on=draft.revision, by=agent)
    response = desk(agent).get(at("letter", draft, draft.pk))
    assert response.headers["Content-Type"] == "application/pdf"
    assert "DRAFT" in Printed(response.content).text.replace("PROJET", "DRAFT")


def test_the_approved_letter_is_printed_as_it_leaves(desk, agent, decision, letterhead, press):
    """Title, name, room for a pen, and no draft."""
    printed = Printed(desk(agent).get(at("letter", decision, decision.pk)).content).text
    assert "La maire," in printed
    assert "PROJET" not in printed
    assert "BROUILLON" not in printed


@pytest.mark.parametrize(
    ("name", "kind", "start"),
    [("proof_pdf", "application/pdf", b"%PDF"), ("proof_zip", "application/zip", b"PK")],
)
def test_a_proof_is_given_and_recorded(name, kind, start, desk, supervisor, submitted, press):
    """It holds personal data: who took it, which form, when."""
    response = desk(supervisor).get(at(name, submitted, submitted.pk))
    assert response.headers["Content-Type"] == kind
    assert response.content.startswith(start)
    event = Event.objects.about(submitted.service_request).get(name="proof_made")
    assert (event.actor_id, event.data["form"]) == (supervisor.pk, name[-3:])
    history = page(desk(supervisor).get(at("request", submitted)))
    assert "Proof of the answer taken out" in history


def test_who_may_not_see_the_request_takes_no_proof(desk, outsider, submitted):
    """Nothing is given and nothing recorded."""
    response = desk(outsider).get(at("proof_zip", submitted, submitted.pk))
    assert response.status_code == NOT_FOUND
    assert not Event.objects.filter(name="proof_made").exists()


def test_a_scan_that_is_no_pdf_is_refused_with_its_name(desk, agent, decision):
    """The form stays open with the sentence."""
    upload = SimpleUploadedFile("photo.txt", b"oui")
    response = desk(agent).post(at("signed", decision, decision.pk), {"file": upload})
    assert response.status_code == INVALID
    assert "photo.txt is not a PDF" in page(response)


def test_no_file_chosen_is_said(desk, agent, decision):
    """An empty form comes back."""
    response = desk(agent).post(at("signed", decision, decision.pk), {})
    assert response.status_code == INVALID


def test_the_signed_letter_is_kept_and_given_back(desk, agent, decision):
    """Byte for byte, from the page of the request."""
    browser = desk(agent)
    address = at("signed", decision, decision.pk)
    assert f'action="{address}" data-keep-words enctype="multipart/form-data"' in page(
        browser.get(address)
    )
    upload = SimpleUploadedFile("signé.pdf", SCAN)
    response = browser.post(address, {"file": upload}, follow=True)
    assert "“signé.pdf” is kept." in page(response)
    given = browser.get(at("signed_file", decision, decision.pk))
    assert b"".join(given.streaming_content) == SCAN
    assert "sandbox" in given.headers["Content-Security-Policy"]
    assert "kept already" in page(browser.get(address))


def test_the_page_of_the_request_leads_to_the_papers(desk, agent, decision):
    """Letter, signed letter, both forms of the proof."""
    shown = page(desk(agent).get(at("request", decision)))
    for name in ("letter", "signed", "proof_pdf", "proof_zip"):
        assert f'href="{at(name, decision, decision.pk)}"' in shown, name
