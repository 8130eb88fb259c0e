# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whoever holds a function elsewhere costs no more than their own requests, however many others.

At SCALE=1 among 300,000 living requests. What PostgreSQL throws away after having read it is
counted, not the time that it takes.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from grc.accounts.models import User
from grc.catalog.models import FunctionMapping
from grc.service_requests.models import ServiceRequest
from tests import cast
from tests.figures import SCALE, Figure, scaled
from tests.soak.test_impact import lay_town

REQUESTS = scaled(300_000) if SCALE >= 0.2 else 5_000
OWN = 20
PAGE = 26

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]


def test_a_page_reads_what_it_shows(figure: Figure) -> None:
    """A small team beside a large one: without a function there, with one at few steps, at many."""
    town, workflow = lay_town(REQUESTS)
    with town.scope():
        first = ServiceRequest.objects.first()
        assert first is not None
        other = cast.make_team(town, "Juristes")
        person = cast.make_member(town, other, "agent", "lea@chalons.example", "Léa Loi")
        own = cast.make_service(town, other, workflow, code="own")
        for _ in range(OWN):
            cast.file_request(own)
        assert read(person) == (OWN, 0)
        mapping = FunctionMapping.objects.create(
            municipality=town, service=first.service, function="validator", team=other, role="agent"
        )
        rare = read(person)
        FunctionMapping.objects.filter(pk=mapping.pk).update(function="agent")
        frequent = read(person)
    figure("living requests", REQUESTS)
    figure("rows thrown away, function with few requests", rare[1])
    figure("rows thrown away, function with many", frequent[1])
    assert rare == (OWN, 0)
    assert frequent[0] == PAGE
    assert frequent[1] <= PAGE


def read(person: User) -> tuple[int, int]:
    """Return how many requests the first page of the queue has, and rows read for nothing."""
    rows = ServiceRequest.objects.visible_to(User.objects.get(pk=person.pk)).open()
    page = rows.newest_first().values("pk")[:PAGE]
    sql, params = page.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        (((plan,),),) = (cursor.fetchall(),)
    return len(page), thrown_away(plan[0]["Plan"])


def thrown_away(node: dict[str, Any]) -> int:
    """Return the rows that this part of a plan and those below read and did not keep."""
    own = node.get("Rows Removed by Filter", 0) * node.get("Actual Loops", 1)
    return int(own) + sum(thrown_away(below) for below in node.get("Plans", ()))
