# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a transition does besides, as people read it and as its form asks for it."""

from __future__ import annotations

import pytest

from tests.studio.conftest import page
from tests.workflows.making import transition

pytestmark = pytest.mark.django_db
HOME = "/studio/circuits-de-traitement/report/"
TAKE = f"{HOME}transitions/take/"
COST = {"code": "cost", "kind": "number", "label": {"fr": "Coût", "en": "Price"}}
OPTION = {"field": {"code": "patience", "kind": "number", "label": "Patience"}, "default": "10"}
TEXT = (
    "{request.reference}: {filled.cost} euros, {options.patience} days, {values.what},"
    " {nothing.known}, \\{not this\\}."
)


@pytest.fixture
def browser(studio, administrator, workflow):
    return studio(administrator)


def effect(browser, **typed):
    form = browser.get(f"{TAKE}effets/?do=entrust").context["form"]
    typed |= {"based_on": form["based_on"].value()}
    return browser.post(f"{TAKE}effets/?do=entrust", typed)


def having(workflow, administrator, *effects):
    draft = workflow.open_draft(by=administrator)
    way = transition(draft.definition, "take")
    way |= {"effects": list(effects), "form": {"fields": [COST]}}
    draft.definition["options"] = [OPTION]
    draft.save()


def test_a_function_is_entrusted_only_to_one_that_was_chosen(browser, workflow):
    """Both lists begin with nothing, and must be chosen from: no save by mistake."""
    form = browser.get(f"{TAKE}effets/?do=entrust").context["form"]
    assert [form[name].value() for name in ("function", "to")] == [None, None]
    assert [form.fields[name].choices[0][0] for name in ("function", "to")] == ["", ""]

    refused = effect(browser, function="", to="")
    assert refused.status_code == 422
    assert workflow.pending_draft is None


def test_entrusting_reads_as_one_sentence(browser, workflow):
    """Which function, and who holds it from then on."""
    assert effect(browser, function="agent", to="supervisor").status_code == 303

    (made,) = [
        one
        for one in transition(workflow.pending_draft.definition, "take")["effects"]
        if one["do"] == "entrust"
    ]
    assert made == {"do": "entrust", "function": "agent", "to": "supervisor"}
    words = "Entrust a function for this request: agent in charge, to whoever is supervisor"
    assert words in page(browser.get(HOME))


def test_values_in_a_text_are_read_by_what_they_are_called(
    browser, workflow, administrator, service
):
    """Sentences name each value by its label; what nobody knows says its own name."""
    having(workflow, administrator, {"do": "tell", "text": TEXT})
    said = page(browser.get(HOME))

    assert (
        "“[the reference of the request]: [Price] euros, [Patience] days, [What is the matter?],"
        " [nothing.known], {not this}.”"
    ) in said
    assert "{request.reference}" not in said


def test_the_form_keeps_the_braces_and_says_what_each_value_is(browser, workflow, administrator):
    """Whoever writes sees the names to write, each beside its label."""
    having(workflow, administrator, {"do": "tell", "text": TEXT})
    shown = browser.get(f"{TAKE}effets/", {"at": "/effects/0"})

    assert "{request.reference}: {filled.cost}" in page(shown)
    for name, label in (
        ("request.reference", "the reference of the request"),
        ("filled.cost", "Price"),
        ("options.patience", "Patience"),
    ):
        assert (name, label) in shown.context["placeholders"]
        assert f"<code>{{{name}}}</code> {label}" in shown.text


def test_a_length_of_one_day_is_in_the_singular(browser, workflow, administrator):
    """One day, and five days."""
    having(
        workflow, administrator, {"do": "set_due", "days": 1}, {"do": "set_due", "working_days": 5}
    )
    said = page(browser.get(HOME))

    assert "Set the due date: 1 day ·" in said
    assert "Set the due date: 5 working days" in said
