# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The demo towns print: their law and letterheads are data files, whole in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from grc.dev.town.papers import write_papers
from grc.dev.town.people import TOWNS
from grc.municipalities.enums import LegalCode
from grc.municipalities.models import LegalText, Letterhead
from tests.cast import make_town

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", [town.slug for town in TOWNS])
def test_a_demo_town_can_print_today(slug):
    """A letterhead, and every legal text in French and English (law R1.33, R1.40)."""
    town = make_town(slug, f"{slug}.example", slug)
    with town.scope():
        write_papers(town)
        assert Letterhead.objects.get().mayor_name
        for code in LegalCode:
            record = LegalText.objects.in_force(code, date.today())
            assert {"fr", "en"} <= set(record.text)


def test_the_address_of_the_appeal_is_that_of_the_day():
    """The town hall moved: a letter of 2025 printed again bears the old address (law R1.40)."""
    town = make_town("valbruyere", "valbruyere.example", "Valbruyère")
    with town.scope():
        write_papers(town)
        before = LegalText.objects.in_force("recourse", date(2025, 12, 31))
        after = LegalText.objects.in_force("recourse", date(2026, 1, 1))
    assert "2 rue de la Mairie" in before.plain("fr")
    assert "1 place du Marché" in after.plain("fr")
