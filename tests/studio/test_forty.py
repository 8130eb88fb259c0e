# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""From an empty town to a citizen's request, in the studio alone, every gesture counted."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from grc.catalog.models import Service
from grc.service_requests.models import ServiceRequest
from tests.figures import Figure
from tests.studio.test_browser import asked, sit

__all__ = ["sit"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: A click, a field filled, a choice made.
MOST = 40


class Hand:
    """Somebody who clicks and fills in, and counts."""

    def __init__(self, page: Any) -> None:
        self.page, self.gestures = page, 0

    def click(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=re.compile(name)).first.click()
        self.gestures += 1

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)
        self.gestures += 1

    def choose(self, label: str) -> None:
        self.page.get_by_label(re.compile(label)).first.check()
        self.gestures += 1


def test_a_service_with_two_validations_in_forty_gestures(
    sit: Any, town: Any, administrator: Any, figure: Figure
) -> None:
    """A team, a workflow of two validations, a service, its form; and a citizen uses it at once."""
    desk = sit(administrator)
    page = desk.open("/studio/")
    hand = Hand(page)

    configure(hand)
    expect(page.locator(".toast")).to_contain_text("The form is published")
    citizen = Hand(sit(administrator).open("/"))
    file_a_request(citizen)

    (request, service, findings) = asked(town, found)
    figure("gestures", hand.gestures + citizen.gestures)
    assert hand.gestures + citizen.gestures <= MOST
    assert not [finding for finding in findings if finding.severity == "error"]
    assert request.service_id == service.pk
    assert request.step_kind == "new"
    functions = [function.code for function in request.machine.definition.functions]
    assert {"validator", "second_validator"} <= set(functions)


def configure(hand: Hand) -> None:
    """Make a team, publish a workflow of two validations, and a service with its form."""
    page = hand.page
    hand.click("link", "^Teams")
    hand.click("link", "Add a team")
    hand.fill("Name", "Voirie")
    hand.click("button", "Add the team")
    hand.click("link", "^Workflows")
    hand.click("link", "Create a workflow")
    hand.fill("Name", "Double validation")
    hand.choose("Two validations")
    hand.click("button", "Create")
    hand.click("link", "Publish…")
    expect(page.locator("h1")).to_contain_text("Publish")
    if page.locator("#id_why").count():
        hand.fill("Why publish", "On commence ainsi.")
    hand.click("button", "Publish this version")

    hand.click("link", "^Services")
    hand.click("link", "Add a service")
    hand.fill("Name (french)", "Bacs à ordures")
    hand.click("button", "Add the service")
    hand.click("link", "Publish")
    hand.click("button", "^Publish")


def file_a_request(citizen: Hand) -> None:
    """File a request on the portal, without an account."""
    citizen.page.context.clear_cookies()
    citizen.page.reload()
    citizen.click("link", "Bacs à ordures|Garbage")
    citizen.page.locator("textarea").first.fill("Mon bac est cassé.")
    citizen.gestures += 1
    for field in citizen.page.locator("input[required][name^='requester-']").all():
        field.fill("Marie Dupont")
        citizen.gestures += 1
    if citizen.page.locator("input[name='requester-email']").count():
        citizen.page.locator("input[name='requester-email']").fill("marie@example.org")
        citizen.gestures += 1
    citizen.page.locator("main form button.primary").last.click()
    citizen.gestures += 1
    citizen.page.wait_for_url(re.compile("/suivi/|/confirm"))


def found() -> Any:
    """Return what the town has now: one request, of one service, of one workflow."""
    request = ServiceRequest.objects.with_context().get()
    service = Service.objects.select_related("workflow").get()
    return request, service, request.workflow_version.findings
