# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""PostgreSQL finds the requests of which a condition holds: those that the machine would find."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grc.service_requests.facts import facts_about, own_facts
from grc.service_requests.models import ServiceRequest
from grc.service_requests.submission import Place, Requester
from tests.cast import file_request, make_service, make_workflow
from tests.figures import examples
from tests.workflows.conditions import sound_test_of, trees
from workflows.library import load
from workflows.rules import Fact, FactType, Op, Test, form_facts, holds

NOW = datetime(2026, 3, 3, 22, 30, tzinfo=UTC)
QUESTIONS = [
    {"code": "what", "kind": "long_text", "label": "Quoi ?"},
    {"code": "amount", "kind": "number", "label": "Combien ?"},
    {"code": "danger", "kind": "boolean", "label": "Danger ?"},
    {"code": "where", "kind": "address", "label": "Où ?"},
]
OPTION = {
    "field": {"code": "fee", "kind": "number", "label": "Droit"},
    "default": "1.5",
}
ASKED = {"code": "long", "kind": "number", "label": "Durée", "required": True}


@pytest.fixture
def requests(town: Any, team: Any, agent: Any) -> list[Any]:
    """Requests of two services that chose otherwise, of several days, filled in more or less."""
    workflow = make_workflow(town)
    data = load("report")
    data["options"] = [OPTION]
    data["transitions"][0]["form"] = {"fields": [ASKED]}
    workflow.draft(data, by=None).publish(by=None)
    one = make_service(town, team, workflow)
    two = make_service(town, team, workflow, code="two", options={"fee": "4"})
    rows = []
    for service in (one, two):
        service.publish_form(QUESTIONS, by=None)
        for days, values in enumerate(
            (
                {},
                {"what": "L’ÉTÉ, un tribunal", "amount": "2"},
                {"danger": True, "where": {"text": "a"}},
            )
        ):
            with time_machine.travel(NOW - timedelta(days=2 * days), tick=False):
                person = Requester(name="Été Mise" if days else "", email="a@example.org")
                rows.append(
                    file_request(service, values=values, requester=person, place=Place(text="été"))
                )
    rows[1].perform("take", by=agent, values={"long": "3"})
    rows[2].take(by=agent)
    ServiceRequest.objects.filter(pk=rows[0].pk).update(due_on=date(2026, 3, 5), priority=40)
    return list(ServiceRequest.objects.with_context().order_by("pk"))


def facts() -> list[Fact]:
    fields = make_fields()
    more = [
        Fact("options.fee", FactType.DECIMAL, fields[0].label),
        Fact("filled.long", FactType.DECIMAL, fields[0].label),
    ]
    return [*own_facts(), *form_facts(fields), *more]


def make_fields() -> Any:
    from workflows.fields import parse_fields

    return parse_fields(QUESTIONS, languages=())


def test_it_finds_what_the_machine_finds(requests: list[Any], town: Any) -> None:
    """Of every fact that a workflow may name, the rows and the machine say the same."""
    known = facts()
    names = [fact.name for fact in known]
    fields, definition = make_fields(), requests[0].machine.definition

    @settings(
        max_examples=examples(1500),
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(trees(st.sampled_from(known).flatmap(sound_test_of), 5))
    def check(condition: Any) -> None:
        wanted = {row.pk for row in requests if holds(condition, facts_about(row, names))}
        found = ServiceRequest.objects.holding(condition, definition, fields, town.zone)
        assert set(found.values_list("pk", flat=True)) == wanted

    with time_machine.travel(NOW, tick=False):
        assert {"options.fee", "filled.long"} <= facts_about(requests[1], names).keys()
        check()


@pytest.mark.parametrize(
    ("test", "count"),
    [
        (Test("options.fee", Op.MORE_THAN, Decimal(2)), 3),
        (Test("options.fee", Op.EQUALS, Decimal("1.5")), 3),
        (Test("filled.long", Op.EQUALS, Decimal(3)), 1),
        (Test("values.amount", Op.AT_LEAST, Decimal(2)), 2),
        (Test("values.what", Op.CONTAINS_ANY, ("ete",)), 2),
        (Test("values.where", Op.IS, "A"), 2),
        (Test("assigned", Op.IS_TRUE), 1),
        (Test("days.left", Op.EQUALS, Decimal(2)), 1),
        (Test("submitted.on", Op.BEFORE, date(2026, 3, 3)), 4),
        (Test("values.amount", Op.IS_EMPTY), 4),
    ],
)
def test_each_kind_of_fact_is_found(requests: list[Any], town: Any, test: Test, count: int) -> None:
    """What a form asked, a button asked, a service chose, and the row itself."""
    with time_machine.travel(NOW, tick=False):
        found = ServiceRequest.objects.holding(
            test, requests[0].machine.definition, make_fields(), town.zone
        )
        assert found.count() == count
