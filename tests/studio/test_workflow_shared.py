# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What transitions share: named, edited, used and written out in the studio."""

from __future__ import annotations

import pytest

from tests.studio.conftest import page
from tests.workflows.making import transition
from workflows.parsing import parse_definition

pytestmark = pytest.mark.django_db
HOME = "/studio/circuits-de-traitement/report/"
TAKE, NEWS = f"{HOME}transitions/take/", f"{HOME}transitions/still_working/"
PHONE = {"fact": "channel", "op": "is", "value": "phone"}


@pytest.fixture
def browser(studio, administrator, workflow):
    return studio(administrator)


@pytest.fixture
def save(browser):
    """Return a function that opens a form, fills it, and sends it."""

    def fill(address, **typed):
        context = browser.get(address).context
        form = context.get("name_form") or context["form"]
        return browser.post(address, typed | {"based_on": form["based_on"].value()})

    return fill


@pytest.fixture
def press(browser):
    """Return a function that presses a button beside a part of something."""

    def pressed(thing, do, at):
        token = browser.get(thing).context["token"]
        return browser.post(f"{thing}parties/", {"do": do, "at": at, "based_on": token})

    return pressed


@pytest.fixture
def phoned(save):
    """A shared condition."""
    address = f"{HOME}conditions/nouvelle/?fact=channel"
    save(address, label_fr="Au téléphone", label_en="By phone", op="one_of", value=["phone"])
    return f"{HOME}conditions/au_telephone/"


def definition(workflow):
    return workflow.pending_draft.definition


@pytest.mark.parametrize(
    "address",
    [
        f"{HOME}conditions/gone/",
        f"{HOME}conditions/nouvelle/?fact=nothing",
        f"{HOME}effets/nouveaux/?do=fly",
        f"{TAKE}partager/?what=when",
        f"{TAKE}partager/?what=label",
    ],
)
def test_what_is_not_there_is_not_found(browser, address):
    """Nothing can be shared that a transition does not hold, or that does not exist."""
    assert browser.get(address).status_code == 404


def test_what_is_shared_needs_a_name_and_a_test(save, workflow):
    """Both are said at once, with what was typed; nothing is begun."""
    refused = save(f"{HOME}conditions/nouvelle/?fact=channel", label_fr="", op="one_of")

    assert refused.status_code == 422
    assert "Say with what it is compared." in page(refused)
    assert workflow.pending_draft is None


def test_a_condition_is_shared_edited_and_used(save, press, phoned, browser, workflow):
    """It is edited by the same lists as any condition; who uses it is named."""
    save(f"{phoned}condition/?add=1&at=/when&fact=days.open", op="more_than", value="3")
    press(phoned, "any", "/when")
    save(f"{TAKE}condition/?add=1&at=/when&fact=part:au_telephone")

    (shared,) = definition(workflow)["parts"]["conditions"]
    assert shared["label"] == {"fr": "Au téléphone", "en": "By phone"}
    assert [*shared["when"]] == ["any"]
    assert transition(definition(workflow), "take")["when"] == {"part": "au_telephone"}
    shown = page(browser.get(phoned))
    assert "Used by:" in shown
    assert "Start the work" in shown
    assert "By phone" in page(browser.get(f"{HOME}"))


def test_a_condition_does_not_offer_itself(phoned, browser):
    """What would go in circles is not in the list, and refused where somebody sends it."""
    facts = dict(browser.get(phoned).context["facts"].fields["fact"].choices)
    assert "part:au_telephone" not in facts
    token = browser.get(phoned).context["token"]
    refused = browser.post(
        f"{phoned}condition/?add=1&at=/when&fact=part:au_telephone", {"based_on": token}
    )
    assert refused.status_code == 422


def test_its_name_is_changed_and_two_people_do_not_write_over_each_other(
    save, phoned, browser, workflow
):
    """The second to save a name reads what is there now; what was typed stays."""
    token = browser.get(phoned).context["token"]
    save(phoned, label_fr="Par téléphone", label_en="By telephone")

    refused = browser.post(phoned, {"label_fr": "Appel", "label_en": "Call", "based_on": token})

    assert refused.status_code == 409
    assert "Par téléphone" in refused.text
    assert 'value="Appel"' in refused.text
    assert definition(workflow)["parts"]["conditions"][0]["label"]["fr"] == "Par téléphone"


def test_effects_are_shared_from_a_transition(save, press, browser, workflow):
    """The transition does what it did; the list grows by the same form."""
    before = parse_definition(workflow.published.definition)

    save(f"{NEWS}partager/?what=effects", label_fr="Nouvelles", label_en="News")

    data = definition(workflow)
    assert transition(data, "still_working")["effects"] == [{"do": "part", "part": "nouvelles"}]
    ways = {way.code: way.effects for way in before.transitions}
    assert {way.code: way.effects for way in parse_definition(data).transitions} == ways
    shared = f"{HOME}effets/nouvelles/"
    save(f"{shared}effets/?do=set_priority", priority="high")
    assert len(definition(workflow)["parts"]["effects"][0]["effects"]) == 2
    press(shared, "up", "/effects/1")
    assert definition(workflow)["parts"]["effects"][0]["effects"][0]["do"] == "set_priority"
    assert "Do what is shared: News" in page(browser.get(NEWS))


def test_effects_begin_with_one(save, workflow):
    """A list is named with its first effect."""
    save(f"{HOME}effets/nouveaux/?do=assign", label_fr="Rendre", label_en="Give back", to="nobody")

    (shared,) = definition(workflow)["parts"]["effects"]
    assert shared["effects"] == [{"do": "assign", "to": "nobody"}]


def test_a_condition_is_shared_from_a_transition_and_written_out(save, browser, workflow):
    """What is shared no more stands where it was used; the page says so before."""
    save(f"{TAKE}condition/?add=1&at=/when&fact=channel", op="one_of", value=["phone"])
    save(f"{TAKE}partager/?what=when", label_fr="Appel", label_en="Call")
    assert transition(definition(workflow), "take")["when"] == {"part": "appel"}
    shown = browser.get(f"{HOME}conditions/appel/")
    assert "“Start the work” does what it did: it is written out there." in page(shown)

    token = shown.context["token"]
    browser.post(f"{HOME}conditions/appel/retirer/", {"based_on": token})

    assert transition(definition(workflow), "take")["when"] == PHONE
    assert "parts" not in definition(workflow)
    last = workflow.pending_draft.last_edit
    assert str(last) == "Shared condition “Call” removed"
