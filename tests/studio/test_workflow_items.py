# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the requester is asked for, item by item: added, moved, taken away, without a script."""

from __future__ import annotations

import re

import pytest

from tests.studio.conftest import page
from tests.workflows.making import transition

pytestmark = pytest.mark.django_db
TAKE = "/studio/circuits-de-traitement/report/transitions/take/"
NEW, OLD = f"{TAKE}effets/?do=ask", f"{TAKE}effets/?at=/effects/0"
LONG = {"amount": "15", "unit": "days"}
TWO = {"item_0_fr": "Bail", "item_0_en": "Lease", "item_1_fr": "Photo", "item_1_help_fr": "De jour"}


@pytest.fixture
def browser(studio, administrator, workflow):
    return studio(administrator)


@pytest.fixture
def send(browser):
    """Return what sends the form as it was opened, with what was typed."""

    def post(address, **typed):
        seen = browser.get(address).context["form"]["based_on"].value()
        return browser.post(address, {"based_on": seen} | typed)

    return post


def names(response):
    """Return what each item is called on the page."""
    return [line.fields[0].value() or "" for line in response.context["form"].lines]


def asked(workflow):
    (effect,) = transition(workflow.pending_draft.definition, "take")["effects"]
    return [(item["code"], item["label"]) for item in effect["items"]]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "item_0_fr", "Write what the requester is asked for."),
        ({"item_0_fr": "Bail", "item_1_help_fr": "Signé"}, "item_1_fr", "Item 2 has no name"),
        ({"item_0_fr": "Bail", "item_1_indispensable": "on"}, "item_1_fr", "Item 2 has no name"),
    ],
)
def test_an_item_without_a_name_comes_back_as_typed(send, workflow, typed, field, sentence):
    """With the sentence at its name; nothing that was typed beside it is dropped."""
    response = send(NEW, **typed | LONG)
    assert response.status_code == 422
    form = response.context["form"]
    assert sentence in form.errors[field][0]
    assert {name: form[name].value() for name in typed} == {
        name: True if value == "on" else value for name, value in typed.items()
    }
    assert workflow.pending_draft is None


@pytest.mark.parametrize(
    ("pressed", "called"),
    [
        ("add", ["Bail", "Photo", ""]),
        ("up:1", ["Photo", "Bail"]),
        ("down:0", ["Photo", "Bail"]),
        ("remove:0", ["Photo"]),
        ("up:0", ["Bail", "Photo"]),
        ("down:1", ["Bail", "Photo"]),
        ("remove:9", ["Bail", "Photo"]),
        ("up:-1", ["Bail", "Photo"]),
        ("nonsense", ["Bail", "Photo"]),
    ],
)
def test_a_button_arranges_and_brings_back_what_was_typed(send, workflow, pressed, called):
    """Also what would be refused: nothing is judged, nothing is saved, the rest stays typed."""
    response = send(NEW, **TWO, amount="never", unit="working_days", arrange=pressed)
    form = response.context["form"]
    assert (response.status_code, names(response), form.errors) == (200, called, {})
    assert (form["amount"].value(), form["unit"].value()) == ("never", "working_days")
    assert "Nothing is saved yet." in page(response)
    photo = called.index("Photo")
    assert form[f"item_{photo}_help_fr"].value() == "De jour"
    assert workflow.pending_draft is None


def test_an_item_of_which_nothing_was_typed_is_left_out(send, workflow):
    """Between others, or at the end: nobody is held up by a group that was added for nothing."""
    gap = {"item_0_fr": "Bail", "item_1_fr": " ", "item_1_code": "x", "item_3_fr": "Photo"}
    assert send(NEW, **gap, **LONG).status_code == 303
    assert asked(workflow) == [("bail", "Bail"), ("photo", "Photo")]


def test_the_last_item_is_emptied_and_a_list_has_an_end(send):
    """One group is always there; no more than can be asked for at once."""
    assert names(send(NEW, item_0_fr="Bail", arrange="remove:0")) == [""]
    many = {f"item_{at}_fr": f"Pièce {at}" for at in range(20)}
    response = send(NEW, **many, arrange="add")
    assert len(names(response)) == 20
    assert 'value="add"' not in page(response)
    assert "as many as can be asked for" in page(response)


def test_an_item_keeps_its_code_wherever_it_is_moved(browser, send, workflow):
    """What requests were asked for already is found by it; a new item is given another one."""
    send(NEW, **TWO, **LONG)
    assert [code for code, _label in asked(workflow)] == ["bail", "photo"]
    form = browser.get(OLD).context["form"]
    shown = {bound.name: bound.value() for bound in form if bound.value() not in (None, False)}
    form = browser.post(OLD, shown | {"arrange": "down:0"}).context["form"]
    shown = {bound.name: bound.value() for bound in form if bound.value() not in (None, False)}
    browser.post(OLD, shown | {"item_0_fr": "Photo du lieu", "item_2_fr": "Bail"})
    assert asked(workflow) == [
        ("photo", "Photo du lieu"),
        ("bail", {"fr": "Bail", "en": "Lease"}),
        ("bail_2", "Bail"),
    ]


def test_a_code_that_is_not_there_makes_a_new_item(send, workflow):
    """Whatever is sent instead of the code of an item; one code names one item."""
    send(NEW, **TWO, **LONG)
    send(OLD, **TWO, **LONG, item_0_code="photo", item_1_code="photo", item_2_code="never")
    assert [code for code, _label in asked(workflow)] == ["photo", "photo_2"]


@pytest.mark.parametrize(
    ("pressed", "focused"),
    [
        ("add", 'name="item_2_fr"'),
        ("down:0", 'value="up:1"'),
        ("up:1", 'value="down:0"'),
    ],
)
def test_the_focus_stays_where_one_works(send, pressed, focused):
    """On the name of a new item, else on the button of the item that moved."""
    html = page(send(NEW, **TWO, arrange=pressed))
    (tag,) = re.findall(r"<[^>]+ autofocus[^>]*>", html)
    assert focused in tag


def test_enter_saves(send):
    """The first button of the form is the one that saves: Enter in a field takes no other."""
    html = page(send(NEW, **TWO, arrange="add"))
    form = html[html.index('<form class="form"') :]
    first = re.search(r"<button[^>]*>", form)
    assert first is not None
    assert "name=" not in first[0]


def test_items_of_shared_effects_are_arranged_too(browser, workflow):
    """The name that was typed for them comes back with them."""
    new = "/studio/circuits-de-traitement/report/effets/nouveaux/?do=ask"
    seen = browser.get(new).context["name_form"]["based_on"].value()
    typed = {"based_on": seen, "label_fr": "Les pièces", **TWO}
    response = browser.post(new, typed | {"arrange": "remove:0"})
    assert (response.status_code, names(response)) == (200, ["Photo"])
    assert response.context["name_form"]["label_fr"].value() == "Les pièces"
    response = browser.post(new, typed | LONG)
    assert response.status_code == 303
    assert workflow.pending_draft.definition["parts"]["effects"][0]["effects"][0]["do"] == "ask"
