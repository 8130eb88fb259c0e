# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The page of delegations and signatories: given, held, all of them for an administrator."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from grc.answers.delegating import Terms
from grc.answers.models import Delegation, Signatory
from tests.desk.conftest import page

pytestmark = pytest.mark.django_db
HERE = "/bureau/delegations/"
NEW = f"{HERE}nouvelle/"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel("2026-03-02 09:00+01:00", tick=False):
        yield


@pytest.fixture
def given(town, supervisor, agent):
    terms = Terms(power="validation", starts_on=date(2026, 3, 2), act_number="2026-12")
    return Delegation.objects.give(supervisor, agent, terms, by=supervisor)


def typed(delegate, **more):
    return {"delegate": delegate.pk, "power": "validation", "starts_on": "2026-03-02"} | more


def test_refusals_keep_what_was_typed(desk, supervisor, agent, service):
    """A signature without an act: the sentence, and every field as it was."""
    data = typed(agent, power="signature", kinds=["refusal"], services=["pothole"])
    response = desk(supervisor).post(NEW, data | {"ends_on": "2026-12-31"})
    assert response.status_code == 422
    assert "Write the number of the act" in page(response)
    for kept in ('value="2026-12-31"', 'value="refusal"', 'value="pothole"'):
        tag = page(response).split(kept)[1].split(">")[0]
        assert kept.startswith('value="2026') or "checked" in tag
    assert not Delegation.objects.exists()


def test_a_circle_is_told_as_the_state_of_things(desk, given, agent, supervisor):
    """409: it is not the form that is wrong, it is what is already in force."""
    response = desk(agent).post(NEW, typed(supervisor))
    assert response.status_code == 409
    assert "cannot come back to whom it came from" in page(response)


def test_nobody_but_an_administrator_chooses_who_delegates(desk, agent, supervisor, deputy):
    """A principal that an agent posts is not looked at: they give their own power."""
    desk(agent).post(NEW, typed(deputy, principal=supervisor.pk))
    assert Delegation.objects.get().principal == agent


def test_an_administrator_records_an_act(desk, administrator, supervisor, agent):
    """For somebody else with the number of their act; refused without."""
    browser = desk(administrator)
    assert browser.post(NEW, typed(agent, principal=supervisor.pk)).status_code == 422
    data = typed(agent, principal=supervisor.pk, act_number="2026-12")
    assert "told by mail" in page(browser.post(NEW, data, follow=True))
    assert Delegation.objects.get().principal == supervisor


def test_the_scope_is_said_in_words(desk, supervisor, agent, colleague, administrator, service):
    """The giver, the holder and administrators read it; others do not."""
    data = typed(
        agent,
        kinds=["refusal"],
        services=["pothole"],
        ends_on="2026-12-31",
        act_number="2026-12",
    )
    response = desk(supervisor).post(NEW, data, follow=True)
    words = "Refusals, for the service “Pothole”, until Dec. 31, 2026, act 2026-12."
    assert words in page(response)
    assert words in page(desk(agent).get(HERE))
    assert words in page(desk(administrator).get(HERE))
    assert words not in page(desk(colleague).get(HERE))


def test_revoking(desk, given, agent, colleague, supervisor, stranger):
    """Who holds it may not, others do not find it, who gave it may, once."""
    address = reverse("desk:revoke_delegation", args=[given.pk])
    assert desk(agent).post(address).status_code == 403
    assert desk(colleague).post(address).status_code == 404
    assert "revoked" in page(desk(supervisor).post(address, follow=True))
    assert desk(supervisor).post(address).status_code == 409


def test_signatories_are_recorded_by_administrators(desk, administrator, supervisor):
    """Begun as printed, ended on a day; other people read them only."""
    new = reverse("desk:begin_signatory")
    assert desk(supervisor).get(new).status_code == 403
    data = {
        "person": supervisor.pk,
        "first_name": "Sonia",
        "last_name": "Superviseure",
        "capacity": "La maire",
        "holds_office": "on",
        "starts_on": "2026-01-01",
    }
    browser = desk(administrator)
    lacking = browser.post(new, data | {"capacity": ""})
    assert (lacking.status_code, "Superviseure" in page(lacking)) == (422, True)
    assert "Signs by themself" in page(browser.post(new, data, follow=True))
    signatory = Signatory.objects.get()
    end = reverse("desk:end_signatory", args=[signatory.pk])
    assert desk(supervisor).post(end, {"on": "2026-03-31"}).status_code == 403
    assert browser.post(end, {"on": ""}).status_code == 422
    assert "The last day is recorded." in page(browser.post(end, {"on": "2026-03-31"}, follow=True))
    assert "to March 31, 2026" in page(desk(supervisor).get(HERE))


def test_an_administrator_reads_every_delegation_page_by_page(
    desk, administrator, supervisor, agent, colleague, town, monkeypatch
):
    """None is cut off; a page costs no more for what stands on the others."""
    from grc.desk.views import delegations

    monkeypatch.setattr(delegations, "PAGE_SIZE", 2)
    Delegation.objects.bulk_create(
        Delegation(
            municipality=town,
            principal=supervisor,
            delegate=person,
            power="validation",
            starts_on=date(2026, 3, day),
        )
        for day, person in ((2, agent), (3, agent), (3, colleague), (4, agent), (5, agent))
    )
    browser, found, query = desk(administrator), [], ""
    while True:
        context = browser.get(HERE + query).context
        found += [one for one, _, _ in context["others"]]
        if not context["older"]:
            break
        query = context["older"]
    assert found == list(Delegation.objects.order_by("starts_on", "pk"))
    assert len(found) == 5
    assert "Earlier" in page(browser.get(HERE + query))
