# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Missing documents (law R1.23): asked for, sent, noted, waived; the word that follows; nothing
twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from grc.service_requests.effects import carrying_out as effects
from grc.service_requests.facts import facts_about
from grc.service_requests.models import AskedItem, ServiceRequest
from grc.service_requests.models.items import Sent
from grc.service_requests.submission import Requester
from grc.service_requests.timers.firing import fire_due
from notifications.models import Delivery
from tests.asking_items import ASKED, ASKS, PHOTO
from tests.cast import file_request
from workflows.effects import Ask, Item, Tell
from workflows.text import LocalisedText

pytestmark = pytest.mark.django_db

TELL = {"do": "tell", "text": "Bonjour."}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def pdf(name="proof.pdf"):
    return SimpleUploadedFile(name, PDF, "application/pdf")


def names(service_request):
    return list(Event.objects.about(service_request).in_order().values_list("name", flat=True))


def now(service_request):
    return ServiceRequest.objects.with_context().get(pk=service_request.pk)


def item(service_request, code):
    return service_request.asked_items.get(code=code)


def sent(service_request, **given):
    return {item(service_request, code).pk: one for code, one in given.items()}


def test_nothing_is_sent_without_anything(wanted):
    """Neither words nor files, or for an item of nobody: a sentence says what to do."""
    for given in ({}, sent(wanted, proof=Sent()), {0: Sent("Voilà.")}):
        with pytest.raises(NotValid, match="for one item at least"):
            wanted.send_items(given)
    assert "replied" not in names(wanted)


def test_a_file_that_is_refused_leaves_nothing_half_done(wanted):
    """Neither message, nor item, nor event."""
    bad = SimpleUploadedFile("virus.exe", b"MZ\x90", "application/pdf")
    with pytest.raises(NotValid), transaction.atomic():
        wanted.send_items(sent(wanted, photo=Sent("De nuit."), proof=Sent(files=[bad])))
    assert now(wanted).items_open == 2
    assert wanted.messages.filter(kind="from_requester").count() == 0


def test_only_who_works_the_request_notes_or_waives(wanted, outsider):
    """People of another team do neither."""
    proof = item(wanted, "proof")
    for gesture in (wanted.note_item, wanted.waive_item):
        with pytest.raises(NotAllowed):
            gesture(proof, by=outsider)
    assert now(wanted).items_open == 2


def test_an_item_ends_once(wanted, agent):
    """Received or waived, it is neither a second time: the slower of two reads why."""
    proof, photo = item(wanted, "proof"), item(wanted, "photo")
    wanted.note_item(proof, by=agent)
    wanted.waive_item(photo, by=agent)
    for gesture in (wanted.note_item, wanted.waive_item):
        with pytest.raises(NotNow, match="was received meanwhile"):
            gesture(proof, by=agent)
        with pytest.raises(NotNow, match="is not asked for any more"):
            gesture(photo, by=agent)


@pytest.mark.parametrize(
    "change",
    [
        {"label": "Autre chose"},
        {"due_on": date(2027, 1, 1)},
        {"indispensable": False},
        {"waived_by_id": 1},
        {"message_id": 1},
    ],
)
def test_the_database_keeps_what_was_asked(wanted, agent, change):
    """What was asked for stays as it was asked; no end without its moment."""
    with pytest.raises(IntegrityError), transaction.atomic():
        AskedItem.objects.filter(code="proof").update(**change)


def test_the_database_keeps_what_has_ended(wanted, agent):
    """Received: kept as it is; two ends, or the same thing open twice, are refused."""
    wanted.note_item(item(wanted, "proof"), by=agent)
    for change in ({"received_at": None, "received_by": None}, {"waived_at": ASKED}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AskedItem.objects.filter(code="proof").update(**change)
    photo = item(wanted, "photo")
    photo.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        photo.save(force_insert=True)


def test_a_town_does_not_see_anothers(wanted, other_town):
    """Row security hides it."""
    assert AskedItem.objects.count() == 2
    with other_town.scope():
        assert AskedItem.objects.count() == 0


def test_the_letter_says_all_that_the_law_wants(wanted, agent):
    """The list, each with its flag, the day, the effect on the delay, the link (law R1.23)."""
    (message,) = wanted.messages.filter(kind="to_requester")
    (mail,) = Delivery.objects.filter(notification="items_asked")
    for words in (message.body, mail.text):
        assert "Justificatif de domicile" in words
        assert "De moins de trois mois." in words
        assert "Photo des lieux" in words
        assert "jeudi 9 avril 2026" in words
    assert wanted.tracking_path in mail.text
    assert mail.address == "marie@example.org"
    assert (now(wanted).step, now(wanted).items_open) == ("waiting_citizen", 2)
    assert now(wanted).items_indispensable_open == 1


def test_the_effect_on_the_delay_is_stated(lacking, agent):
    """Suspended until the day at the latest; going on where nothing is indispensable (R1.23)."""
    english = Requester(name="Mary", email="mary@example.org", language="en")
    with time_machine.travel(ASKED, tick=False):
        lacking(person=english).perform("demand", by=agent)
    (message,) = english_letters()
    assert "stands still, at the latest until Thursday 9 April 2026." in message
    assert "– Proof of address (indispensable)\n  Less than three months old." in message
    assert "– Picture of the place (useful, not indispensable)" in message


@pytest.mark.parametrize(
    ("service", "effect", "words"),
    [
        ({"silence": "acceptance"}, ASKS, "begins once we have everything that is marked"),
        ({}, ASKS | {"items": [PHOTO]}, "goes on meanwhile"),
        ({"legal_months": None}, ASKS, None),
    ],
)
def test_each_regime_has_its_words(service, effect, words, lacking, agent):
    """Silence that accepts begins later; what is only useful changes nothing (law R1.23)."""
    english = Requester(name="Mary", email="mary@example.org", language="en")
    with time_machine.travel(ASKED, tick=False):
        lacking(effect, person=english, **service).perform("demand", by=agent)
    (letter,) = english_letters()
    assert words in letter if words else "time that we have" not in letter


def english_letters():
    from grc.service_requests.models import Message

    rows = Message.objects.filter(kind="to_requester", service_request__language="en")
    return list(rows.values_list("body", flat=True))


def test_a_text_of_its_own_opens_the_letter(lacking, agent):
    """With the placeholders of the standard texts."""
    text = {"fr": "Bonjour {requester.name}, il nous manque :", "en": "Hello"}
    lacking(ASKS | {"text": text}).perform("demand", by=agent)
    (mail,) = Delivery.objects.filter(notification="items_asked")
    assert "Bonjour Marie Dupont, il nous manque :\n\n– Justificatif" in mail.text


def test_nobody_is_written_to_twice_for_the_same(wanted, agent):
    """What is open is not asked for again: no second letter, no other day."""
    done = wanted.perform("resume", by=agent).perform("demand", by=agent)
    assert (done.step, done.items_open) == ("waiting_citizen", 2)
    assert Delivery.objects.filter(notification="items_asked").count() == 1
    assert names(wanted).count("items_asked") == 1


def test_by_itself_everything_is_asked_for(lacking, agent, town):
    """Time asks for the whole list, in nobody's name, once."""
    request = lacking(at=ASKED)
    data = request.workflow_version.workflow.published.definition
    data["transitions"].append(
        {"code": "late", "from": ["in_progress"], "trigger": "timer", "label": "Late"}
        | {"after": {"since": "arrival", "days": 2}, "effects": [ASKS]}
    )
    request.workflow_version.workflow.draft(data, by=None).publish(by=None)
    with time_machine.travel(ASKED, tick=False) as clock:
        filed = file_request(request.service).take(by=agent)
        clock.shift(timedelta(days=2, minutes=1))
        fire_due(town, at=timezone.now())
        fire_due(town, at=timezone.now())
    assert list(filed.asked_items.values_list("code", "asked_by", "due_on")) == [
        ("proof", None, date(2026, 4, 11)),
        ("photo", None, date(2026, 4, 11)),
    ]
    assert Delivery.objects.filter(notification="items_asked").count() == 1


def test_what_came_is_the_requesters_word(wanted):
    """Words and files, in one message; what follows their word follows."""
    given = sent(wanted, proof=Sent(files=[pdf()]), photo=Sent(" De nuit, le lampadaire.\0"))
    with time_machine.travel(ASKED + timedelta(days=3), tick=False):
        message = wanted.send_items(given)
    after = now(wanted)
    assert (after.step, after.items_open, after.items_indispensable_open) == ("in_progress", 0, 0)
    assert message.body == "Proof of address\n\nPicture of the place\nDe nuit, le lampadaire."
    assert after.requester_wrote_at == after.requester_last_wrote_at is not None
    (attachment,) = message.attachments.all()
    proof = item(wanted, "proof")
    assert (attachment.asked_item, attachment.internal) == (proof, False)
    assert (proof.message, proof.received_by) == (message, None)
    assert names(wanted)[-6:] == [
        "attached", "item_received", "item_received", "replied", "clock_resumed", "moved",
    ]  # fmt: skip


def test_some_of_it_may_come_first(wanted):
    """The rest stays open, and can be sent later from whatever step."""
    wanted.send_items(sent(wanted, photo=Sent("De nuit.")))
    after = now(wanted)
    assert (after.step, after.items_open, after.items_indispensable_open) == ("in_progress", 1, 1)
    wanted.send_items(sent(wanted, proof=Sent(files=[pdf()])))
    assert now(wanted).items_open == 0


def test_conditions_wait_for_what_is_indispensable(lacking, agent):
    """The way back is taken with the last indispensable item, not with the first word."""
    when = {"fact": "items.indispensable_open", "op": "equals", "value": 0}
    request = lacking(when=when).perform("demand", by=agent)
    request.send_items(sent(request, photo=Sent("De nuit.")))
    assert now(request).step == "waiting_citizen"
    request.send_items(sent(request, proof=Sent("Je suis propriétaire.")))
    assert now(request).step == "in_progress"


def test_facts_and_columns_agree(wanted):
    """The same numbers for the machine and for SQL."""
    wanted_facts = {"items.open", "items.indispensable_open"}
    known = facts_about(now(wanted), wanted_facts)
    assert known == {"items.open": 2, "items.indispensable_open": 1}


def test_a_form_sent_twice_is_one_word(wanted):
    """The double click finds the message of the first."""
    from uuid import uuid4

    token, given = uuid4(), sent(wanted, photo=Sent("De nuit."))
    first = wanted.send_items(given, form_token=token)
    assert wanted.send_items(given, form_token=token) == first
    assert wanted.messages.filter(kind="from_requester").count() == 1


def test_what_comes_too_late_is_kept_with_the_word(wanted, agent):
    """Noted meanwhile by an agent: the words and files of the requester are not lost."""
    given = sent(wanted, photo=Sent("De nuit.", [pdf("nuit.pdf")]))
    wanted.waive_item(item(wanted, "photo"), by=agent)
    message = wanted.send_items(given)
    assert "De nuit." in message.body
    assert message.attachments.count() == 1
    assert item(wanted, "photo").received_at is None


def test_an_agent_notes_what_came_by_letter(wanted, agent):
    """With its file; what follows the requester's word follows, in the agent's name."""
    after = wanted.note_item(item(wanted, "proof"), by=agent, files=[pdf()])
    proof = item(wanted, "proof")
    assert (proof.received_by, proof.message) == (agent, None)
    assert [one.name for one in proof.attachments.all()] == ["proof.pdf"]
    assert (after.step, after.requester_wrote_at) == ("in_progress", None)
    assert Event.objects.about(wanted).in_order().last().actor_id == agent.pk


def test_waiving_the_last_indispensable_goes_on(wanted, agent):
    """What is only useful, waived first, leaves the request waiting."""
    assert wanted.waive_item(item(wanted, "photo"), by=agent).step == "waiting_citizen"
    assert wanted.waive_item(item(wanted, "proof"), by=agent).step == "in_progress"
    assert item(wanted, "proof").waived_by == agent


def test_an_end_asks_for_nothing_any_more(wanted, agent):
    """Nothing can be sent to a request that has ended, and nobody waits for it."""
    given = sent(wanted, proof=Sent("Voilà."))
    after = wanted.perform("close", by=agent, outcome="cancelled", message="Sans suite.", reason="")
    assert (after.items_open, item(wanted, "proof").waived_by) == (0, None)
    assert names(wanted)[-2:] == ["items_dropped", "moved"]
    with pytest.raises(NotNow, match="has ended"):
        wanted.send_items(given)


@pytest.mark.parametrize("listed", [(ASKS, TELL), (TELL, ASKS)])
def test_one_that_fails_undoes_all(listed, lacking, agent, monkeypatch):
    """Whatever stands beside it: neither row, nor letter, nor event is left."""

    def broken(*_args: object) -> None:
        raise ZeroDivisionError

    request = lacking(*listed)
    before = (names(request), Delivery.objects.count())
    monkeypatch.setitem(effects._EXECUTORS, Tell if listed[1] is TELL else Ask, broken)
    with pytest.raises(ZeroDivisionError):
        request.perform("demand", by=agent)
    assert (names(request), Delivery.objects.count()) == before
    assert not request.asked_items.exists()
    assert not request.messages.exists()


def test_an_endless_letter_keeps_the_day_and_what_it_means(lacking, agent):
    """Each item, the day and the effect on the delay are said, whatever stands around (R1.23)."""
    items = [
        PHOTO | {"code": f"i{at}", "label": f"Pièce {at} " + "é" * 180, "help": "h" * 1000}
        for at in range(20)
    ]
    items[0]["indispensable"] = True
    request = lacking(ASKS | {"items": items, "text": "t" * 1000})
    with time_machine.travel(ASKED, tick=False):
        done = request.perform("demand", by=agent)
    letter = done.messages.get(kind="to_requester").body
    assert "Pièce 19" in letter
    assert letter.count("9 avril 2026") == 2


def test_the_same_paper_for_what_is_asked_again_is_at_its_item(wanted, agent):
    """A second lease that is the first one over again is shown where it was asked for."""
    first = item(wanted, "proof")
    done = wanted.note_item(first, by=agent, files=[pdf()])
    effect = Ask((Item("proof", LocalisedText("Bail"), indispensable=True),), days=5)
    done.ask_items(effect, "", timezone.localdate() + timedelta(days=5), by=agent)
    again = done.asked_items.open().get(code="proof")
    done.note_item(again, by=agent, files=[pdf()])
    assert [one.attachments.count() for one in (first, again)] == [1, 1]
