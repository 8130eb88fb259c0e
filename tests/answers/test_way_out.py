# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""To whom an answer goes and which way: chosen, frozen, held to."""

from __future__ import annotations

from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from grc.answers.content import frozen_content
from grc.answers.copies import copies_text, parse_copies
from grc.answers.enums import SendingChannel, SignatureMode, WayOut
from grc.answers.models import Answer
from grc.answers.models.drafting import Decided
from grc.answers.models.sending import way_out
from grc.answers.outgoing import letters_to_print
from grc.answers.telling.answers import AnswerCopied, AnswerSent
from grc.core.refusals import NotNow, NotValid
from grc.service_requests.models import ServiceRequest
from grc.service_requests.submission import Requester
from notifications.models import Delivery
from notifications.registry import Withheld
from notifications.sending import send
from tests.answers.circuits import signatory
from tests.cast import file_request
from tests.notifications.conftest import relay

__all__ = ["relay"]
pytestmark = pytest.mark.django_db

ZOE = ("Zoé Élue", "z@x.example")
NOBODY, HEARD, READ = Requester(name="R"), Requester(phone="06 00"), Requester(email="r@x.example")


def decide(answer, agent, **decided):
    saved = answer.save_draft(
        "Nous passerons mardi.", based_on=answer.revision, by=agent, decided=Decided(**decided)
    )
    return saved.revision


@pytest.fixture
def from_(service, agent):
    """A draft to somebody who can be reached in certain ways."""

    def make(requester: Requester) -> Answer:
        taken = file_request(service, requester=requester).take(by=agent)
        return Answer.objects.draft_for(taken, by=agent)

    return make


@pytest.fixture
def mayor_signs(town, supervisor):
    return signatory(town, supervisor, "Maire", holds_office=True)


@pytest.mark.parametrize(
    ("requester", "decided"),
    [
        (NOBODY, {"channel": "email"}),
        (NOBODY, {"channel": "phone"}),
        (READ, {"channel": "letter"}),
        (READ, {"channel": "phone"}),
    ],
)
def test_a_way_that_leads_nowhere_is_refused(from_, agent, requester, decided):
    """No address, no number: the sentence says what is missing, the draft stays."""
    answer = from_(requester)
    revision = decide(answer, agent, **decided)
    with pytest.raises(NotValid):
        answer.submit(based_on=revision, by=agent)
    assert answer.lock().state == "draft"


@pytest.mark.parametrize(
    ("channel", "mode"), [("phone", "portal"), ("letter", "portal"), ("counter", "portal")]
)
def test_a_decision_is_given_in_writing_and_signed(from_, agent, mayor_signs, channel, mode):
    """Law R1.30: read out by telephone, or unsigned on paper, it is not notified."""
    answer = from_(HEARD)
    revision = decide(
        answer,
        agent,
        kind="favourable",
        signatory_id=mayor_signs.pk,
        signature_mode=mode,
        channel=channel,
        postal_address="1 rue du Port\n51000 Châlons",
    )
    with pytest.raises(NotValid):
        answer.submit(based_on=revision, by=agent)


def test_who_has_no_address_is_not_notified_online(from_, agent, mayor_signs):
    """Nobody would tell them that a decision stands there."""
    answer = from_(HEARD)
    revision = decide(
        answer, agent, kind="favourable", signatory_id=mayor_signs.pk, signature_mode="portal"
    )
    with pytest.raises(NotValid):
        answer.submit(based_on=revision, by=agent)


@pytest.mark.parametrize(
    "decided",
    [
        {"channel": "pigeon"},
        {"postal_address": "\n".join("abcdefgh")},
        {"postal_address": "a" * 81},
        {"copies": [{"name": "", "email": "nobody"}]},
    ],
)
def test_what_cannot_be_is_not_saved(answer, agent, decided):
    """A sentence, and the draft is as it was."""
    with pytest.raises(NotValid):
        decide(answer, agent, **decided)
    assert answer.lock().revision == 1


def test_postgresql_knows_the_ways(answer):
    """Whoever writes past the commands is refused as well."""
    with pytest.raises(DatabaseError, match="answers_answer_channel"), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(channel="pigeon")


def test_each_state_has_one_way_out(from_):
    """A mail leaves by itself where it was to, nothing unsigned leaves, the rest is told."""
    answer = from_(READ)
    channels, modes = ("", *SendingChannel.values), ("", *SignatureMode.values)
    for channel, mode, is_signed, has_failed in product(channels, modes, *[(False, True)] * 2):
        answer.channel, answer.signature_mode = channel, mode
        found = way_out(answer, is_signed=is_signed, has_failed=has_failed)
        by_mail = channel in ("", "email") and not has_failed
        expected = WayOut.MAIL if by_mail else WayOut.HAND
        if mode in ("electronic", "handwritten") and not is_signed:
            expected = WayOut.SIGNATURE if mode == "electronic" else WayOut.HAND
        assert found == expected, (channel, mode, is_signed, has_failed)


def test_who_asked_for_a_call_is_called(from_, agent, supervisor):
    """Somebody with an address wanted to be told: no mail leaves, it is recorded as told."""
    answer = from_(Requester(email="r@x.example", phone="06 00"))
    revision = decide(answer, agent, channel="phone")
    answer.submit(based_on=revision, by=agent)
    answer.lock().approve(round_number=1, by=supervisor)
    assert not Delivery.objects.about(answer).exists()
    assert not letters_to_print(agent).exists()
    assert answer.tell("phone", by=agent).sent_by_channel == "phone"


def test_a_chosen_letter_waits_to_be_printed_with_its_address(from_, agent, supervisor):
    """The address that was typed is frozen; without one, the one of the request counts."""
    answer = from_(READ)
    ServiceRequest.objects.filter(pk=answer.service_request_id).update(requester_address="Ici")
    revision = decide(answer.lock(), agent, channel="letter", postal_address="1 rue du Port")
    round_ = answer.lock().submit(based_on=revision, by=agent)
    assert round_.content["recipient"]["address"] == "1 rue du Port"
    answer.lock().approve(round_number=1, by=supervisor)
    assert list(letters_to_print(agent)) == [answer]
    assert answer.lock().address_to_be == "1 rue du Port"
    decided = Decided.of(answer.lock())
    assert (decided.channel, decided.postal_address) == ("letter", "1 rue du Port")


def test_signed_by_hand_it_is_posted_or_leaves_once_its_scan_is_kept(
    from_, agent, supervisor, colleague, mayor_signs, settings, tmp_path
):
    """Law R1.30 c: nothing unsigned leaves by mail."""
    settings.MEDIA_ROOT = tmp_path
    answer = from_(READ)
    revision = decide(
        answer, agent, kind="favourable", signatory_id=mayor_signs.pk, signature_mode="handwritten"
    )
    answer.submit(based_on=revision, by=agent)
    answer.lock().approve(round_number=1, by=supervisor)
    assert not Delivery.objects.about(answer).exists()
    assert list(letters_to_print(agent)) == [answer]
    scan = SimpleUploadedFile("signed.pdf", b"%PDF-1.7 signed")
    kept = answer.keep_signed(scan, by=agent)
    delivery = Delivery.objects.about(answer).get()
    assert [enclosed["sha256"] for enclosed in delivery.enclosures] == [kept.sha256]
    assert not letters_to_print(agent).exists()
    with pytest.raises(NotNow):
        answer.tell("letter", by=agent)


def test_a_better_scan_replaces_the_one_that_waits_to_leave(
    from_, agent, supervisor, mayor_signs, settings, tmp_path
):
    """Within the minute: one mail leaves, with the last letter kept."""
    settings.MEDIA_ROOT = tmp_path
    answer = from_(READ)
    revision = decide(
        answer, agent, kind="favourable", signatory_id=mayor_signs.pk, signature_mode="handwritten"
    )
    answer.submit(based_on=revision, by=agent)
    answer.lock().approve(round_number=1, by=supervisor)
    for content in (b"%PDF-1.7 askew", b"%PDF-1.7 straight"):
        last = answer.keep_signed(SimpleUploadedFile("signed.pdf", content), by=agent)
    waiting = Delivery.objects.about(answer).get(state="pending")
    assert [enclosed["sha256"] for enclosed in waiting.enclosures] == [last.sha256]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", []),
        ("a@x.example", [("", "a@x.example")]),
        ("Zoé Élue <z@x.example>\n\n A@x.example", [ZOE, ("", "A@x.example")]),
        ("a@x.example\nAnne <A@X.example>", [("", "a@x.example")]),
        ('"Martin, Paul" <p@x.example>', [("Martin, Paul", "p@x.example")]),
        ("Dupont, Élise [RH]: été <e@x.example>", [("Dupont, Élise [RH]: été", "e@x.example")]),
    ],
)  # fmt: skip
def test_copies_are_read_line_by_line(typed, expected):
    """One person a line; written out again they are read the same."""
    copies = parse_copies(typed)
    assert [(copy["name"], copy["email"]) for copy in copies] == expected
    assert parse_copies(copies_text(copies)) == copies


@pytest.mark.parametrize(
    "typed",
    ["nobody", "a@x.example, b@x.example", "<>", "a@", "x" * 400 + "@x.example", "a@x.example\n;"],
)
def test_a_copy_to_nowhere_is_named(typed):
    """The sentence shows the line."""
    with pytest.raises(NotValid):
        parse_copies(typed)


def test_copies_are_bounded():
    """Copies are no mailing list."""
    with pytest.raises(NotValid):
        parse_copies("\n".join(f"a{n}@x.example" for n in range(11)))


@pytest.mark.django_db(transaction=True)
def test_copies_leave_after_the_answer_and_hold_no_link(answer, agent, supervisor, town, relay):
    """The same words; the tracking link is the requester's own."""
    copies = [{"name": "Zoé Élue", "email": "z@x.example"}]
    with town.scope():
        revision = decide(answer, agent, copies=copies)
        answer.submit(based_on=revision, by=agent)
        answer.lock().approve(round_number=1, by=supervisor)
        (first,) = Delivery.objects.about(answer)
    send(town.pk, first.pk)
    with town.scope():
        copy = Delivery.objects.about(answer).get(notification="answer_copied")
        key = answer.service_request.tracking_key
    send(town.pk, copy.pk)
    assert relay.recipients[-1] == ["z@x.example"]
    whole = relay.messages[-1].as_string()
    body = relay.messages[-1].get_body(("plain",))
    assert body is not None
    assert "Nous passerons mardi." in body.get_content()
    assert key not in whole
    with town.scope():
        assert answer.lock().state == "sent"
        assert not answer.lock().has_failed_delivery


@pytest.fixture
def by_hand(from_, agent, supervisor, colleague, mayor_signs, settings, tmp_path):
    """A decision to be signed by hand, approved, for somebody with an address."""
    settings.MEDIA_ROOT = tmp_path
    answer = from_(READ)
    revision = decide(
        answer, agent, kind="favourable", signatory_id=mayor_signs.pk, signature_mode="handwritten"
    )
    answer.submit(based_on=revision, by=agent)
    return answer.lock().approve(round_number=1, by=supervisor)


def scan(content: bytes = b"%PDF-1.7 signed") -> SimpleUploadedFile:
    return SimpleUploadedFile("signed.pdf", content)


def leaving(answer):
    """The hashes of the files of the mail that waits to leave; None where none does."""
    mail = Delivery.objects.about(answer).filter(state="pending").first()
    return mail and [enclosed["sha256"] for enclosed in mail.enclosures]


def test_an_undone_mail_does_not_stand_in_the_way_of_the_next(by_hand, agent, supervisor):
    """Recalled within the minute, approved again: it can be recalled, or signed and sent."""
    by_hand.keep_signed(scan(), by=agent)
    by_hand.lock().recall(by=agent)
    again = by_hand.lock()
    again.submit(based_on=again.revision, by=agent)
    again.lock().approve(round_number=2, by=supervisor)
    assert leaving(again) is None
    again.lock().recall(by=agent)
    again.lock().submit(based_on=again.revision, by=agent)
    again.lock().approve(round_number=3, by=supervisor)
    kept = again.lock().keep_signed(scan(), by=agent)
    assert leaving(again) == [kept.sha256]


def test_a_signature_goes_with_the_approval_that_it_follows(by_hand, agent, supervisor):
    """The visa is taken back and given again: what was signed before counts no more."""
    by_hand.keep_signed(scan(), by=agent)
    by_hand.lock().undo(by=supervisor)
    by_hand.lock().approve(round_number=1, by=supervisor)
    assert by_hand.lock().signed_file is None
    assert leaving(by_hand) is None
    kept = by_hand.lock().keep_signed(scan(), by=agent)
    assert leaving(by_hand) == [kept.sha256]


def test_the_scan_kept_last_is_the_one_that_leaves(by_hand, agent):
    """The right one, somebody else's by mistake, the right one again."""
    right = by_hand.keep_signed(scan(b"%PDF-1.7 right"), by=agent)
    by_hand.lock().keep_signed(scan(b"%PDF-1.7 wrong"), by=agent)
    again = by_hand.lock().keep_signed(scan(b"%PDF-1.7 right"), by=agent)
    assert leaving(by_hand) == [again.sha256] == [right.sha256]
    assert by_hand.lock().keep_signed(scan(b"%PDF-1.7 right"), by=agent) == again


def test_what_left_signed_is_not_replaced(by_hand, agent):
    """The requester's page shows the letter that they received."""
    by_hand.keep_signed(scan(), by=agent)
    by_hand.lock().record_sent(SendingChannel.EMAIL, at=timezone.now(), by=None)
    with pytest.raises(NotNow):
        by_hand.lock().keep_signed(scan(b"%PDF-1.7 other"), by=agent)


def test_a_mail_that_failed_can_be_taken_back(from_, agent, supervisor):
    """Nothing left: the alarm says to take it back, and it can be submitted anew."""
    answer = from_(READ)
    answer.submit(based_on=decide(answer, agent), by=agent)
    answer.lock().approve(round_number=1, by=supervisor)
    mail = Delivery.objects.about(answer).get()
    mail.claim(by="test", at=timezone.now())
    mail.withhold(reason="altered")
    answer.lock().undo(by=supervisor)
    answer.lock().approve(round_number=1, by=supervisor)
    assert Delivery.objects.about(answer).filter(state="pending").count() == 1


def test_nothing_more_than_what_was_approved_leaves(answer, agent, supervisor, other_town):
    """One file too many, or a copy to somebody else: withheld (law R1.34)."""
    revision = decide(answer, agent, copies=[{"name": "", "email": "z@x.example"}])
    answer.submit(based_on=revision, by=agent)
    answer.lock().approve(round_number=1, by=supervisor)
    mail = Delivery.objects.about(answer).get()
    mail.enclosures = [{"sha256": "0" * 64}]
    with pytest.raises(Withheld):
        AnswerSent.before_sending(mail)
    answer.lock().record_sent(SendingChannel.EMAIL, at=timezone.now(), by=None)
    copy = Delivery.objects.about(answer).get(notification="answer_copied")
    AnswerCopied.before_sending(copy)
    copy.address = "spy@x.example"
    with pytest.raises(Withheld):
        AnswerCopied.before_sending(copy)


def test_a_version_of_an_older_program_is_not_approved_without_its_files(
    answer, agent, supervisor, monkeypatch
):
    """Frozen by an old page during an upgrade, it is returned rather than sent incomplete."""
    revision = decide(answer, agent, copies=[{"name": "", "email": "z@x.example"}])
    known = frozen_content(answer.lock())
    old = {key: value for key, value in known.items() if key not in ("channel", "copies")}
    monkeypatch.setattr("grc.answers.models.submitting.frozen_content", lambda _answer: old)
    answer.submit(based_on=revision, by=agent)
    with pytest.raises(NotNow):
        answer.lock().approve(round_number=1, by=supervisor)
    answer.lock().return_to_author(round_number=1, reason="Mise à jour.", by=supervisor)


def test_an_earlier_version_taken_up_keeps_its_way(answer, agent, supervisor):
    """What is told to go by letter does not become an e-mail by going back."""
    revision = decide(answer, agent, channel="letter", postal_address="Ici")
    answer.submit(based_on=revision, by=agent)
    answer.lock().return_to_author(round_number=1, reason="Non.", by=supervisor)
    answer.lock().draft_states.all().delete()
    fresh = answer.lock()
    fresh.save_draft("Autre.", based_on=fresh.revision, by=agent, decided=Decided())
    fresh = answer.lock()
    fresh.take_up(fresh.kept_text("v1"), based_on=fresh.revision, by=agent)
    assert (answer.lock().channel, answer.lock().postal_address) == ("letter", "Ici")
