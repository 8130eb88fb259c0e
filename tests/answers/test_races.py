# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Two gestures at the same moment, in threads against the real database: one consistent end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from grc.answers.models import Delegation, Visa
from grc.core.refusals import NotAllowed, NotNow, Refusal
from notifications.models import Delivery
from notifications.sending import send
from tests.answers.circuits import circuit, delegate, role, stage
from tests.answers.circuits import submitted as submit_for
from tests.notifications.smtp import RelayServer
from tests.threads import losers, together, winners

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def relay(settings):
    server = RelayServer()
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.relay.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield server.relay
    server.stop()


@pytest.fixture
def waiting(town, team, service_request, agent, supervisor, deputy):
    """An answer that waits for any supervisor of the team."""
    with town.scope():
        circuit(town, stage("head", role(team)))
        return submit_for(service_request, agent)


def test_two_approve(town, waiting, supervisor, deputy):
    """One visa counts, one mail is queued; the other reads who was faster."""
    results = together(
        town,
        lambda: waiting.approve(round_number=1, by=supervisor),
        lambda: waiting.approve(round_number=1, by=deputy),
    )
    assert len(winners(results)) == 1
    assert isinstance(losers(results)[0], NotNow)
    with town.scope():
        assert Visa.objects.count() == 1
        assert Delivery.objects.filter(notification="answer_sent").count() == 1


def test_both_of_two_approve(town, team, other_team, service_request, agent, supervisor, outsider):
    """Two seats at once: both visas count, and the last of them lets it leave, once."""
    with town.scope():
        circuit(town, stage("both", role(team), role(other_team, "agent"), need=0))
        answer = submit_for(service_request, agent)
    results = together(
        town,
        lambda: answer.approve(round_number=1, by=supervisor),
        lambda: answer.approve(round_number=1, by=outsider),
    )
    assert len(winners(results)) == 2
    with town.scope():
        assert answer.lock().state == "approved"
        assert Visa.objects.count() == 2
        assert Delivery.objects.filter(notification="answer_sent").count() == 1


def test_one_approves_while_the_other_types(town, waiting, supervisor, agent):
    """What waits is not edited: the visa is on the text that was read."""
    results = together(
        town,
        lambda: waiting.approve(round_number=1, by=supervisor),
        lambda: waiting.save_draft("Autre texte.", based_on=1, by=agent),
    )
    assert isinstance(results[1], NotNow)
    with town.scope():
        assert Delivery.objects.get(notification="answer_sent").text.startswith("Nous passerons")


def test_one_approves_while_the_author_takes_back_and_edits(town, waiting, supervisor, agent):
    """Either the old text leaves or nothing does; the new one never without a visa of its own."""

    def rewrite():
        waiting.recall(by=agent)
        return waiting.save_draft("Autre texte.", based_on=1, by=agent)

    together(town, lambda: waiting.approve(round_number=1, by=supervisor), rewrite)
    with town.scope():
        answer = waiting.lock()
        assert (answer.state, answer.body) == ("draft", "Autre texte.")
        leaving = Delivery.objects.filter(notification="answer_sent").exclude(state="cancelled")
        assert not leaving.exists()


def test_one_corrects_while_the_other_approves(town, waiting, supervisor, deputy):
    """Either text may win, but a visa is only ever on the one that was read."""
    together(
        town,
        lambda: waiting.approve(round_number=1, by=supervisor),
        lambda: waiting.amend("Nous passerons jeudi.", round_number=1, by=deputy),
    )
    with town.scope():
        answer = waiting.lock()
        visas = {(visa.round.number, visa.decision) for visa in Visa.objects.all()}
        if answer.state == "approved":
            assert visas == {(1, "approved")}
        else:
            assert visas == {(1, "amended"), (2, "approved")}
            assert answer.body == "Nous passerons jeudi."


def test_it_is_undone_while_it_leaves(town, waiting, supervisor, relay):
    """Either the mail left and nothing is undone, or it is undone and no mail left."""
    with town.scope():
        delivery = Delivery.objects.about(waiting.approve(round_number=1, by=supervisor)).get()
    connections.close_all()

    def leave():
        connections["default"].close()
        send(town.pk, delivery.pk)

    undone = _beside(town, leave, lambda: waiting.undo(by=supervisor))
    with town.scope():
        state = waiting.lock().state
        assert state == ("submitted" if undone else "sent")
        assert len(relay.messages) == (0 if undone else 1)
        assert Delivery.objects.get(pk=delivery.pk).state == ("cancelled" if undone else "sent")


def test_nothing_leaves_before_its_time(town, waiting, supervisor, relay, settings):
    """A worker that wakes early leaves the mail where it is: the visa can still be undone."""
    settings.ANSWER_UNDO = timedelta(seconds=60)
    with town.scope():
        delivery = Delivery.objects.about(waiting.approve(round_number=1, by=supervisor)).get()
    connections.close_all()
    send(town.pk, delivery.pk)
    assert relay.messages == []
    with town.scope():
        waiting.undo(by=supervisor)
        again = waiting.approve(round_number=1, by=supervisor)
        states = [d.state for d in Delivery.objects.about(again).order_by("pk")]
        assert states == ["cancelled", "pending"]


def test_a_delegation_is_revoked_in_the_middle(town, team, waiting, supervisor, outsider):
    """Either the visa was given while the power was held, or it is refused; never half."""
    with town.scope():
        given = delegate(town, supervisor, outsider)

    def revoke():
        held = Delegation.objects.select_for_update().get(pk=given.pk)
        held.revoked_at = timezone.now()
        held.save(update_fields=["revoked_at"])

    results = together(town, lambda: waiting.approve(round_number=1, by=outsider), revoke)
    with town.scope():
        is_approved = waiting.lock().state == "approved"
        assert is_approved is not isinstance(results[0], Refusal)
        if is_approved:
            assert Visa.objects.get().chain[0]["id"] == given.pk
        else:
            assert isinstance(results[0], NotAllowed | NotNow)
            assert not Visa.objects.exists()


def _beside(town, outside, gesture):
    """Run something outside a transaction beside a gesture in one; tell whether that succeeded."""
    import threading

    results = []

    def run():
        try:
            with town.scope():
                results.append(gesture())
        except Refusal as refusal:
            results.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=outside), threading.Thread(target=run)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    connections.close_all()
    return not isinstance(results[0], Refusal)
