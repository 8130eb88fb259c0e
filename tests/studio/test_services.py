# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Services: begun from nothing or from another, changed, and who holds their functions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grc.accounts.people import deactivate
from grc.catalog.configuring import ServiceContent, begin_service, change_service
from grc.catalog.holders import Holder, add_holder
from grc.catalog.holding import Holding
from grc.catalog.models import FunctionMapping, Service
from grc.catalog.options import options_fingerprint
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from grc.service_requests.effects.carrying_out import holders_of
from grc.service_requests.guards import functions_of
from tests.cast import file_request, make_service, make_team, make_workflow
from tests.studio.conftest import page

pytestmark = pytest.mark.django_db
NEW = "/studio/nouvelle-demarche/"


def test_a_supervisor_changes_no_service(town, service, supervisor):
    """The commands refuse by themselves whoever does not administer the town."""
    now = ServiceContent.of(service)
    with pytest.raises(NotAllowed):
        begin_service(now, by=supervisor)
    with pytest.raises(NotAllowed):
        change_service(service, now, based_on=now.fingerprint, by=supervisor)
    with pytest.raises(NotAllowed):
        add_holder(service, "validator", Holder(role="agent"), by=supervisor)


def test_a_workflow_that_nobody_published_is_not_followed(town, team, workflow, administrator):
    """No request could be filed."""
    workflow.versions.update(state="retired", retired_at="2026-01-01T00:00Z")
    content = ServiceContent(name={"fr": "Bacs"}, team=team.pk, workflow=workflow.pk)
    with pytest.raises(NotValid, match="published"):
        begin_service(content, by=administrator)


def test_of_several_teams_one_is_chosen_by_hand(studio, town, team, workflow, administrator):
    """The first of the alphabet is no proposal; what was typed comes back with the sentence."""
    make_team(town, "Accueil")
    browser = studio(administrator)
    assert browser.get(NEW).context["form"]["team"].value() is None
    given = {"name_fr": "Bacs", "workflow": workflow.pk, "contact": "required", "contest_days": 60}
    response = browser.post(NEW, given | {"silence": "rejection"})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["team"]
    assert 'value="Bacs"' in response.text
    assert not Service.objects.exists()


def test_a_name_suffices(studio, town, team, workflow, administrator):
    """The only team and a workflow are proposed; the form waits with a first question."""
    browser = studio(administrator)
    form = browser.get(NEW).context["form"]
    proposed = {
        name: form[name].value()
        for name in ("team", "workflow", "contact", "contest_days", "silence")
    }
    proposed = {name: getattr(value, "pk", value) for name, value in proposed.items()}
    response = browser.post(NEW, proposed | {"name_fr": "Où sont les bacs ?", "is_offered": "on"})
    assert response.status_code == 303
    made = Service.objects.get()
    assert (made.code, made.name) == ("ou-sont-les-bacs", {"fr": "Où sont les bacs ?"})
    assert (made.team, made.workflow, made.form_version) == (team, workflow, None)
    assert [field.code for field in made.form_drafts.get().parsed] == ["request"]
    assert response.headers["Location"] == "/studio/demarches/ou-sont-les-bacs/formulaire/"
    assert Event.objects.about(made).get().name == "service_begun"


def test_a_copy_takes_form_and_holders(studio, town, service, agent, administrator):
    """Of the same code there is only one; nothing of the copied service changes."""
    add_holder(service, "validator", Holder(person=agent.pk), by=administrator)
    browser = studio(administrator)
    form = browser.get(f"{NEW}?copie=pothole").context["form"]
    typed = {bound.name: bound.value() for bound in form if bound.value() is not None}
    assert typed["name_fr"] == ""
    typed |= {"name_fr": "Pothole"}
    assert browser.post(f"{NEW}?copie=pothole", typed).status_code == 303
    copy = Service.objects.get(code="pothole-2")
    assert [field.code for field in copy.form_drafts.get().parsed] == ["what", "place", "photo"]
    assert copy.function_mappings.get().person == agent


def test_what_another_saved_is_not_written_over(studio, town, service, administrator):
    """The second of two reads what is there now, keeps what they typed, and may send it again."""
    browser = studio(administrator)
    address = "/studio/demarches/pothole/modifier/"
    form = browser.get(address).context["form"]
    typed = {bound.name: bound.value() for bound in form if bound.value() is not None}
    assert browser.post(address, typed | {"keywords": "nid-de-poule"}).status_code == 303
    response = browser.post(address, typed | {"keywords": "trou", "target_days": "12"})
    assert response.status_code == 409
    assert "nid-de-poule" in page(response)
    assert 'value="trou"' in page(response)
    again = typed | {"keywords": "trou", "target_days": "12"}
    again["based_on"] = response.context["form"]["based_on"].value()
    assert browser.post(address, again).status_code == 303
    service.refresh_from_db()
    assert (service.keywords, service.target_days) == ("trou", 12)
    told = Event.objects.about(service).filter(name="service_changed").in_order()
    assert [event.data["changed"] for event in told] == [["keywords"], ["keywords", "target_days"]]


def test_whoever_is_named_holds_the_function_alone(
    studio, town, service, agent, supervisor, outsider, administrator
):
    """The page, the guard, the mails and the portrait of the studio say the same people."""
    filed = file_request(service)
    browser = studio(administrator)
    assert "Sonia Superviseure" in page(browser.get("/studio/demarches/pothole/"))
    typed = {"validator-holder": f"person::{outsider.pk}"}
    address = "/studio/demarches/pothole/fonctions/validator/"
    assert browser.post(address, typed).status_code == 303
    fresh = type(filed).objects.with_context().get(pk=filed.pk)
    assert "validator" in functions_of(outsider, fresh)
    assert "validator" not in functions_of(supervisor, fresh)
    assert "validator" in functions_of(administrator, fresh)
    assert holders_of(fresh, ["validator"]) == [outsider]
    assert Holding([service]).people(service, "validator") == [outsider]
    assert browser.post(address, typed).status_code == 409
    told = Event.objects.about(service).get(name="holder_added")
    assert told.data["person"] == outsider.pk
    deactivate(outsider, by=administrator)
    assert holders_of(fresh, ["validator"]) == [administrator]
    assert "no longer works here" in page(browser.get("/studio/demarches/pothole/"))


def test_without_anybody_named_the_default_counts_again(studio, town, service, administrator):
    """Taking the last one away leads back to the people of the team, by role."""
    mapping = add_holder(service, "validator", Holder(role="agent"), by=administrator)
    browser = studio(administrator)
    assert "by default" in page(browser.get("/studio/demarches/pothole/"))
    response = browser.post(f"/studio/demarches/pothole/fonctions/{mapping.pk}/retirer/")
    assert response.status_code == 303
    assert not FunctionMapping.objects.exists()
    assert Event.objects.about(service).filter(name="holder_removed").exists()


@pytest.mark.parametrize(
    "holder", [Holder(role="king"), Holder(person=0), Holder(role="agent", team=0)]
)
def test_only_who_is_here_is_named(holder, town, service, administrator):
    """A role, a team or a person that the town does not have is refused."""
    with pytest.raises(NotValid):
        add_holder(service, "validator", holder, by=administrator)


def test_the_same_role_is_not_given_twice(town, service, administrator):
    """Another role in the same team takes the place of the first."""
    add_holder(service, "validator", Holder(role="agent"), by=administrator)
    with pytest.raises(NotNow):
        add_holder(service, "validator", Holder(role="agent"), by=administrator)
    add_holder(service, "validator", Holder(role="supervisor"), by=administrator)
    assert service.function_mappings.get().role == "supervisor"


def test_a_named_person_is_asked_for_the_visa(
    town, service, agent, supervisor, outsider, administrator
):
    """Where a circuit asks a function that the service gives to somebody, they are asked."""
    from grc.answers.models import Turn
    from tests.answers.circuits import circuit, stage, submitted

    add_holder(service, "validator", Holder(person=outsider.pk), by=administrator)
    circuit(town, stage("check", {"whose": "function", "function": "validator"}))
    submitted(file_request(service), agent)
    assert [turn.person for turn in Turn.objects.filter(closed_at=None)] == [outsider]


FEE = {"code": "fee", "kind": "number", "label": {"fr": "Tarif", "en": "Fee"}, "minimum": 1}


def test_a_service_chooses_in_a_workflow_that_it_shares(studio, town, service, administrator):
    """Each by its own form; empty, what holds for everybody; what another saved is not lost."""
    definition = service.workflow.published.definition
    definition["options"] = [{"field": FEE, "default": 12}]
    service.workflow.draft(definition, by=administrator).publish(by=administrator)
    browser, address = studio(administrator), "/studio/demarches/pothole/choix/"
    said = page(browser.get("/studio/demarches/pothole/"))
    assert "Otherwise: 12." in said
    seen = options_fingerprint(service)
    assert browser.post(address, {"option-of-fee": "0", "option-based_on": seen}).status_code == 422
    typed = {"option-of-fee": "20", "option-based_on": seen}
    assert browser.post(address, typed).status_code == 303
    service.refresh_from_db()
    assert service.options == {"fee": "20"}
    response = browser.post(address, typed | {"option-of-fee": "30"})
    assert response.status_code == 409
    assert 'value="30"' in page(response)
    assert Event.objects.about(service).get(name="options_chosen").data == {"changed": ["fee"]}


def test_a_choice_may_have_any_code(studio, service, administrator):
    """An option that is called as a field of ours is answered like the others."""
    definition = service.workflow.published.definition
    definition["options"] = [{"field": FEE | {"code": "based_on"}}]
    service.workflow.draft(definition, by=administrator).publish(by=administrator)
    typed = {"option-of-based_on": "7", "option-based_on": options_fingerprint(service)}

    studio(administrator).post("/studio/demarches/pothole/choix/", typed)

    service.refresh_from_db()
    assert service.options == {"based_on": "7"}


def test_the_law_gives_months_or_days(town, service, administrator):
    """Not both."""
    now = ServiceContent.of(service)
    both = replace(now, legal_months=2, legal_days=15)
    with pytest.raises(NotValid, match="not in both"):
        change_service(service, both, based_on=now.fingerprint, by=administrator)


def test_silence_rejects_unless_somebody_says_otherwise(studio, service, administrator):
    """Nothing but the two regimes is accepted; who makes it an acceptance reads so (law R1.20)."""
    now = ServiceContent.of(service)
    assert now.silence == "rejection"
    with pytest.raises(NotValid):
        change_service(
            service, replace(now, silence="perhaps"), based_on=now.fingerprint, by=administrator
        )
    accepted = replace(now, silence="acceptance", legal_months=2, legal_reference="CRPA L231-1")
    change_service(service, accepted, based_on=now.fingerprint, confirmed=True, by=administrator)
    said = page(studio(administrator).get("/studio/demarches/pothole/"))
    assert "Without an answer in that time, the request counts as accepted (CRPA L231-1)." in said


@pytest.mark.parametrize("address", ["/studio/demarches/", "/studio/demarches/pothole/"])
def test_pages_cost_the_same_in_a_large_town(
    address, studio, town, team, service, workflow, administrator, agent
):
    """Their queries do not grow with services and people."""
    browser = studio(administrator)
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    other = make_workflow(town, "simple")
    for number in range(12):
        make_service(town, team, other if number % 2 else workflow, code=f"other-{number}")
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(few) == len(many) <= 16


def test_what_is_copied_from_nowhere_is_not_copied(studio, administrator, service):
    """An address with signs that no database keeps opens the empty form."""
    browser = studio(administrator)
    assert browser.get("/studio/nouvelle-demarche/", {"copie": "a\0b"}).status_code == 200
