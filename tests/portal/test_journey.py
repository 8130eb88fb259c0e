# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A resident in a real browser: keyboard alone, without scripts, on a phone; axe on every page."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from grc.service_requests.models import ServiceRequest
from tests.axe import assert_accessible
from tests.cast import file_request
from tests.portal.browser import press, tab_to, type_in
from tests.portal.gestures import FORM, said
from tests.portal.test_tracking import answered
from tests.threads import together

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def only_request(town: Any) -> Any:
    """Return the one request there is, asked beside the browser's event loop."""
    (found,) = together(town, ServiceRequest.objects.get)
    return found


def test_keyboard_alone_and_without_scripts(town, service, site, chromium, language):
    """From the list to a reply: nothing needs a mouse or a script (law R4.02, R3.10)."""
    context = chromium.new_context(java_script_enabled=False, locale=language)
    page = context.new_page()
    page.goto(f"{site}/")
    press(page, f'a[href="{FORM}"]')
    page.wait_for_url(f"**{FORM}")
    type_in(page, what="Un trou.", place="12 rue des Fleurs")
    press(page, "main .primary")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator('[name="what"]')).to_have_value("Un trou.")
    press(page, '.error-summary a[href="#id_requester-name"]')
    expect(page.locator("#id_requester-name")).to_be_focused()
    page.keyboard.type("Marie Dupont")
    type_in(page, requester_email="marie@example.org")
    press(page, "main .primary")
    page.wait_for_url("**/recue/")

    service_request = only_request(town)
    expect(page.locator(".reference").first).to_have_text(service_request.display_reference)
    press(page, "main a.primary")
    page.wait_for_url(f"**{service_request.tracking_path}")
    type_in(page, body="Le trou grandit.")
    press(page, "main .primary")
    expect(page.locator(".message-body")).to_have_text("Le trou grandit.")
    expect(page.locator(".notice")).to_contain_text(said(language, "Your message has been sent."))
    context.close()


def test_the_language_is_changed_on_the_page_of_a_request(
    town, service_request, site, chromium, language
):
    """The secret page sends its own forms: its policy on referrers does not break them."""
    other = {"fr": "en", "en": "fr"}[language]
    context = chromium.new_context(locale=language)
    page = context.new_page()
    page.goto(f"{site}{service_request.tracking_path}")
    page.locator(f'.languages button[lang="{other}"]').click()
    expect(page.locator("html")).to_have_attribute("lang", other)
    assert page.url == f"{site}{service_request.tracking_path}"
    context.close()


def test_a_photo_is_sent_and_saved_again(town, service_request, site, chromium, tmp_path):
    """A file goes up with a message and comes down under its name."""
    content = io.BytesIO()
    Image.new("RGB", (6, 4)).save(content, "PNG")
    page = chromium.new_page()
    page.goto(f"{site}{service_request.tracking_path}")
    page.fill('[name="body"]', "Voici.")
    photo: Any = {"name": "été.png", "mimeType": "image/png", "buffer": content.getvalue()}
    page.set_input_files('[name="files"]', photo)
    page.click("main .primary")
    with page.expect_download() as saved:
        page.click('.message a:has-text("été.png")')
    assert saved.value.suggested_filename == "été.png"
    page.close()


def test_the_position_is_filled_in_for_whoever_asks(town, service, site, chromium, language):
    """With a script and a permission: the figures are filled, and words say so (law R3.11)."""
    context = chromium.new_context(
        locale=language,
        permissions=["geolocation"],
        geolocation={"latitude": 48.9566, "longitude": 4.3631},
    )
    page = context.new_page()
    page.goto(f"{site}{FORM}")
    page.click("[data-place-here]")
    found = said(language, "Position found. Check the address all the same.")
    expect(page.locator("[data-place] [role=status]")).to_have_text(found)
    page.fill('[name="what"]', "Un trou.")
    page.fill('[name="requester-name"]', "Marie")
    page.fill('[name="requester-email"]', "marie@example.org")
    page.click("main .primary")
    page.wait_for_url("**/recue/")
    assert only_request(town).latitude == 48.9566
    context.close()


def test_a_form_opens_in_few_exchanges(town, service, site, chromium):
    """Six files at most, the icon included, all from the town's own address; nothing complains."""
    page = chromium.new_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site}{FORM}", wait_until="networkidle")
    assert len(asked) <= 6
    assert all(address.startswith(site) for address in asked)
    assert not complaints
    page.close()


@pytest.fixture
def requests(town, every_kind, agent, supervisor):
    """A fresh request, one that waits for its requester, one that has ended."""
    fresh, ended, awaited = (file_request(every_kind) for _n in range(3))
    with town.scope():
        answered(ended, agent, supervisor)
        awaited = awaited.take(by=agent)
        awaited.perform("ask_citizen", by=agent, message="Sur le trottoir ?")
    return fresh, awaited, ended


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible(requests, site, chromium, language, scheme):
    """No violation on any page, in its error states too; nothing sticks out at 320 px (R3.12)."""
    fresh = requests[0]
    paths = ["/", "/?q=trou", "/?q=rien", FORM, "/suivi/", "/suivi/lien-envoye/", "/modalites/"]
    paths += [f"{fresh.tracking_path}recue/", "/suivi/2222-2222/nothing/"]
    paths += [each.tracking_path for each in requests]
    context = chromium.new_context(
        locale=language,
        color_scheme=scheme,
        viewport={"width": 320, "height": 800},
        reduced_motion="reduce",
    )
    page = context.new_page()
    for path in paths:
        page.goto(f"{site}{path}")
        assert_fits(page)
        assert_accessible(page)
    for path in (FORM, "/suivi/", fresh.tracking_path):
        page.goto(f"{site}{path}")
        page.click("main .primary")
        expect(page.locator(".error-summary")).to_be_focused()
        assert " ".join(page.title().split()).startswith(said(language, "Error:"))
        assert_fits(page)
        assert_accessible(page)
    context.close()


def assert_fits(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url


def test_the_skip_link_comes_first(town, service, site, chromium):
    """The first Tab offers the content, the second Enter is in it."""
    page = chromium.new_page()
    page.goto(f"{site}{FORM}")
    tab_to(page, ".skip", most=1)
    page.keyboard.press("Enter")
    press(page, 'main a[href="/"]')
    page.wait_for_url(f"{site}/")
    page.close()
