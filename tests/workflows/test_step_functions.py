# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Which function has a button where, in the database as in the frozen definition."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection

from tests.workflows.making import sound_data
from workflows.models import StepFunction

pytestmark = pytest.mark.django_db

LABEL = {"fr": "Faire", "en": "Do"}
ORIGINS = [
    {"anywhere": True},
    {"anywhere": True, "except": ["new"]},
    {"kinds": ["in_progress", "waiting_validation"]},
]


def test_versions_of_before_say_what_a_publication_says(blank, user):
    """Steps named by what they are, what moves and what stays: none is seen from further off."""
    data = sound_data()
    for at, origin in enumerate(ORIGINS):
        data["functions"].append({"code": f"f{at}", "label": LABEL})
        data["functions"].append({"code": f"g{at}", "label": LABEL})
        way = {"from": origin, "trigger": "button", "label": LABEL}
        stays = {"effects": [{"do": "set_priority", "priority": "high"}], "functions": [f"f{at}"]}
        data["transitions"].append(way | {"code": f"stay{at}"} | stays)
        if "kinds" not in origin:
            moves = {"code": f"move{at}", "to": "new", "functions": [f"g{at}"]}
            data["transitions"].append(way | moves)
    blank.draft(data, by=user).publish(by=user)
    kept = set(StepFunction.objects.values_list("version", "step", "function"))
    assert kept
    migration = import_module("workflows.migrations.0004_step_functions")
    with connection.cursor() as cursor:
        rows = migration.FILL.partition("SELECT DISTINCT")
        cursor.execute(f"SELECT DISTINCT{rows[2]}")
        assert {row[1:] for row in cursor.fetchall()} == kept
