# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A made-up request as a real one: it begins on a day; one thing is sent at a time."""

from __future__ import annotations

import pytest
import time_machine

from tests.studio.test_workflow_sandbox import TAKE, address, clicked, packed_in, shown, story
from workflows.scenario import SendItems

pytestmark = pytest.mark.django_db


def test_a_story_begins_today_and_is_the_same_on_any_other_day(studio, administrator, service):
    """At nine in the morning of the town; its address freezes the day, and so does a scenario."""
    with time_machine.travel("2027-05-12T16:00Z", tick=False):
        begun = studio(administrator).post(address(service), follow=True)
        assert "Where it stands on day 1 (12 May)" in shown(begun)
    packed = packed_in(begun)
    with time_machine.travel("2027-08-02T10:00Z", tick=False):
        browser = studio(administrator)
        again = browser.get(address(service), {"story": packed})
        assert packed_in(again) == packed
        assert "Where it stands on day 1 (12 May)" in shown(again)
        standing = again.context["box"].standing
        assert standing.case.submitted_at.isoformat() == "2027-05-12T07:00:00+00:00"
        seen = again.context["keep"]["based_on"].value()
        browser.post(address(service, "keep"), {"story": packed, "name": "S", "based_on": seen})
    kept = service.workflow.pending_draft.definition["scenarios"][0]
    assert kept["given"]["begins"] == "2027-05-12"


def test_each_thing_that_was_asked_for_can_be_sent_apart(studio, administrator, service):
    """Beside all of it at once; what was sent is waited for no longer."""
    draft = service.workflow.open_draft(by=administrator)
    items = [
        {"code": "lease", "label": "Lease", "indispensable": True},
        {"code": "photo", "label": "Photo", "indispensable": False},
    ]
    take = next(way for way in draft.definition["transitions"] if way["code"] == "take")
    take["effects"] = [{"do": "ask", "items": items, "days": 15}]
    draft.save()
    browser = studio(administrator)
    asked = clicked(browser, service, story(), TAKE)
    for words in ("Send all that was asked for", "Send: Lease", "Send: Photo"):
        assert words in shown(asked)
    sent = clicked(browser, service, packed_in(asked), SendItems(("lease",)))
    assert "The requester sends: Lease" in shown(sent)
    assert "Asked of the requester Photo" in shown(sent)
    assert "Send what was asked for" in shown(sent)
    assert "Send: Photo" not in shown(sent)
    again = clicked(browser, service, packed_in(sent), SendItems(("lease",)))
    assert again.status_code == 409
    assert "“lease” is not asked of the requester here." in shown(again)
