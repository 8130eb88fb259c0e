# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Sending a document from a phone, without scripts (law R4.02)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.axe import assert_accessible
from tests.portal.gestures import picture
from tests.threads import together

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "locale": "en"}
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def upload(name: str) -> dict[str, object]:
    return {"name": name, "mimeType": "image/png", "buffer": picture().read()}


def test_a_document_is_sent_from_a_phone(wanted_now, town, site, chromium):
    """A bad file says so and keeps the words; the good one is received; nothing is wider."""
    page = chromium.new_context(java_script_enabled=False, **PHONE).new_page()
    page.goto(f"{site}{wanted_now.tracking_path}")
    proof = page.get_by_role("group", name="Proof of address")
    place = page.get_by_role("group", name="Picture of the place")
    proof.get_by_label("A file").set_input_files(upload("bail.exe"))
    proof.get_by_label("Or in your own words").fill("Le bail est joint.")
    place.get_by_label("Or in your own words").fill("Il fait nuit.")
    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("bail.exe")
    expect(page.get_by_role("status").first).to_contain_text("Received: Picture of the place.")
    expect(proof.get_by_label("Or in your own words")).to_have_value("Le bail est joint.")
    expect(place).to_have_count(0)
    proof.get_by_label("A file").set_input_files(upload("bail.png"))
    page.get_by_role("button", name="Send", exact=True).click()

    thanks = page.get_by_text("Received: Proof of address. Thank you. Nothing is missing any more.")
    expect(thanks).to_be_in_viewport()
    expect(page.get_by_role("link", name="bail.png")).to_be_visible()
    (left,) = together(town, lambda: wanted_now.asked_items.open().count())
    assert left == 0


def test_the_page_is_for_everybody(wanted_now, site, chromium):
    """Axe has nothing to say, and nothing is wider than a phone."""
    page = chromium.new_context(**PHONE).new_page()
    page.goto(f"{site}{wanted_now.tracking_path}")
    assert_accessible(page)
    assert not page.evaluate(WIDER)
