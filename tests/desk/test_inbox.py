# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The validator's inbox: what waits, why, what changed, and the decision."""

from __future__ import annotations

import pytest
from django.urls import reverse

from grc.answers.models import Answer, Visa
from notifications.models import Delivery
from tests.cast import file_request, make_member
from tests.desk.conftest import page

pytestmark = pytest.mark.django_db
INBOX = "/bureau/a-valider/"


def of(name, answer, number=1):
    return reverse(f"desk:{name}", args=[answer.pk, number])


def submit_another(service, agent):
    answer = Answer.objects.draft_for(file_request(service).take(by=agent), by=agent)
    saved = answer.save_draft("Une autre réponse.", based_on=0, by=agent)
    answer.submit(based_on=saved.revision, by=agent)
    return answer


@pytest.mark.parametrize(("answer", "number"), [(0, 1), (10**30, 1), (1, 10**30)])
def test_a_round_that_does_not_exist_is_not_found(answer, number, desk, submitted, supervisor):
    """Whatever the numbers."""
    address = f"{INBOX}{answer}/{number}/"
    assert desk(supervisor).get(address).status_code == 404


def test_a_return_without_a_reason_is_refused(desk, submitted, supervisor):
    """The author needs the reason to go on."""
    response = desk(supervisor).post(of("send_back", submitted), {"reason": " "})
    assert response.status_code == 422
    assert "Say why you return this answer" in page(response)
    assert Visa.objects.count() == 0


def test_the_author_may_not_decide(desk, submitted, agent, town, team):
    """Whoever wrote the text reads why they cannot approve it (law R1.34)."""
    from grc.accounts.models import Membership

    Membership.objects.filter(user=agent).update(role="supervisor")
    browser = desk(agent)
    shown = page(browser.get(of("round", submitted)))
    assert "You wrote in this answer: somebody else must validate it." in shown
    assert ">Approve<" not in shown
    response = browser.post(of("approve", submitted))
    assert response.status_code == 403


def test_a_text_that_one_wrote_in_is_not_in_one_s_inbox(desk, draft, supervisor, deputy, agent):
    """The inbox and its count leave out what the person wrote in."""
    saved = draft.save_draft("Corrigé par Sonia.", based_on=draft.revision, by=supervisor)
    draft.submit(based_on=saved.revision, by=agent)
    shown = page(desk(supervisor).get(INBOX))
    assert "Nothing waits for your visa" in shown
    assert "to validate</span>" not in shown


def test_approving_twice_is_one_visa(desk, submitted, supervisor):
    """A double click approves once; the second reads who approved."""
    browser = desk(supervisor)
    assert browser.post(of("approve", submitted)).status_code == 303
    response = browser.post(of("approve", submitted))
    assert response.status_code == 409
    assert "Sonia Superviseure has already approved this answer." in page(response)
    assert Visa.objects.count() == 1
    assert Delivery.objects.filter(notification="answer_sent").count() == 1


def test_a_reason_typed_too_late_comes_back(desk, submitted, supervisor, deputy):
    """Somebody approved while the reason was being typed: it is shown to be copied."""
    submitted.approve(round_number=1, by=deputy)
    data = {"reason": "Donnez la date du passage."}
    response = desk(supervisor).post(of("send_back", submitted), data)
    assert response.status_code == 409
    assert "Denis Adjoint has already approved this answer." in page(response)
    assert "Donnez la date du passage." in page(response)


def test_what_was_decided_elsewhere_is_not_shown_again(
    desk, service, agent, other_team, town, taken
):
    """A validator of another team, once it is decided, learns that and nothing more (R2.02)."""
    from grc.accounts.enums import Role
    from grc.catalog.models import FunctionMapping

    FunctionMapping.objects.create(
        municipality=town,
        service=service,
        function="validator",
        team=other_team,
        role=Role.SUPERVISOR,
    )
    judge = make_member(town, other_team, "supervisor", "juge@chalons.example", "Jeanne Juge")
    other = make_member(town, other_team, "supervisor", "autre@chalons.example", "Anne Autre")
    answer = submit_another(service, agent)
    browser = desk(judge)
    assert "Une autre réponse." in page(browser.get(of("round", answer)))
    answer.approve(round_number=1, by=other)
    response = browser.post(of("send_back", answer), {"reason": "Non."})
    assert response.status_code == 409
    assert "Anne Autre has already approved this answer." in page(response)
    assert "Une autre réponse." not in page(response)
    assert "Un trou devant le 12." not in page(response)


def test_an_old_round_says_that_it_was_taken_back(desk, submitted, agent, supervisor):
    """The link of a version that the author took back leads to a kind page."""
    submitted.recall(by=agent)
    shown = page(desk(supervisor).get(of("round", submitted)))
    assert "The author took this answer back to go on writing." in shown


def test_an_empty_inbox_says_what_arrives_there(desk, service_request, supervisor):
    """Nothing to validate teaches what will come."""
    response = desk(supervisor).get(INBOX)
    assert response.status_code == 200
    assert "Nothing waits for your visa" in page(response)


def test_the_inbox_opens_on_the_oldest(desk, submitted, service, agent, supervisor):
    """One at a time, the oldest first, with its place."""
    newer = submit_another(service, agent)
    browser = desk(supervisor)
    response = browser.get(INBOX)
    assert response.headers["Location"] == of("round", submitted)
    shown = page(browser.get(of("round", submitted)))
    assert "1 of 2" in shown
    assert of("round", newer) in shown


def test_everything_needed_to_decide_is_on_one_page(desk, submitted, supervisor):
    """Why it is here, what was asked, the answer as it will be received."""
    shown = page(desk(supervisor).get(of("round", submitted)))
    assert "Alice Agent wrote this answer. Asked now: Validation." in shown
    assert "Un trou devant le 12." in shown
    assert "<p>Nous passerons mardi.</p>" in shown
    assert "marie@example.org" in shown


def test_a_second_version_shows_what_changed(desk, submitted, agent, supervisor):
    """Since one's own return: the reason, the words that came and went, the old version."""
    submitted.return_to_author(round_number=1, reason="Quel mardi ?", by=supervisor)
    answer = Answer.objects.get()
    saved = answer.save_draft(
        "Bonjour,\n\nNous passerons mardi 24.", based_on=answer.revision, by=agent
    )
    answer.submit(based_on=saved.revision, by=agent)
    shown = page(desk(supervisor).get(of("round", answer, 2)))
    assert "Alice Agent submitted this answer again" in shown
    assert "What changed since your visa" in shown
    assert "Quel mardi ?" in shown
    assert "<ins>" in shown
    assert "Version 1: returned" in shown


def test_approving_leads_to_the_next(desk, submitted, service, agent, supervisor):
    """Decided: the next answer opens, the decision is said once."""
    newer = submit_another(service, agent)
    browser = desk(supervisor)
    response = browser.post(of("approve", submitted), {"remark": "Très bien."}, follow=True)
    assert response.redirect_chain == [(of("round", newer), 303)]
    assert "Approved: the answer leaves by e-mail in a minute." in page(response)
    assert Visa.objects.get().reason == "Très bien."


def test_returning_gives_the_reason_to_the_author(desk, submitted, supervisor):
    """Returned: the inbox goes on, empty or not."""
    data = {"reason": "Donnez la date."}
    response = desk(supervisor).post(of("send_back", submitted), data, follow=True)
    assert "Returned to Alice Agent with your reason." in page(response)
    assert "Nothing waits for your visa" in page(response)
    assert Visa.objects.get().reason == "Donnez la date."


def test_several_are_approved_at_once_after_they_were_opened(
    desk, submitted, service, agent, supervisor
):
    """What was not opened is refused with a sentence; each visa is recorded by itself."""
    other = submit_another(service, agent)
    browser = desk(supervisor)
    browser.get(of("round", submitted))
    chosen = {"round": [answer.open_round.pk for answer in (submitted, other)]}
    response = browser.post("/bureau/a-valider/liste/", chosen, follow=True)
    assert "1 answer approved." in page(response)
    assert "must be opened before you approve it" in page(response)
    assert [answer.lock().state for answer in (submitted, other)] == ["approved", "submitted"]


def test_low_risks_are_approved_from_the_list(desk, town, service_request, agent, team, supervisor):
    """Where the rule of the town says so, without opening each."""
    from tests.answers.circuits import circuit, role, stage
    from tests.answers.circuits import submitted as submit_for

    circuit(town, stage("head", role(team)), low_risk=True)
    answer = submit_for(service_request, agent)
    browser = desk(supervisor)
    assert "disabled" not in page(browser.get("/bureau/a-valider/liste/"))
    browser.post("/bureau/a-valider/liste/", {"round": [answer.open_round.pk]})
    assert answer.lock().state == "approved"
