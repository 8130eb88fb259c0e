# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A ready-made service is set up from the studio: refused, made, made once."""

from __future__ import annotations

import pytest
from django.urls import reverse

from grc.catalog.models import Service
from grc.packs.starters import CODES, load
from tests.cast import make_service, make_workflow

pytestmark = pytest.mark.django_db


def set_up(browser, **typed):
    return browser.post(reverse("studio:starters"), typed)


def test_a_team_must_have_it_in_charge(studio, administrator, team):
    """Without a team nothing is made, and what was chosen stands there again."""
    refused = set_up(studio(administrator), starter="complaint")

    assert refused.status_code == 422
    assert 'value="complaint"' in refused.text
    assert not Service.objects.exists()


def test_another_town_has_no_team_here(studio, administrator, stranger, team):
    """A key of a team of elsewhere is a key of nothing."""
    assert set_up(studio(administrator), starter="complaint", team="999999").status_code == 422


def test_a_name_that_is_taken_can_be_another(studio, administrator, team, town):
    """One reads which, in one's own language, and the page has a field for the name."""
    browser = studio(administrator)
    starter = load("complaint")
    title = starter.service["name"]
    make_service(town, team, make_workflow(town, "simple"), code="other", name=title)
    refused = set_up(browser, starter="complaint", team=team.pk)
    assert refused.status_code == 409
    assert f"Another service is called “{title['en']}”: choose another name." in refused.text
    typed = {"starter": "complaint", "team": team.pk, "name": "Se plaindre du bruit"}
    made = set_up(browser, **typed)
    assert made["Location"] == reverse("studio:service", args=["se-plaindre-du-bruit"])
    assert Service.objects.get(code="se-plaindre-du-bruit").name == {"fr": "Se plaindre du bruit"}


@pytest.mark.parametrize("code", CODES)
def test_each_is_set_up_once(studio, administrator, team, code):
    """A second time leads to the same service."""
    browser = studio(administrator)
    first = set_up(browser, starter=code, team=team.pk)
    second = set_up(browser, starter=code, team=team.pk)

    service = Service.objects.get()
    assert first["Location"] == second["Location"]
    assert first["Location"] == reverse("studio:service", args=[service.code])
    assert (service.team, service.is_offered) == (team, False)
    assert browser.get(first["Location"]).status_code == 200
