# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Powers that are given and taken back: who may, what is refused, who is told (law R1.31)."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
import time_machine
from django.utils.translation import override

from grc.answers.circuits.standing import LONGEST_CHAIN
from grc.answers.delegating import Terms
from grc.answers.models import Delegation
from grc.answers.scope import scope_words, service_titles
from grc.answers.telling.lapsing import warn_of_lapses
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from notifications.models import Delivery
from tests.cast import make_member
from tests.threads import losers, together, winners

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel("2026-03-02 09:00+01:00", tick=False):
        yield


def give(principal, delegate, *, by=None, **more):
    fields = {"power": "validation", "starts_on": TODAY} | more
    return Delegation.objects.give(principal, delegate, Terms(**fields), by=by or principal)


@pytest.mark.parametrize("who", ["colleague", "supervisor", "outsider"])
def test_nobody_gives_the_power_of_another(who, town, agent, deputy, request):
    """Only the principal gives, and only the principal revokes."""
    by = request.getfixturevalue(who)
    with pytest.raises(NotAllowed, match="Only Denis Adjoint"):
        give(deputy, agent, by=by)
    delegation = give(deputy, agent)
    with pytest.raises(NotAllowed):
        delegation.revoke(by=by)


def test_an_administrator_records_a_signed_act(town, agent, supervisor, administrator):
    """The act has a number; without it an administrator would give what is not theirs."""
    with pytest.raises(NotValid, match="Sonia Superviseure signed"):
        give(supervisor, agent, by=administrator)
    delegation = give(supervisor, agent, by=administrator, act_number="2026-12")
    assert Event.objects.about(delegation).get().actor_id == administrator.pk
    assert delegation.revoke(by=administrator).revoked_at


def test_refused_with_a_sentence_each(town, agent, supervisor, stranger, service):
    """To oneself, to a stranger, reversed or past days, unknown services, no act number."""
    cases = [
        (supervisor, {}, "nobody delegates to themself"),
        (stranger, {}, "does not work in this town"),
        (agent, {"ends_on": date(2026, 3, 1)}, "before the first"),
        (
            agent,
            {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 3, 1)},
            "These days are over",
        ),
        (agent, {"services": ("pothole", "moon")}, "no service “moon”"),
        (agent, {"kinds": ("whim",)}, "kinds of answer"),
        (agent, {"power": "money"}, "powers of the list"),
        (agent, {"power": "signature", "act_number": "  "}, "number of the act"),
    ]
    for delegate, more, sentence in cases:
        with pytest.raises(NotValid, match=sentence):
            give(supervisor, delegate, **more)
    assert not Delegation.objects.exists()


def test_a_circle_is_refused(town, agent, colleague, supervisor):
    """A power does not come back to whom it came from, be it only in some months."""
    give(supervisor, agent, starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30))
    give(agent, colleague)
    with pytest.raises(NotNow, match="cannot come back"):
        give(colleague, supervisor)
    may = {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 5, 31)}
    assert give(colleague, supervisor, **may).pk
    assert give(colleague, supervisor, power="signature", act_number="1").pk


def test_what_was_revoked_closes_no_circle(town, agent, supervisor):
    """Only powers in force or to come are looked at."""
    give(supervisor, agent).revoke(by=supervisor)
    assert give(agent, supervisor).pk


def test_a_chain_that_is_too_long_is_refused(town, team):
    """Nobody checks a chain of more than a few links; it counts both what precedes and follows."""
    people = [
        make_member(town, team, "agent", f"p{n}@chalons.example", f"Person {n}")
        for n in range(LONGEST_CHAIN + 2)
    ]
    pairs = list(itertools.pairwise(people))
    middle = pairs.pop(2)
    for principal, delegate in pairs:
        give(principal, delegate)
    with pytest.raises(NotNow, match=f"more than {LONGEST_CHAIN} links"):
        give(*middle)
    Delegation.objects.get(principal=people[0]).revoke(by=people[0])
    assert give(*middle).pk


def test_the_delegate_is_told(town, agent, supervisor, administrator):
    """The delegate always; the principal too when somebody else recorded it."""
    delegation = give(supervisor, agent, by=administrator, act_number="2026-12")
    delegation.revoke(by=supervisor)
    told = Delivery.objects.about(delegation).order_by("pk")
    assert [(d.notification, d.address) for d in told] == [
        ("delegation_given", agent.email),
        ("delegation_given", supervisor.email),
        ("delegation_revoked", agent.email),
    ]
    assert "2026-12" in told[0].text


def test_what_is_over_is_not_revoked(town, agent, supervisor):
    """Revoked twice, or after its last day: there is nothing to take back."""
    delegation = give(supervisor, agent, ends_on=date(2026, 3, 4))
    with time_machine.travel("2026-03-05", tick=False), pytest.raises(NotNow):
        delegation.revoke(by=supervisor)
    delegation.revoke(by=supervisor)
    with pytest.raises(NotNow, match="already over"):
        delegation.revoke(by=supervisor)


def test_both_are_warned_thirty_days_before_the_end_once(town, agent, supervisor):
    """Not on the day before, not twice, not for what was revoked or given for less than that."""
    long = give(supervisor, agent, ends_on=date(2026, 6, 30))
    give(supervisor, agent, ends_on=date(2026, 6, 30)).revoke(by=supervisor)
    with time_machine.travel("2026-05-30 09:00+02:00", tick=False):
        warn_of_lapses(town)
        assert not Delivery.objects.filter(notification="delegation_lapsing").exists()
    with time_machine.travel("2026-06-05 09:00+02:00", tick=False):
        short = give(supervisor, agent, starts_on=date(2026, 6, 5), ends_on=date(2026, 6, 25))
        warn_of_lapses(town)
        warn_of_lapses(town)
    told = Delivery.objects.filter(notification="delegation_lapsing")
    assert sorted(told.values_list("address", flat=True)) == [agent.email, supervisor.email]
    assert not told.filter(subject_id=short.pk).exists()
    long.refresh_from_db()
    assert long.warned_at is not None
    assert Event.objects.about(long).in_order().last().name == "warned"


def test_the_scope_in_words(town, agent, supervisor, service):
    """What it covers, until when, by which act, as people say it."""
    delegation = give(
        supervisor,
        agent,
        kinds=("refusal",),
        services=("pothole",),
        ends_on=date(2026, 12, 31),
        act_number="2026-12",
    )
    words = scope_words(delegation, service_titles([delegation]), today=TODAY)
    assert words == "refusals, for the service “Pothole”, until Dec. 31, 2026, act 2026-12"
    later = scope_words(give(supervisor, agent, starts_on=date(2026, 4, 1)), {}, today=TODAY)
    assert later == "all answers, all services, from April 1, 2026 until it is revoked"


@pytest.mark.django_db(transaction=True)
def test_two_delegations_at_once_close_no_circle(town, agent, supervisor):
    """Each of two people delegates to the other at the same moment: one of them is refused."""
    results = together(town, lambda: give(agent, supervisor), lambda: give(supervisor, agent))
    assert (len(winners(results)), len(losers(results))) == (1, 1)
    assert isinstance(losers(results)[0], NotNow)
