# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a publication would touch is known while one waits, whatever the number of requests.

At SCALE=1 a million living requests: two seconds to count them by step, ten to find those of which
a condition over their form holds.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from grc.service_requests.models import ServiceRequest
from grc.service_requests.versions.figures import MOST_SAMPLED
from grc.service_requests.versions.figures import Figure as Waiting
from grc.service_requests.versions.impact import impact_of
from tests import cast
from tests.conftest import owner_connection
from tests.figures import SCALE, Figure, scaled
from workflows.library import load
from workflows.rules import All, Op, Test
from workflows.rules import Any as AnyOf

# `make test` has ten minutes for all tests.
REQUESTS = scaled(1_000_000) if SCALE >= 0.2 else 10_000
FORM = [
    {"code": "what", "kind": "long_text", "label": "Quoi ?"},
    {"code": "amount", "kind": "number", "label": "Combien ?"},
]
# The columns that differ from those of the first request, and what they hold in the others.
OTHERWISE = {
    "reference": "lpad(upper(to_hex(number)), 8, '0')",
    "tracking_key": "md5(number::text)::varchar(22)",
    "form_token": "NULL::uuid",
    "step": "(ARRAY['new', 'in_progress', 'waiting_citizen'])[1 + number %% 3]",
    "step_kind": "(ARRAY['new', 'in_progress', 'waiting_citizen'])[1 + number %% 3]",
    "submitted_at": "submitted_at - number * interval '1 minute'",
    "values": "jsonb_build_object('amount', (number %% 1000)::text, 'what', 'Un trou, l’été')",
}

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]


def test_a_million_are_counted_while_one_waits(figure: Figure) -> None:
    """Counts by step within two seconds, conditions over form values within ten."""
    town, workflow = lay_town()
    with town.scope():
        draft = workflow.draft(load("report"), by=None)
        fields = cast_fields()
        definition = workflow.published.machine.definition
        impact, counted = timed(lambda: impact_of(draft))
        amount = Test("values.amount", Op.AT_LEAST, Decimal(990))
        said = Test("values.what", Op.CONTAINS_ANY, ("ete",))
        living = ServiceRequest.objects.open().filter(step="new")
        found = living.holding(amount, definition, fields, town.zone)
        dear, numbers = timed(found.count)
        both = AnyOf((All((amount, said)), Test("priority", Op.AT_LEAST, Decimal(40))))
        words, texts = timed(
            ServiceRequest.objects.open().holding(both, definition, fields, town.zone).count
        )
        begun = timezone.now() - timedelta(days=10_000)
        waiting, figures = timed(lambda: ServiceRequest.objects.figures_of(workflow, since=begun))
    figure("living requests", impact.living)
    figure("counts and median times s", round(figures, 2))
    figure("counts by step s", round(counted, 2))
    figure("condition over a number s", round(numbers, 2))
    figure("condition over a text s", round(texts, 2))
    assert impact.living == REQUESTS
    assert dear == pytest.approx(REQUESTS / 300, rel=0.1)
    assert words == pytest.approx(REQUESTS / 100, rel=0.1)
    assert waiting.ways["new", "take"] == Waiting(MOST_SAMPLED, timedelta(hours=5))
    assert max(counted, figures) < 2
    assert max(numbers, texts) < 10


def timed(question: Callable[[], Any]) -> tuple[Any, float]:
    begun_at = time.monotonic()
    return question(), time.monotonic() - begun_at


def cast_fields() -> Any:
    from workflows.fields import parse_fields

    return parse_fields(FORM, languages=())


def lay_town(requests: int = REQUESTS) -> tuple[Any, Any]:
    """Lay a town with so many living requests, copies of one that differ a little."""
    town = cast.make_town("chalons", "testserver", "Châlons")
    team = cast.make_team(town, "Voirie")
    workflow = cast.make_workflow(town)
    service = cast.make_service(town, team, workflow)
    with town.scope():
        service.publish_form(FORM, by=None)
    first = cast.file_request(service, values={"what": "Un trou, l’été", "amount": "0"})
    columns = [f.column for f in ServiceRequest._meta.concrete_fields if f.column != "id"]
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(OTHERWISE.get(column, f'"{column}"') for column in columns)
    with town.scope(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO service_requests_servicerequest ({names}) SELECT {values}"
            " FROM service_requests_servicerequest, generate_series(1, %s) number WHERE id = %s",
            [requests - 1, first.pk],
        )
        # Each was taken after five hours.
        cursor.execute(
            "INSERT INTO journal_event (municipality_id, name, subject_type, subject_id, at, data,"
            " actor_kind, chain_hash) SELECT municipality_id, 'moved', %s, id,"
            " submitted_at + interval '5 hours', %s, 'system', ''"
            " FROM service_requests_servicerequest",
            [ServiceRequest._meta.label_lower, json.dumps({"transition": "take", "from": "new"})],
        )
    with owner_connection() as owner:
        owner.autocommit = True
        owner.execute("VACUUM ANALYZE service_requests_servicerequest")
        owner.execute("VACUUM ANALYZE journal_event")
    return town, workflow
