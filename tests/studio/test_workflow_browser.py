# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The workflow editor in a real browser: keyboard alone, without scripts, on a phone, counted."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.asking_pages import await_truth
from tests.axe import assert_accessible
from tests.studio.test_browser import asked, sit
from tests.workflows.making import transition
from workflows.models import Workflow

__all__ = ["sit"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/studio/circuits-de-traitement/"
HOME = f"{LIST}report/"
PHONE = {"width": 360, "height": 740}
# A click, a field filled, a key.
MOST_FOR_A_WORKFLOW = 8


def definition(town: Any, slug: str = "report") -> Any:
    found = asked(town, lambda: Workflow.objects.get(slug=slug).pending_draft)
    return found.definition


def test_a_validation_in_two_stages_takes_few_gestures(sit, town, administrator):
    """From an empty town to a published workflow with two validations, by the keyboard, counted."""
    desk = sit(administrator)
    page = desk.open("/studio/")
    gestures = 0

    def press(selector: str, heading: str) -> None:
        nonlocal gestures
        gestures += 1
        desk.press(selector)
        expect(page.locator("h1")).to_have_text(heading)

    press("a[href='/studio/circuits-de-traitement/']", "Workflows")
    press("a[href$='/nouveau/']", "Create a workflow")
    desk.type_in("#id_name_fr", "Questions fiscales")
    desk.press("#id_start_1", "ArrowDown")
    gestures += 2
    press("form.form button.primary", "Questions fiscales")
    press("a[href$='/publier/']", "Publish “Questions fiscales”")
    assert_accessible(page)
    press("form.form button.primary", "Questions fiscales")
    expect(page.locator(".toasts")).to_contain_text("new requests follow it")
    assert gestures <= MOST_FOR_A_WORKFLOW
    workflow = asked(town, lambda: Workflow.objects.get(slug="questions-fiscales").published)
    codes = [function["code"] for function in workflow.definition["functions"]]
    assert "second_validator" in codes


def test_a_workflow_is_changed_from_the_keyboard(sit, town, administrator, workflow):
    """A step with its button, a finding followed to its place, an undo: no mouse, no dragging."""
    desk = sit(administrator)
    page = desk.open(HOME)
    desk.press("a[href$='/etapes/nouvelle/']")
    expect(page.locator("h1")).to_have_text("Add a step")
    desk.type_in("#id_label_fr", "Visite sur place")
    desk.press("#id_reached_from_1", " ")
    desk.type_in("#id_button_fr", "Envoyer en visite")
    desk.press("form.form button.primary")
    finding = page.locator(".workflow-said a", has_text="a request cannot end").first
    expect(finding).to_be_visible()
    assert_accessible(page)
    desk.press("section .workflow-said a")
    expect(page.locator("h1")).to_contain_text("Visite sur place")
    desk.press("a[href$='?from=visite_sur_place']")
    expect(page.locator("h1")).to_have_text("Add a transition")
    desk.type_in("#id_label_fr", "Visite faite")
    page.locator("#id_to").focus()
    page.keyboard.type("In p")
    desk.press("form.form button.primary")
    expect(page.locator("h1")).to_contain_text("Visite faite")
    way = transition(definition(town), "visite_faite")
    assert (way["from"], way["to"]) == (["visite_sur_place"], "in_progress")

    page = desk.open(HOME)
    expect(page.locator("#undo-what")).to_contain_text("Transition “Visite faite” added")
    desk.press("form[action$='/annuler/'] button")
    expect(page.locator("#redo-what")).to_contain_text("Visite faite")
    assert "visite_faite" not in str(definition(town))
    desk.press("form[action$='/retablir/'] button")
    expect(page.locator("#redo-what")).to_have_count(0)
    assert "visite_faite" in str(definition(town))


def test_conditions_and_effects_need_no_script(sit, town, administrator, workflow):
    """Every page is complete without scripts, on a phone."""
    desk = sit(administrator, java_script_enabled=False, viewport=PHONE)
    page = desk.open(f"{HOME}transitions/close/")
    page.locator("#fact_fact").select_option("channel")
    page.get_by_role("button", name="Add a test").click()
    page.get_by_label("Telephone").check()
    page.get_by_role("button", name="Save it").click()
    expect(page.locator("#condition ~ p").first).to_have_text("Only if the channel is “Telephone”.")
    page.locator("#effect-do").select_option("set_priority")
    page.locator("section", has=page.locator("#effect-do")).get_by_role("button").last.click()
    page.locator("#id_priority").select_option("urgent")
    page.get_by_role("button", name="Save it").click()
    expect(page.locator("#effects ~ ol")).to_contain_text("Set the priority: Urgent")
    way = transition(definition(town), "close")
    assert way["when"] == {"fact": "channel", "op": "is", "value": "phone"}
    assert way["effects"] == [{"do": "set_priority", "priority": "urgent"}]


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE])
def test_a_draft_with_faults_has_no_barrier(sit, town, administrator, workflow, viewport):
    """Pages that only a draft has: a condition, errors, before publishing, throwing away."""
    from workflows.editing import AddTest, Change, Thing

    def spoil() -> None:
        draft = Workflow.objects.get(slug="report").open_draft(by=administrator)
        nested = {"any": [{"not": {"fact": "place", "op": "contains_any", "value": ["gare"]}}]}
        for test in ({"fact": "channel", "op": "is", "value": "phone"}, nested):
            draft.edit(AddTest(Thing.TRANSITION, "close", "/when", test), by=administrator)
        draft.edit(Change(Thing.TRANSITION, "take", {"functions": None}), by=administrator)

    asked(town, spoil)
    desk = sit(administrator, viewport=viewport)
    for address in ("", "transitions/close/", "transitions/take/", "publier/", "abandonner/"):
        page = desk.open(HOME + address)
        assert_accessible(page)
        slack = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(slack) == 0, address


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}])
def test_items_are_added_moved_and_saved_without_a_script(
    sit, town, administrator, workflow, viewport
):
    """Each button brings back what was typed; Enter in a field saves; nothing is a barrier."""
    desk = sit(administrator, java_script_enabled=False, viewport=viewport)
    page = desk.open(f"{HOME}transitions/close/effets/?do=ask")
    page.locator("#id_item_0_fr").fill("Bail")
    page.locator("button[value='add']").click()
    page.locator("#id_item_1_fr").fill("Plan")
    page.locator("#id_item_1_indispensable").check()
    page.locator("button[value='up:1']").click()
    expect(page.locator("#id_item_0_fr")).to_have_value("Plan")
    expect(page.locator("#id_item_0_indispensable")).to_be_checked()
    expect(page.locator("#id_item_1_fr")).to_have_value("Bail")
    page.locator("#id_amount").fill("15")
    page.locator("#id_item_1_fr").press("Enter")
    expect(page.locator("h1")).to_contain_text("Close")
    (asked,) = transition(definition(town), "close")["effects"]
    assert [item["code"] for item in asked["items"]] == ["plan", "bail"]

    desk = sit(administrator, viewport=viewport)
    page = desk.open(f"{HOME}transitions/close/effets/?at=/effects/0")
    assert_accessible(page)


@pytest.mark.parametrize("size", ["", "?size=whole"])
def test_the_whole_diagram_is_reached(sit, administrator, workflow, size):
    """On a phone the list comes first; the picture scrolls with the keys, or is as wide as it."""
    desk = sit(administrator, viewport=PHONE)
    page = desk.open(f"{HOME}diagramme/{size}")
    box = page.locator(".diagram-box")
    assert page.locator(".diagram-list").bounding_box()["y"] < box.bounding_box()["y"]
    hidden = box.evaluate("one => one.scrollWidth - one.clientWidth")
    assert (hidden > 0) == (not size)
    if not size:
        box.focus()
        page.keyboard.press("ArrowRight")
        await_truth(page, "document.querySelector('.diagram-box').scrollLeft > 0")
    assert_accessible(page)


def test_the_list_of_scenarios_has_no_barrier(sit, town, administrator, workflow):
    """One that passes and one that fails, on a phone."""

    def tell():
        draft = workflow.open_draft(by=administrator)
        take = {"press": "take", "as": ["agent"]}
        draft.definition["scenarios"] = [
            {"code": "goes", "label": "Goes", "play": [take]},
            {"code": "fails", "label": "Fails", "play": [take, {"expect": {"step": "closed"}}]},
        ]
        draft.save()

    asked(town, tell)
    page = sit(administrator, viewport=PHONE).open(f"{HOME}essayer/")
    expect(page.locator(".workflow-scenario h3").first).to_have_text("Fails")
    expect(page.locator(".workflow-scenario").first).to_contain_text("fails")
    assert_accessible(page)
