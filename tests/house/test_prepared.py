# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Pages ask the same dozen of questions: PostgreSQL parses and plans each of them once."""

from __future__ import annotations

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def prepared() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return {statement for (statement,) in cursor.fetchall()}


def test_a_page_that_comes_again_finds_its_questions_prepared(client, service):
    before = prepared()
    for _time in range(4):
        assert client.get(f"/demarches/{service.code}/").status_code == 200
    assert any('FROM "catalog_service"' in statement for statement in prepared() - before)


def test_parameters_travel_apart_from_the_statement(client, service_request):
    """What a citizen typed is never part of a statement's text."""
    for _time in range(4):
        client.get(service_request.tracking_path)
    assert not any(service_request.reference in statement for statement in prepared())
