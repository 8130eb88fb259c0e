# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Finding what to ask for: every open service, by group, and one box for one's own words."""

from __future__ import annotations

import pytest

from grc.catalog.models import Service
from tests.cast import make_service, make_team, make_workflow
from tests.portal.gestures import said, text_of

pytestmark = pytest.mark.django_db

LAMP = {
    "code": "lamp",
    "name": {"fr": "Éclairage public", "en": "Street lighting"},
    "description": {"fr": "Un lampadaire éteint.", "en": "A lamp that is off."},
    "group": {"fr": "Rue", "en": "Street"},
    "keywords": "réverbère ampoule",
}


@pytest.fixture
def lamp(town, team, workflow):
    return make_service(town, team, workflow, **LAMP)


def test_what_is_not_offered_is_not_listed(reader, service, lamp):
    """A service that is closed, or has no form yet, is nowhere."""
    Service.objects.filter(code="lamp").update(is_offered=False)
    Service.objects.filter(code="pothole").update(form_version=None)
    page = reader.get("/").content.decode()
    assert "/demarches/" not in page


def test_a_town_shows_its_own_services(reader, service, other_town):
    """What a neighbour offers is not found here."""
    team = make_team(other_town, "Voirie")
    make_service(other_town, team, make_workflow(other_town), code="theirs")
    assert "/demarches/theirs/" not in reader.get("/").content.decode()
    assert "/demarches/theirs/" not in reader.get("/?q=trou").content.decode()


def test_a_host_that_no_town_declares_is_told_so(reader, town):
    """An unknown name gets a sentence and no town's page."""
    response = reader.get("/", HTTP_HOST="elsewhere.example")
    assert response.status_code == 404
    assert "No town answers" in response.content.decode()


def test_services_stand_under_their_group(reader, language, service, lamp):
    """Groups and titles in the reader's language, those without a group last."""
    words = text_of(reader.get("/"))
    places = [
        words.index(title)
        for title in (
            lamp.group[language],
            lamp.name[language],
            said(language, "Other requests"),
            service.name[language],
        )
    ]
    assert places == sorted(places)
    assert lamp.description[language] in words


@pytest.mark.parametrize(
    "typed", ["eclairage", "ECLAIRAGE", "éclairages", "lampadaire", "reverberes", "ampoule rue"]
)
def test_own_words_find_a_service(client, service, lamp, typed):
    """Accents, case, plural, the description and the other words people use do not matter."""
    page = client.get("/", {"q": typed}).content.decode()
    assert "/demarches/lamp/" in page
    assert "/demarches/pothole/" not in page


def test_the_services_with_most_of_the_words_are_found(client, service, lamp):
    """A whole sentence finds what has most of its words; small words count for nothing."""
    page = client.get("/", {"q": "il y a un trou dans la rue"}).content.decode()
    assert "/demarches/pothole/" in page
    assert "/demarches/lamp/" not in page


def test_words_search_the_readers_language(reader, language, service, lamp):
    """A reader's words are looked for in the texts that reader sees."""
    typed = {"fr": "chaussée", "en": "pothole"}[language]
    assert "/demarches/pothole/" in reader.get("/", {"q": typed}).content.decode()


def test_finding_nothing_says_what_to_do(reader, language, service, town):
    """The words come back, escaped, with the telephone and the way to the list."""
    response = reader.get("/", {"q": "<b>piscine"})
    assert said(language, "Try another word, or look through the whole list.") in text_of(response)
    assert "<b>piscine" not in response.content.decode()
    assert town.phone in text_of(response)


def test_a_town_without_services_says_so(reader, language, town):
    """An empty list tells how to reach the town."""
    assert said(language, "No service is open yet") in text_of(reader.get("/"))


def test_many_services_are_folded_by_group(reader, town, team, service):
    """260 services: groups fold, every link is still on the page."""
    rows = [
        Service(
            municipality=town,
            code=f"s{n}",
            name={"fr": f"Démarche {n}", "en": f"Service {n}"},
            group={"fr": f"Groupe {n % 20}", "en": f"Group {n % 20}"},
            team=team,
            workflow=service.workflow,
            form_version=service.form_version,
            position=n,
        )
        for n in range(260)
    ]
    Service.objects.bulk_create(rows)
    page = reader.get("/").content.decode()
    assert page.count("<details>") == 21
    assert page.count('href="/demarches/s') == 260
