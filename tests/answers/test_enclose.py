# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Files that leave with an answer: frozen with its text, checked byte for byte when it leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from grc.answers.models import enclosing
from grc.answers.verifying import verify_one
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from notifications.models import Delivery
from notifications.sending import send
from tests.notifications.conftest import relay

__all__ = ["relay"]
PLAN = b"%PDF-1.7 the plan"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_in(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def pdf(name: str = "plan.pdf", content: bytes = PLAN) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_an_outsider_encloses_nothing(answer, outsider):
    """Only the team in charge writes the answer."""
    with pytest.raises(NotAllowed):
        answer.enclose(pdf(), by=outsider)


def test_once_submitted_nothing_is_enclosed_or_taken_out(answer, agent, supervisor):
    """What validators read does not change under their eyes, nor afterwards."""
    made = answer.enclose(pdf(), by=agent)
    answer.submit(based_on=1, by=agent)
    for gesture in (
        lambda: answer.enclose(pdf("other.pdf", PLAN + b"!"), by=agent),
        lambda: answer.take_out(made.pk, by=agent),
    ):
        with pytest.raises(NotNow):
            gesture()
    answer.lock().approve(round_number=1, by=supervisor)
    with pytest.raises(NotNow):
        answer.enclose(pdf("other.pdf", PLAN + b"!"), by=agent)


@pytest.mark.parametrize(
    ("name", "content"), [("plan.exe", b"MZ"), ("plan.pdf", b""), ("plan.pdf", b"MZ no PDF")]
)
def test_what_is_not_accepted_is_refused(answer, agent, name, content):
    """The same kinds of file as from a requester (law R5.30)."""
    with pytest.raises(NotValid):
        answer.enclose(pdf(name, content), by=agent)


def test_more_than_a_mail_can_carry_is_refused(answer, agent, monkeypatch):
    """By number and by size, with a sentence."""
    monkeypatch.setattr(enclosing, "LARGEST_TOTAL", len(PLAN) + 3)
    answer.enclose(pdf(), by=agent)
    with pytest.raises(NotValid, match=r"10[ \u00a0]M"):
        answer.enclose(pdf(content=PLAN + b"!"), by=agent)
    monkeypatch.setattr(enclosing, "MOST_FILES", 1)
    with pytest.raises(NotValid):
        answer.enclose(pdf(content=b"%PDF-"), by=agent)


def test_the_same_bytes_twice_are_kept_once(answer, agent):
    """A form sent twice on a bad line."""
    assert answer.enclose(pdf(), by=agent) == answer.enclose(pdf("copy.pdf"), by=agent)
    assert [file.name for file in answer.enclosed()] == ["plan.pdf"]


def test_what_was_taken_out_stays_for_the_rounds_that_name_it(answer, agent, supervisor):
    """The next version goes without; the one before still has its file."""
    made = answer.enclose(pdf(), by=agent)
    first = answer.submit(based_on=1, by=agent)
    answer.lock().return_to_author(round_number=1, reason="Sans le plan.", by=supervisor)
    answer.take_out(made.pk, by=agent)
    second = answer.submit(based_on=1, by=agent)
    assert [file["sha256"] for file in first.content["files"]] == [made.sha256]
    assert second.content["files"] == []
    assert first.content_hash != second.content_hash
    with pytest.raises(NotNow):
        answer.take_out(made.pk, by=agent)


def test_files_that_changed_meanwhile_are_not_submitted_unseen(
    answer, agent, colleague, supervisor
):
    """Alice sees no file; Bob adds one; Alice is told to look again."""
    made = answer.enclose(pdf(), by=colleague)
    with pytest.raises(NotNow):
        answer.submit(based_on=1, by=agent, files=[])
    assert answer.submit(based_on=1, by=agent, files=[made.pk]).number == 1


def test_an_enclosed_file_is_frozen(answer, agent):
    """PostgreSQL lets nobody put other bytes under the same row."""
    made = answer.enclose(pdf(), by=agent)
    for change in ({"sha256": "0" * 64}, {"file": "elsewhere"}, {"name": "other.pdf"}):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            answer.files.filter(pk=made.pk).update(**change)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fate", ["replaced", "gone"])
def test_an_attachment_replaced_after_approval_does_not_leave(
    answer, agent, supervisor, town, relay, kept_in, fate
):
    """The mail is withheld whole, the answer says so, and the proof names the file (law R1.34)."""
    with town.scope():
        made = answer.enclose(pdf(), by=agent)
        answer.submit(based_on=1, by=agent)
        answer.lock().approve(round_number=1, by=supervisor)
        delivery = Delivery.objects.about(answer).get()
    path = kept_in / str(made.file.name)
    if fate == "replaced":
        path.write_bytes(b"%PDF-1.7 another plan")
    else:
        path.unlink()
    send(town.pk, delivery.pk)
    with town.scope():
        fresh = answer.lock()
        assert relay.messages == []
        assert (fresh.state, fresh.has_failed_delivery) == ("approved", True)
        assert Event.objects.about(answer).filter(name="undelivered").exists()
        assert [defect.code for defect in verify_one(fresh)] == [f"file.{fate}"]


@pytest.mark.django_db(transaction=True)
def test_it_arrives_with_its_files(answer, agent, supervisor, town, relay):
    """The mail names them and carries them, byte for byte; everything holds afterwards."""
    with town.scope():
        answer.enclose(pdf("Plan d’accès.pdf"), by=agent)
        answer.submit(based_on=1, by=agent)
        answer.lock().approve(round_number=1, by=supervisor)
        delivery = Delivery.objects.about(answer).get()
    send(town.pk, delivery.pk)
    (message,) = relay.messages
    (part,) = message.iter_attachments()
    assert (part.get_filename(), part.get_payload(decode=True)) == ("Plan d’accès.pdf", PLAN)
    text = message.get_body(("plain",))
    assert text is not None
    assert "Plan d’accès.pdf" in text.get_content()
    with town.scope():
        assert answer.lock().state == "sent"
        assert verify_one(answer.lock()) == []
