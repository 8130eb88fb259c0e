# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Functions that people outside the team in charge hold: what is shown can be done."""

from __future__ import annotations

import pytest

from grc.catalog.holders import Holder, add_holder
from grc.core.refusals import NotAllowed

pytestmark = pytest.mark.django_db


def test_whoever_holds_the_function_writes_the_word_it_asks_for(
    service, service_request, agent, outsider, administrator
):
    """The button, the page and the command ask the same question."""
    add_holder(service, "agent", Holder(person=outsider.pk), by=administrator)
    fresh = service_request.lock()
    ways = {one.transition.code: one.allowed for one in fresh.available_to(outsider)}
    assert ways["ask_citizen"]
    with pytest.raises(NotAllowed):
        fresh.write("Bonjour", by=outsider)
    fresh = fresh.perform("ask_citizen", by=outsider, message="Où ?")
    assert fresh.step == "waiting_citizen"
