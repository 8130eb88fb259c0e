# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A visa is one person's decision on exactly the text they read (law R1.34)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from grc.answers.guards import refusal_to_decide
from grc.answers.models import Answer, Round, Visa
from grc.answers.rounds.course import Course
from grc.answers.rounds.waiting import waiting_for
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from notifications.models import Delivery
from tests.cast import make_member
from tests.conftest import owner_connection
from tests.threads import losers, together, winners

pytestmark = pytest.mark.django_db

MAY_VALIDATE = {
    "agent": False,
    "colleague": False,
    "supervisor": True,
    "administrator": False,
    "outsider": False,
    "stranger": False,
}


@pytest.mark.parametrize(("who", "may"), MAY_VALIDATE.items())
def test_who_may_validate(who, may, submitted, town, request):
    """Those whom the circuit asks; command, inbox and guard agree; administrators are not."""
    user = request.getfixturevalue(who)
    course = Course(submitted, submitted.open_round)
    assert (refusal_to_decide(user, course) == "") is may
    assert waiting_for(user, town).exists() is may
    if may:
        assert submitted.approve(round_number=1, by=user).state == "approved"
    else:
        with pytest.raises(NotAllowed):
            submitted.approve(round_number=1, by=user)


def test_the_author_never_validates(service_request, supervisor, administrator, town):
    """A supervisor who answers alone finds somebody else: it falls to an administrator."""
    answer = Answer.objects.draft_for(service_request.take(by=supervisor), by=supervisor)
    answer.save_draft("Par moi.", based_on=0, by=supervisor)
    answer.submit(based_on=1, by=supervisor)
    assert not waiting_for(supervisor, town).exists()
    with pytest.raises(NotAllowed):
        answer.approve(round_number=1, by=supervisor)
    assert waiting_for(administrator, town).exists()


def test_whoever_wrote_in_the_text_does_not_validate_it(answer, agent, supervisor, administrator):
    """Two people typed; neither is the four eyes of the other's words."""
    answer.save_draft("Retouché par la responsable.", based_on=1, by=supervisor)
    answer.submit(based_on=2, by=agent)
    with pytest.raises(NotAllowed):
        answer.approve(round_number=1, by=supervisor)


def visa_row(round_, **changes):
    row = {
        "municipality_id": round_.municipality_id,
        "round": round_,
        "stage": "validation",
        "decision": "approved",
        "by_id": round_.author_id,
        "author_id": round_.author_id,
        "content_hash": round_.content_hash,
        "decided_at": timezone.now(),
    }
    return Visa(**(row | changes))


def test_the_database_refuses_the_authors_visa(submitted):
    """Even when the application's checks are gone."""
    with pytest.raises(IntegrityError, match="not_by_author"), transaction.atomic():
        visa_row(submitted.open_round).save()


def test_the_database_refuses_a_false_author(submitted, supervisor, colleague):
    """The author copied on a visa is the round's, by a key over both."""
    with pytest.raises(IntegrityError, match="author_of_round"), transaction.atomic():
        visa_row(submitted.open_round, by_id=submitted.author_id, author_id=colleague.pk).save()


def test_the_database_refuses_a_visa_on_another_text(submitted, supervisor):
    """The hash of a visa is the round's."""
    with pytest.raises(IntegrityError, match="content_of_round"), transaction.atomic():
        visa_row(submitted.open_round, by_id=supervisor.pk, content_hash="0" * 64).save()


def test_a_visa_is_never_changed(submitted, supervisor):
    """Nor taken away."""
    submitted.approve(round_number=1, by=supervisor)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Visa.objects.update(decision="returned")


def test_a_return_needs_a_reason(submitted, supervisor):
    """In Python with a sentence, in PostgreSQL in any case."""
    with pytest.raises(NotValid):
        submitted.return_to_author(round_number=1, reason="  ", by=supervisor)
    with pytest.raises(IntegrityError, match="return_has_reason"), transaction.atomic():
        visa_row(submitted.open_round, by_id=supervisor.pk, decision="returned").save()


def test_a_return_keeps_everything_and_reopens_the_draft(submitted, supervisor, agent):
    """The round, its text, its visa stay; the next round comes after."""
    answer = submitted.return_to_author(round_number=1, reason="Trop sec.", by=supervisor)
    assert answer.state == "draft"
    assert answer.service_request.lock().step_kind == "in_progress"
    answer.save_draft("Nous passerons mardi, promis.", based_on=1, by=agent)
    answer.submit(based_on=2, by=agent)
    first, second = answer.rounds.order_by("number")
    assert (first.state, first.body) == ("returned", "Nous passerons mardi.")
    assert first.visas.get().reason == "Trop sec."
    assert (second.state, second.number) == ("open", 2)


def test_a_visa_on_an_old_round_is_refused(submitted, supervisor, agent):
    """A page left open since the first round cannot approve the second."""
    submitted.recall(by=agent)
    submitted.save_draft("Autre texte.", based_on=1, by=agent)
    submitted.submit(based_on=2, by=agent)
    with pytest.raises(NotNow):
        submitted.approve(round_number=1, by=supervisor)
    assert Visa.objects.count() == 0


def test_an_altered_text_cannot_be_approved(submitted, supervisor, monkeypatch):
    """The hash is computed again at the visa."""
    monkeypatch.setattr(Round, "is_intact", property(lambda self: False))
    with pytest.raises(NotNow):
        submitted.approve(round_number=1, by=supervisor)


def test_the_last_visa_queues_exactly_the_approved_text(submitted, supervisor):
    """One mail, with the round's text word for word."""
    answer = submitted.approve(round_number=1, by=supervisor)
    delivery = Delivery.objects.about(answer).get()
    assert delivery.text.startswith("Nous passerons mardi.\n")
    assert answer.service_request.lock().step == "to_send"
    names = list(Event.objects.about(answer).in_order().values_list("name", flat=True))
    assert names == ["drafted", "submitted", "approved", "queued"]


@pytest.mark.django_db(transaction=True)
def test_two_validators_at_once(town, team, submitted, supervisor):
    """One visa counts; the other reads who was faster; one mail."""
    deputy = make_member(town, team, "supervisor", "deputy@chalons.example", "Denis Adjoint")
    results = together(
        town,
        lambda: submitted.approve(round_number=1, by=supervisor),
        lambda: submitted.return_to_author(round_number=1, reason="Non.", by=deputy),
    )
    assert len(winners(results)) == 1
    (refusal,) = losers(results)
    assert isinstance(refusal, NotNow)
    with town.scope():
        assert Visa.objects.count() == 1
        assert str(Visa.objects.get().by) in str(refusal)
        approved = Visa.objects.get().decision == "approved"
        assert Delivery.objects.filter(notification="answer_sent").count() == int(approved)


@pytest.mark.django_db(transaction=True)
def test_a_visa_and_a_recall_at_once(town, submitted, supervisor, agent):
    """Taken back before the visa or after it: nothing leaves, and a visa that was given stays."""
    results = together(
        town,
        lambda: submitted.approve(round_number=1, by=supervisor),
        lambda: submitted.recall(by=agent),
    )
    was_approved = not isinstance(results[0], Exception)
    with town.scope():
        answer = submitted.lock()
        assert answer.state == "draft"
        assert Visa.objects.exists() is was_approved
        states = Delivery.objects.filter(notification="answer_sent").values_list("state", flat=True)
        assert list(states) == (["cancelled"] if was_approved else [])


@pytest.mark.django_db(transaction=True)
def test_a_text_altered_by_the_owner_is_withheld(town, submitted, supervisor):
    """Whoever gets past the triggers changes nothing that leaves: the mail is withheld."""
    from notifications.sending import send

    with town.scope():
        answer = submitted.approve(round_number=1, by=supervisor)
        delivery = Delivery.objects.about(answer).get()
    with owner_connection() as owner:
        owner.execute("ALTER TABLE answers_round DISABLE TRIGGER USER")
        owner.execute("ALTER TABLE answers_round NO FORCE ROW LEVEL SECURITY")
        owner.execute("UPDATE answers_round SET body = 'Non.'")
        owner.execute("ALTER TABLE answers_round FORCE ROW LEVEL SECURITY")
        owner.execute("ALTER TABLE answers_round ENABLE TRIGGER USER")
    connection.close()
    send(town.pk, delivery.pk)
    with town.scope():
        assert Delivery.objects.get(pk=delivery.pk).state == "withheld"
        assert submitted.lock().state == "approved"
        assert Event.objects.about(submitted).filter(name="undelivered").exists()
        alarms = Delivery.objects.filter(notification="answer_undelivered")
        told = {alarm.address for alarm in alarms}
        assert told == {"agent@chalons.example", "supervisor@chalons.example"}
        assert all("n’était pas ce qui avait été approuvé" in alarm.text for alarm in alarms)
