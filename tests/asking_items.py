# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A town where requests ask their requester for documents, with a legal time of two months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from tests.cast import file_request, make_service, make_workflow

# The day that the law's own example begins with (law R1.22): rejected on 15 May 2026.
FILED = datetime(2026, 3, 15, 9, tzinfo=UTC)
ASKED = datetime(2026, 3, 25, 9, tzinfo=UTC)

PROOF: dict[str, Any] = {
    "code": "proof",
    "label": {"fr": "Justificatif de domicile", "en": "Proof of address"},
    "help": {"fr": "De moins de trois mois.", "en": "Less than three months old."},
    "indispensable": True,
}
PHOTO: dict[str, Any] = {
    "code": "photo",
    "label": {"fr": "Photo des lieux", "en": "Picture of the place"},
    "indispensable": False,
}
ASKS: dict[str, Any] = {"do": "ask", "items": [PROOF, PHOTO], "days": 15}


def asking_data(
    effects: Sequence[dict[str, Any]], when: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The library's report, with a button that asks the requester for documents.

    ``when`` is the condition on which their word leads back.
    """
    from workflows.library import load

    data = load("report")
    (back,) = (one for one in data["transitions"] if one["code"] == "citizen_replied")
    back |= {"when": when} if when else {}
    data["transitions"].append(
        {"code": "demand", "from": ["in_progress"], "to": "waiting_citizen", "trigger": "button"}
        | {"label": {"fr": "Demander des pièces", "en": "Ask for documents"}}
        | {"functions": ["agent"], "effects": list(effects)}
    )
    return data


def asked_for_one(service: Any, agent: Any) -> Any:
    """Return a request of which one thing is asked, whatever its workflow says."""
    from workflows.effects import Ask, Item
    from workflows.text import LocalisedText

    filed = file_request(service)
    effect = Ask((Item("proof", LocalisedText("Bail"), indispensable=True),), days=9)
    filed.ask_items(effect, "", date(2100, 1, 4), by=agent)
    return filed


@pytest.fixture
def lacking(town: Any, team: Any, agent: Any) -> Any:
    """Return a request of 15 March that Alice took; ``fields`` are those of its service."""

    def make(
        *effects: dict[str, Any],
        when: Any = None,
        person: Any = None,
        at: datetime = FILED,
        **fields: Any,
    ) -> Any:
        with town.scope(), time_machine.travel(at, tick=False):
            workflow = make_workflow(town, "report")
            data = asking_data(effects or [ASKS], when)
            workflow.draft(data, by=None).publish(by=None)
            service = make_service(town, team, workflow, **{"legal_months": 2} | fields)
            filed = file_request(service, **({"requester": person} if person else {}))
            return filed.take(by=agent)

    return make


@pytest.fixture
def wanted(lacking: Any, agent: Any, town: Any) -> Any:
    """Proof and picture are asked for on 25 March, until 9 April."""
    request = lacking()
    with town.scope(), time_machine.travel(ASKED, tick=False):
        return request.perform("demand", by=agent)


@pytest.fixture
def wanted_now(lacking: Any, agent: Any, town: Any) -> Any:
    """The same, filed and asked for today: for browsers, whose clock nobody stops."""
    request = lacking(at=datetime.now(UTC))
    with town.scope():
        return request.perform("demand", by=agent)
