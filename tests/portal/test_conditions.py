# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The published conditions of use: what is configured, and nothing else (law R1.02)."""

from __future__ import annotations

import pytest

from grc.accounts.models import Team
from grc.municipalities.models import Municipality
from tests.cast import make_team
from tests.portal.gestures import FORM, text_of

pytestmark = pytest.mark.django_db


def test_an_unconfigured_channel_is_not_promised(reader, town, service):
    """No address, no e-mail: neither is announced."""
    Municipality.objects.update(email="", postal_address="", phone="")
    words = text_of(reader.get("/modalites/"))
    assert "@" not in words
    assert "03 26" not in words


def test_channels_formats_and_teams_are_published(reader, town, service):
    """Addresses, telephone, formats, sizes, and the teams that answer; no other team."""
    Municipality.objects.update(email="mairie@chalons.example", postal_address="Place Foch")
    Team.objects.update(email="voirie@chalons.example")
    make_team(town, "Cabinet")
    words = text_of(reader.get("/modalites/"))
    for published in (
        "mairie@chalons.example",
        "Place Foch",
        town.phone,
        "PDF, JPG",
        "10",
        "50",
        "Voirie",
        "voirie@chalons.example",
        "L. 112-9",
    ):
        assert published in words, published
    assert "Cabinet" not in words


def test_another_country_has_another_law(reader, town):
    """Outside France no French article is quoted."""
    Municipality.objects.update(country="CA", subdivision="QC")
    assert "112-9" not in text_of(reader.get("/modalites/"))


def test_every_form_links_to_the_conditions(reader, service):
    """They bind the public: they are one click away from every form."""
    assert 'href="/modalites/"' in reader.get(FORM).content.decode()
