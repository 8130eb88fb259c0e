# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A town where requests ask other teams: lawyers are the other team, roads are a third one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import file_request, make_member, make_service, make_team, make_workflow

QUESTION = {"fr": "À qui est le terrain ({requester.name}) ?", "en": "Whose land is it?"}
ASKS: dict[str, Any] = {
    "do": "contribute",
    "functions": ["legal", "roads"],
    "text": QUESTION,
    "join": "all",
}


def way(code: str, sources: Any, to: str, trigger: str, **more: Any) -> dict[str, Any]:
    move = {"code": code, "from": sources, "trigger": trigger, "label": code.capitalize()}
    return move | ({"to": to} if to else {}) | more


def contributing_data(*more: dict[str, Any], effect: dict[str, Any] = ASKS) -> dict[str, Any]:
    """The library's report, with a step where other teams are asked."""
    from workflows.library import load

    data = load("report")
    data["functions"] += [
        {"code": "legal", "label": {"fr": "juriste", "en": "lawyer"}},
        {"code": "roads", "label": {"fr": "voirie", "en": "roads"}},
    ]
    words = {"fr": "Avis demandés", "en": "Opinions asked"}
    data["steps"].append(
        {"code": "asked", "kind": "waiting_third_party", "label": words, "citizen_label": words}
    )
    data["transitions"] += [
        way("consult", ["in_progress"], "asked", "button", functions=["agent"], effects=[effect]),
        way("go_on", ["asked"], "in_progress", "button", functions=["agent"]),
        *(more or (way("joined", ["asked"], "in_progress", "joined"),)),
    ]
    return data


def map_function(service: Any, function: str, team: Any) -> None:
    from grc.catalog.models import FunctionMapping

    FunctionMapping.objects.create(
        municipality=service.municipality,
        service=service,
        function=function,
        team=team,
        role="agent",
    )


@pytest.fixture
def roads(town: Any) -> Any:
    return make_team(town, "Ponts et chaussées")


@pytest.fixture
def digger(town: Any, roads: Any) -> Any:
    """Works on the roads."""
    return make_member(town, roads, "agent", "digger@chalons.example", "Diane Ponts")


@pytest.fixture
def asking(town: Any, team: Any, agent: Any, other_team: Any, roads: Any) -> Any:
    """Return a request that Alice took, whose workflow asks other teams."""

    def make(*more: dict[str, Any], effect: dict[str, Any] = ASKS, held: bool = True) -> Any:
        with town.scope():
            workflow = make_workflow(town, "report")
            workflow.draft(contributing_data(*more, effect=effect), by=None).publish(by=None)
            service = make_service(town, team, workflow)
            if held:
                map_function(service, "legal", other_team)
                map_function(service, "roads", roads)
            return file_request(service).take(by=agent)

    return make


@pytest.fixture
def asked(asking: Any, agent: Any, town: Any) -> Any:
    """Both teams are asked, and both are waited for."""
    request = asking()
    with town.scope():
        return request.perform("consult", by=agent)
