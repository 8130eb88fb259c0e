# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a page costs: bytes, round trips, questions to the database (law R4.01, our own limits)."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grc.catalog.models import Service
from grc.journal.models import Event
from grc.service_requests.models import Message, ServiceRequest
from tests.portal.gestures import FORM, filled

pytestmark = pytest.mark.django_db

PAGE_BYTES = 40_000
PAGE_REQUESTS = 6


def statements(gesture: Callable[[], Any]) -> int:
    """Count what the database was asked; the marks of transactions ask nothing."""
    with CaptureQueriesContext(connection) as captured:
        assert gesture().status_code in (200, 303)
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(marks) for query in captured)


def weight_of(client: Any, path: str) -> tuple[int, int]:
    """Return the compressed bytes and the number of files of a page, nothing cached."""
    html = client.get(path).content
    files = re.findall(rb'<(?:link|script)[^>]*(?:href|src)="([^"]+)"', html)
    total = len(gzip.compress(html))
    for file in files:
        address = file.decode()
        if address.startswith("/static/"):
            found = finders.find(address.removeprefix("/static/"))
            with open(str(found), "rb") as content:
                total += len(gzip.compress(content.read()))
        else:
            total += len(gzip.compress(client.get(address).content))
    return total, len(files) + 1


@pytest.mark.parametrize("path", ["/", FORM, "/suivi/", "/modalites/"])
def test_a_page_is_light(client, every_kind, path):
    """A form with every kind of question fits in 40 kB and six files, compressed."""
    total, files = weight_of(client, path)
    assert total <= PAGE_BYTES
    assert files <= PAGE_REQUESTS


def test_following_is_light(client, service_request, agent):
    """A request with a long exchange stays within the same limits."""
    fresh = service_request.take(by=agent)
    for number in range(20):
        fresh.write(f"Message {number}. " + "Nous avançons. " * 20, by=agent)
    for page in ("", "recue/"):
        total, files = weight_of(client, f"{service_request.tracking_path}{page}")
        assert total <= PAGE_BYTES
        assert files <= PAGE_REQUESTS


def test_a_page_of_260_services_is_light(client, service):
    """The largest catalogue that we know fits too."""
    Service.objects.bulk_create(copies(service, 260))
    assert weight_of(client, "/")[0] <= PAGE_BYTES


def copies(service: Service, count: int) -> list[Service]:
    return [
        Service(
            municipality_id=service.municipality_id,
            code=f"copy-{n}",
            name={"fr": f"Déclarer la chose numéro {n}", "en": f"Declare thing number {n}"},
            description={"fr": "Une phrase qui dit ce que c’est.", "en": "A phrase about it."},
            group={"fr": f"Groupe {n % 20}", "en": f"Group {n % 20}"},
            team_id=service.team_id,
            workflow_id=service.workflow_id,
            form_version_id=service.form_version_id,
        )
        for n in range(count)
    ]


def test_home_asks_little_however_many_services(client, service):
    """At most 8 questions, the same for one service and for 260."""
    few = statements(lambda: client.get("/"))
    Service.objects.bulk_create(copies(service, 260))
    assert statements(lambda: client.get("/")) == few <= 8
    assert statements(lambda: client.get("/?q=trou")) == few


@pytest.mark.django_db(transaction=True)
def test_filing_asks_little_however_many_requests(client, service, town):
    """At most 15 questions from the click to the confirmation, with 10 requests or 1,000."""
    statements(lambda: client.post(FORM, filled()))
    few = statements(lambda: client.post(FORM, filled()))
    with town.scope():
        many_requests(service, 1_000)
    assert statements(lambda: client.post(FORM, filled())) == few <= 15


def test_following_asks_little_however_much_was_said(client, service, service_request, agent):
    """At most 12 questions, with one message or a hundred, 10 requests or 1,000."""
    fresh = service_request.take(by=agent)
    fresh.write("Bonjour.", by=agent)
    few = statements(lambda: client.get(service_request.tracking_path))
    many_requests(service, 1_000)
    for number in range(100):
        fresh.write(f"Message {number}", by=agent)
    assert Message.objects.count() == 101
    assert statements(lambda: client.get(service_request.tracking_path)) == few <= 12


def many_requests(service: Service, count: int) -> None:
    """Write rows as an import does: the page must not feel them."""
    pattern = ServiceRequest.objects.latest("pk")
    rows = [
        ServiceRequest(
            municipality_id=service.municipality_id,
            service_id=service.pk,
            form_version_id=pattern.form_version_id,
            workflow_version_id=pattern.workflow_version_id,
            step="new",
            step_kind="new",
            team_id=service.team_id,
            channel="portal",
            values={"what": "Un trou."},
            submitted_at=timezone.now(),
        )
        for _row in range(count)
    ]
    made = ServiceRequest.objects.bulk_create(rows)
    for row in made[:20]:
        Event.objects.record("submitted", row, by=None)
