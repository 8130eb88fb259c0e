# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The letter that was signed is the act: its bytes are kept, once approved (law R1.30)."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from grc.answers.models import SignedFile
from grc.answers.models.drafting import Decided
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from tests.answers.circuits import draft, signatory

pytestmark = pytest.mark.django_db

SCAN = b"%PDF-1.7 signed"


def scan(content: bytes = SCAN, name: str = "signé.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def waiting(town, service_request, agent, supervisor):
    """A decision that the mayor signs by hand; it waits for its visa."""
    mayor = signatory(town, supervisor, "Maire", holds_office=True)
    decided = Decided(kind="favourable", signatory_id=mayor.pk, signature_mode="handwritten")
    answer = draft(service_request, agent, decided=decided)
    answer.submit(based_on=answer.revision, by=agent)
    return answer.lock()


@pytest.fixture
def approved(waiting, supervisor):
    return waiting.approve(round_number=1, by=supervisor)


def test_an_outsider_keeps_nothing(approved, outsider):
    """Only the team in charge."""
    with pytest.raises(NotAllowed):
        approved.keep_signed(scan(), by=outsider)


def test_nothing_is_signed_before_it_is_approved(waiting, agent):
    """The text could still change."""
    with pytest.raises(NotNow):
        waiting.keep_signed(scan(), by=agent)


def test_an_answer_that_nobody_signs_takes_no_scan(service_request, agent, supervisor):
    """An information leaves without a signature."""
    answer = draft(service_request, agent)
    answer.submit(based_on=1, by=agent)
    with pytest.raises(NotNow):
        answer.approve(round_number=1, by=supervisor).keep_signed(scan(), by=agent)


@pytest.mark.parametrize(
    "upload",
    [("photo.txt", b"oui"), ("lettre.pdf", b"MZ"), ("lettre.exe", SCAN), ("vide.pdf", b"")],
)
def test_a_signed_letter_is_a_pdf(upload, approved, agent):
    """Anything else is refused with its name."""
    name, content = upload
    with pytest.raises(NotValid, match=name):
        approved.keep_signed(scan(content, name), by=agent)
    assert not SignedFile.objects.exists()


def test_the_scan_is_kept_byte_for_byte(approved, agent):
    """Bytes, hash, who and when; the chain of events records the hash."""
    signed = approved.keep_signed(scan(), by=agent)
    with signed.file.open("rb") as file:
        assert file.read() == SCAN
    assert signed.sha256 == hashlib.sha256(SCAN).hexdigest()
    assert (signed.by, signed.backend, signed.round.number) == (agent, "manual", 1)
    event = Event.objects.about(approved).get(name="signed_file_kept")
    assert event.data == {"round": 1, "file": signed.pk, "sha256": signed.sha256}
    assert event.chain_position
    assert approved.lock().signed_file == signed


def test_the_same_scan_twice_is_kept_once(approved, agent):
    """A double click changes nothing."""
    first = approved.keep_signed(scan(), by=agent)
    assert approved.keep_signed(scan(), by=agent) == first
    assert Event.objects.about(approved).filter(name="signed_file_kept").count() == 1


def test_a_better_scan_counts_and_the_first_stays(approved, agent):
    """Nothing that was kept is ever replaced."""
    approved.keep_signed(scan(), by=agent)
    better = approved.keep_signed(scan(b"%PDF-1.7 better"), by=agent)
    assert approved.lock().signed_file == better
    assert SignedFile.objects.count() == 2


@pytest.mark.parametrize(
    "gesture", [lambda kept: kept.update(name="autre"), lambda kept: kept._raw_delete(kept.db)]
)
def test_a_kept_letter_never_changes(gesture, approved, agent):
    """The database refuses it."""
    approved.keep_signed(scan(), by=agent)
    with pytest.raises(IntegrityError), transaction.atomic():
        gesture(SignedFile.objects.all())
