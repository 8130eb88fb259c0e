# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What each service chooses in a workflow that it shares, and timers that count by it."""

from __future__ import annotations

import pytest

from tests.studio.conftest import page
from tests.workflows.making import transition

pytestmark = pytest.mark.django_db
HOME = "/studio/circuits-de-traitement/report/"
PAUSE = {"label_fr": "Délai de relance", "label_en": "", "default": "10", "required": ""}


@pytest.fixture
def browser(studio, administrator, workflow):
    return studio(administrator)


def save(browser, query, **typed):
    form = browser.get(f"{HOME}choix/?{query}").context["form"]
    return browser.post(f"{HOME}choix/?{query}", typed | {"based_on": form["based_on"].value()})


def options(workflow):
    return workflow.pending_draft.definition.get("options", [])


@pytest.mark.parametrize("query", ["kind=file", "kind=wish", "code=nothing"])
def test_what_no_service_can_choose_is_not_found(browser, query):
    """A file belongs to one request; an option that is not there has no page."""
    assert browser.get(f"{HOME}choix/?{query}").status_code == 404


def test_a_default_of_another_kind_comes_back(browser, workflow):
    """What counts where a service says nothing is an answer to the question."""
    response = save(browser, "kind=number", **PAUSE | {"default": "dix"})

    assert response.status_code == 422
    assert "dix" in page(response)
    assert workflow.pending_draft is None


def test_two_people_at_the_options_do_not_write_over_each_other(browser, workflow, administrator):
    """What somebody else added meanwhile stays; what was typed comes back."""
    token = browser.get(HOME).context["token"]
    save(browser, "kind=number", **PAUSE)
    typed = PAUSE | {"label_fr": "Montant", "based_on": token}
    response = browser.post(f"{HOME}choix/?kind=number", typed)

    assert response.status_code == 409
    assert "Montant" in page(response)
    assert len(options(workflow)) == 1


def test_a_timer_counts_by_what_a_service_chooses(browser, workflow):
    """An option is added, changed, counted by, and removed again."""
    save(browser, "kind=number", **PAUSE)
    (option,) = options(workflow)
    assert (option["field"]["code"], option["default"]) == ("delai_de_relance", "10")
    save(browser, "code=delai_de_relance", **PAUSE | {"default": "12"})
    assert options(workflow)[0]["default"] == "12"

    address = f"{HOME}transitions/remind_citizen/"
    form = browser.get(address).context["form"]
    typed = {bound.html_name: bound.value() for bound in form if bound.value()}
    typed |= {"amount": "", "amount_option": "delai_de_relance"}
    browser.post(address, typed)
    way = transition(workflow.pending_draft.definition, "remind_citizen")
    assert way["after"]["days"] == {"option": "delai_de_relance"}
    told = "the number of days that the service sets (Délai de relance) after the arrival"
    for shown in (HOME, f"{HOME}diagramme/"):
        assert told in page(browser.get(shown))

    token = browser.get(HOME).context["token"]
    browser.post(f"{HOME}choix/retirer/", {"code": "delai_de_relance", "based_on": token})
    assert options(workflow) == []
    assert "is not an option of this workflow" in page(browser.get(HOME))
