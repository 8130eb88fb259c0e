# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Rows of a list are drawn once and remembered: never one in the place of another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import translation

from grc.ui.rows import Row, Tag
from grc.ui.templatetags import ui

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ROW = Row(
    href="/bureau/demandes/AB12-CD34/",
    title="Un nid-de-poule",
    reference="AB12-CD34",
    who="Marie Lemoine",
    service="Voirie",
    place="12 rue des Tilleuls",
    at=datetime(2026, 3, 10, 8, 0, tzinfo=UTC),
    precision="instant",
    due=date(2026, 3, 12),
    tags=(Tag("Nouvelle", "accent"),),
    assignee="Alice Martin",
)
OTHERS = {
    "href": "/x/",
    "title": "Autre chose",
    "reference": "ZZ99-ZZ99",
    "who": "Jean Petit",
    "service": "Espaces verts",
    "place": "Place Foch",
    "at": datetime(2026, 3, 9, 8, 0, tzinfo=UTC),
    "precision": "month",
    "due": None,
    "tags": (Tag("Nouvelle", "warn"),),
    "assignee": "",
    "current": True,
    "unread": True,
}


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False), translation.override("fr"):
        yield


@pytest.mark.parametrize("name", list(OTHERS))
def test_rows_that_differ_in_anything_look_different(name):
    """Every field is part of what a row is remembered by."""
    assert OTHERS.keys() == ROW.__dict__.keys()
    assert ui.list_row(ROW) != ui.list_row(replace(ROW, **{name: OTHERS[name]}))


def test_the_same_row_is_drawn_once():
    ui._row_now.cache_clear()
    ui._drawn_row.cache_clear()
    assert ui.list_row(ROW) is ui.list_row(replace(ROW))
    assert ui._drawn_row.cache_info().misses == 1


def test_a_row_grows_older():
    """What it says of time is said anew."""
    first = ui.list_row(ROW)
    with time_machine.travel(datetime(2026, 3, 13, 9, 0, tzinfo=UTC), tick=False):
        later = ui.list_row(ROW)
    assert "il y a 1" in first
    assert "il y a 3" in later
    assert "clock late" in later
    assert "clock late" not in first


def test_a_row_speaks_the_reader_s_language():
    french = ui.list_row(ROW)
    with translation.override("en"):
        assert ui.list_row(ROW) != french


def test_what_citizens_typed_is_escaped():
    drawn = ui.list_row(replace(ROW, title="<b>Trou</b>", who='"><script>'))
    assert "<b>" not in drawn
    assert "<script>" not in drawn
