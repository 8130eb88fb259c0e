# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A parapheur behind one interface: handed over once, collected once, nothing in a transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from grc.answers.models import SignedFile
from grc.answers.models.drafting import Decided
from grc.answers.signing import (
    Act,
    SignatureBackend,
    SignatureUnavailable,
    Signed,
    backend,
    collect,
    hand_over,
    sweep,
)
from grc.answers.verifying import verify_one
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from grc.municipalities.models import Letterhead
from notifications.exceptions import InsideTransaction
from notifications.models import Delivery
from tests.answers.circuits import circuit, draft, signatory
from tests.answers.letters.conftest import press
from tests.cast import file_request

__all__ = ["press"]
pytestmark = pytest.mark.django_db(transaction=True)


class Double(SignatureBackend):
    """A parapheur in memory, which a test lets sign."""

    code = "double"
    acts: ClassVar[dict[str, Act]] = {}
    signed: ClassVar[dict[str, bytes]] = {}
    is_down: ClassVar[bool] = False

    def hand_over(self, act: Act) -> str:
        if self.is_down:
            raise SignatureUnavailable
        self.acts[act.key] = act
        return f"T-{len(self.acts)}"

    def collect(self, ticket: str) -> Signed | None:
        content = self.signed.get(ticket)
        return Signed(content=content, name="signé.pdf") if content else None

    def withdraw(self, ticket: str) -> None:
        self.signed.pop(ticket, None)


@pytest.fixture
def parapheur(settings, tmp_path):
    settings.SIGNATURE_BACKEND = f"{__name__}.Double"
    settings.MEDIA_ROOT = str(tmp_path)
    Double.acts.clear()
    Double.signed.clear()
    Double.is_down = False
    return Double


@pytest.fixture
def decision(town, service_request, agent, supervisor):
    """An approved decision that the mayor signs electronically."""
    with town.scope():
        circuit(town)
        Letterhead.objects.create(
            municipality=town, address="Mairie", place="Châlons", mayor_name="Sonia Superviseure",
            mayor_title={"fr": "La maire"}, delegation_formula={"fr": "Pour la maire"}, footer={},
        )  # fmt: skip
        mayor = signatory(town, supervisor, "Maire", holds_office=True)
        decided = Decided(kind="favourable", signatory_id=mayor.pk, signature_mode="electronic")
        answer = draft(service_request, agent, decided=decided)
        answer.submit(based_on=answer.revision, by=agent)
        return answer.lock()


def test_by_default_people_carry_the_letter():
    """No parapheur: nothing is handed over."""
    assert backend().is_manual
    assert backend().collect("") is None


def test_a_transaction_never_waits_for_a_parapheur(town, decision, agent, parapheur):
    """Another machine may be slow; rows must not be locked meanwhile."""
    with transaction.atomic(), pytest.raises(InsideTransaction):
        hand_over(town, decision.pk, by=agent)
    with transaction.atomic(), pytest.raises(InsideTransaction):
        collect(town, decision.pk)


def test_an_outsider_hands_nothing_over(town, decision, outsider, parapheur):
    """Only the team in charge."""
    with pytest.raises(NotAllowed):
        hand_over(town, decision.pk, by=outsider)
    assert not parapheur.acts


def test_what_is_not_approved_is_not_handed_over(town, decision, agent, parapheur):
    """Taken back by its author meanwhile."""
    with town.scope():
        decision.recall(by=agent)
    with pytest.raises(NotNow):
        hand_over(town, decision.pk, by=agent)


def test_a_parapheur_that_is_down_changes_nothing(town, decision, agent, parapheur, press):
    """The sentence says what else to do."""
    parapheur.is_down = True
    with pytest.raises(SignatureUnavailable):
        hand_over(town, decision.pk, by=agent)
    with town.scope():
        assert not Event.objects.filter(name="signature_asked").exists()


def test_handed_over_twice_it_is_there_once(town, decision, agent, parapheur, press):
    """Name, capacity, the approved letter; one event."""
    tickets = {hand_over(town, decision.pk, by=agent) for _ in range(2)}
    (act,) = parapheur.acts.values()
    assert tickets == {"T-1"}
    assert (act.signatory, act.capacity) == ("Sonia Superviseure", "Maire")
    assert act.email == "supervisor@chalons.example"
    assert act.letter.startswith(b"%PDF-")
    with town.scope():
        event = Event.objects.about(decision).get(name="signature_asked")
        assert event.data == {"round": 1, "backend": "double", "ticket": "T-1"}


def test_until_it_is_signed_nothing_is_kept(town, decision, agent, parapheur, press):
    """Never asked, then waiting: None both times."""
    assert collect(town, decision.pk) is None
    hand_over(town, decision.pk, by=agent)
    assert collect(town, decision.pk) is None


def test_what_comes_back_must_be_a_pdf(town, decision, agent, parapheur, press):
    """An error page is no act."""
    parapheur.signed[hand_over(town, decision.pk, by=agent)] = b"<html>"
    with pytest.raises(NotValid):
        collect(town, decision.pk)


def test_the_signed_letter_is_kept_once(town, decision, agent, parapheur, press):
    """By nobody in person, under its ticket; what is kept still holds."""
    parapheur.signed[hand_over(town, decision.pk, by=agent)] = b"%PDF-1.7 signed"
    kept = collect(town, decision.pk)
    assert collect(town, decision.pk) == kept
    with town.scope():
        assert SignedFile.objects.get() == kept
        assert (kept.backend, kept.ticket, kept.by) == ("double", "T-1", None)
        assert verify_one(decision) == []


def test_an_act_goes_to_be_signed_once_nothing_can_be_undone(
    town, decision, parapheur, press, settings
):
    """Nothing leaves the house within the minute in which the last visa can be taken back."""
    settings.ANSWER_UNDO = timedelta(seconds=60)
    sweep(town)
    assert not parapheur.acts
    settings.ANSWER_UNDO = timedelta(0)
    sweep(town)
    assert len(parapheur.acts) == 1


def test_a_parapheur_that_is_down_is_asked_again(town, decision, parapheur, press):
    """A night without it delays; nothing is lost, nothing leaves unsigned."""
    parapheur.is_down = True
    sweep(town)
    with town.scope():
        assert decision.lock().state == "approved"
        assert not Delivery.objects.about(decision).exists()
    parapheur.is_down = False
    sweep(town)
    assert len(parapheur.acts) == 1


def test_once_signed_it_leaves_with_its_signed_letter(town, decision, parapheur, press):
    """Law R1.30 b: no mail before, then one, with the letter as it was signed."""
    sweep(town)
    with town.scope():
        assert not Delivery.objects.about(decision).exists()
    parapheur.signed["T-1"] = b"%PDF-1.7 signed"
    sweep(town)
    sweep(town)
    with town.scope():
        delivery = Delivery.objects.about(decision).get()
        signed = SignedFile.objects.get()
    (enclosed,) = delivery.enclosures
    assert (enclosed["name"], enclosed["sha256"]) == ("signé.pdf", signed.sha256)


def test_unsigned_it_is_not_told_either(town, decision, agent, parapheur):
    """Neither by letter nor at the counter: there is no act yet."""
    with town.scope(), pytest.raises(NotNow):
        decision.tell("letter", by=agent)


def test_taken_back_it_is_taken_from_the_parapheur(town, decision, agent, parapheur, press):
    """What comes back signed afterwards is not kept; approved again, it is another act."""
    sweep(town)
    with town.scope():
        decision.recall(by=agent)
        job = ProcrastinateJob.objects.get(task_name="grc.answers.tasks.withdraw_signature")
    assert job.args == {"ticket": "T-1"}
    parapheur.signed["T-1"] = b"%PDF-1.7 signed too late"
    sweep(town)
    with town.scope():
        assert not SignedFile.objects.exists()
        decision.lock().submit(based_on=decision.lock().revision, by=agent)
    sweep(town)
    assert len(parapheur.acts) == 2
    sweep(town)
    with town.scope():
        assert not SignedFile.objects.exists()
        assert verify_one(decision) == []


def test_an_act_taken_back_while_it_is_handed_over_is_withdrawn(
    town, decision, agent, parapheur, press, monkeypatch
):
    """Nobody else knows that it is there: the mayor must not sign what no longer exists."""
    hand = Double.hand_over

    def slow(self, act):
        ticket = hand(self, act)
        with town.scope():
            decision.lock().recall(by=agent)
        return ticket

    monkeypatch.setattr(Double, "hand_over", slow)
    sweep(town)
    job = ProcrastinateJob.objects.get(task_name="grc.answers.tasks.withdraw_signature")
    assert job.args == {"ticket": "T-1"}


def test_what_is_being_signed_elsewhere_is_not_kept_by_hand(
    town, decision, agent, parapheur, press
):
    """One person alone does not stand in for the signatory."""
    sweep(town)
    scan = SimpleUploadedFile("mine.pdf", b"%PDF-1.7 mine")
    with town.scope(), pytest.raises(NotNow):
        decision.lock().keep_signed(scan, by=agent)


@pytest.mark.parametrize("fault", [SignatureUnavailable, ZeroDivisionError])
def test_one_act_that_is_refused_does_not_hold_up_the_others(
    town, decision, service, agent, supervisor, parapheur, press, monkeypatch, fault
):
    """A signatory unknown there, a fault of the connector: the next act is handed over."""
    with town.scope():
        mayor = decision.signatory
        decided = Decided(kind="favourable", signatory_id=mayor.pk, signature_mode="electronic")
        other = draft(file_request(service), agent, decided=decided)
        other.submit(based_on=other.revision, by=agent)
    hand = Double.hand_over

    def picky(self, act):
        if act.key.startswith(f"{decision.pk}:"):
            raise fault
        return hand(self, act)

    monkeypatch.setattr(Double, "hand_over", picky)
    sweep(town)
    assert [key.partition(":")[0] for key in parapheur.acts] == [str(other.pk)]
