# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Forms that processes keep in memory: drawn once, and never with what somebody else may see."""

from __future__ import annotations

import re

import pytest
from django.core.cache import caches

from tests.cast import make_service, make_team
from tests.desk.conftest import at, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    caches["memory"].clear()


def filters_of(browser, address="/bureau/"):
    return re.search(r'<search class="filters">.*?</search>', page(browser.get(address)), re.S)[0]


def test_a_list_of_one_person_is_not_shown_to_another(desk, agent, administrator, town):
    """An agent chooses among their own teams, an administrator among all, whoever came first."""
    with town.scope():
        make_team(town, "Cimetières")
    everything, own = filters_of(desk(administrator)), filters_of(desk(agent))
    assert "Cimetières" in everything
    assert "Cimetières" not in own


def test_what_one_person_searched_is_not_in_another_s_form(desk, agent, colleague):
    assert 'value="Lemoine"' in filters_of(desk(agent), "/bureau/?q=Lemoine")
    assert "Lemoine" not in filters_of(desk(colleague))


def test_what_was_chosen_is_selected(desk, agent):
    """Each choice has its own form, in both orders."""
    browser = desk(agent)
    for chosen in ("mine", "nobody", "mine"):
        drawn = filters_of(browser, f"/bureau/?holder={chosen}")
        assert re.findall(r'<option value="(\w+)" selected', drawn)[0] == chosen


def test_filters_that_unfold_stay_unfolded_while_one_narrows(desk, agent):
    assert '<details class="more-filters" open>' in filters_of(desk(agent), "/bureau/?priority=30")
    assert '<details class="more-filters">' in filters_of(desk(agent))


def test_a_new_service_is_offered_at_once(desk, agent, town, team, workflow):
    browser = desk(agent)
    before = filters_of(browser)
    with town.scope():
        make_service(town, team, workflow, code="new", name={"fr": "Fontaines", "en": "Fountains"})
    assert "Fountains" in filters_of(browser)
    assert "Fountains" not in before


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_form_speaks_the_reader_s_language(desk, agent, service_request, language):
    """Kept for one language, it is drawn again for the other."""
    browser = desk(agent)
    for spoken in ("fr", "en", language):
        browser.cookies["language"] = spoken
        said = page(browser.get(at("request", service_request)))
    assert ("Votre message" in said, "Your message" in said) == (language == "fr", language == "en")


def test_each_page_has_tokens_of_its_own(desk, agent, taken):
    """Two messages with one token would be one message."""
    browser = desk(agent)
    pages = [page(browser.get(at("request", taken))) for _time in range(2)]
    tokens = [re.findall(r'name="(?:write|note)-token" value="([^"]+)"', each) for each in pages]
    assert len({*tokens[0], *tokens[1]}) == 4


def test_each_tracking_page_has_a_token_of_its_own(client, taken):
    pages = [client.get(taken.tracking_path).content.decode() for _time in range(2)]
    first, second = (re.search(r'name="form-token" value="([^"]+)"', each)[1] for each in pages)
    assert first != second


def test_what_was_typed_comes_back_and_stays_with_its_author(desk, agent, colleague, taken):
    """A form that is given back is never kept."""
    refused = desk(agent).post(
        at("write", taken), {"write-body": "Un secret de quelques mots" * 1000}
    )
    assert refused.status_code in (409, 422)
    assert "Un secret" in page(refused)
    assert "Un secret" not in page(desk(colleague).get(at("request", taken)))
