# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The acknowledgement of a service in the studio: written, read before it is saved, complete."""

from __future__ import annotations

import pytest

from grc.catalog.models import Service
from grc.journal.models import Event
from grc.municipalities.models import Municipality
from tests.municipalities.law import enact
from tests.studio.conftest import page

pytestmark = pytest.mark.django_db
READ = "/studio/demarches/pothole/accuse-de-reception/"
EDIT = "/studio/demarches/pothole/modifier/"


@pytest.fixture
def typed(studio, administrator, service):
    """Return what the form of the service holds, with changes."""
    form = studio(administrator).get(EDIT).context["form"]
    held = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in held.items() if value not in (None, False)}
    return lambda **changes: {name: getattr(v, "pk", v) for name, v in (values | changes).items()}


def test_a_supervisor_does_not_see_the_form(studio, supervisor, service):
    """Only administrators change how the town works."""
    assert studio(supervisor).get(EDIT).status_code == 403


def test_an_acceptance_without_its_box_comes_back_as_it_was_typed(
    studio, administrator, typed, service
):
    """422, the sentence says which box to tick, and nothing is written (law R1.20)."""
    browser = studio(administrator)
    given = typed(silence="acceptance", legal_months="2", legal_reference="CRPA L231-1")
    response = browser.post(EDIT, given)
    assert response.status_code == 422
    assert "tick the box" in page(response) or "cochez la case" in page(response)
    assert "CRPA L231-1" in page(response)
    assert browser.post(EDIT, given | {"confirm_silence": "on"}).status_code == 303
    event = Event.objects.about(service).get(name="silence_confirmed")
    assert event.actor_id == administrator.pk


def test_a_preview_saves_nothing(studio, town, administrator, typed, service):
    """It shows the words that were typed, filled in, with what the law wants said."""
    enact(town)
    given = typed(acknowledgement_fr="Bonjour **{requester.name}**.", legal_months="2")
    read = page(studio(administrator).post(EDIT, given | {"preview": "1"}))
    assert "Bonjour <strong>Marie Dupont</strong>." in read
    assert "Tribunal administratif de Châlons-en-Champagne" in read
    assert "03 26 00 00 00" in read
    assert Service.objects.get(pk=service.pk).acknowledgement == {}


def test_what_is_written_is_read_on_the_page_of_the_service(studio, administrator, typed, service):
    """In each language of the town."""
    browser = studio(administrator)
    given = typed(acknowledgement_fr="On s’en occupe.", acknowledgement_en="We see to it.")
    assert browser.post(EDIT, given).status_code == 303
    assert "words of its own" in page(browser.get("/studio/demarches/pothole/"))
    read = page(browser.get(READ))
    assert "On s’en occupe." in read
    assert "We see to it." in read


def test_a_wrong_placeholder_is_refused(studio, administrator, typed):
    """With the nearest one that is known."""
    response = studio(administrator).post(EDIT, typed(acknowledgement_fr="{requester.nam}"))
    assert response.status_code == 422
    assert "{requester.name}" in page(response)


def test_what_is_missing_needs_attention(studio, town, administrator, service):
    """The first page of the studio says it, and so does the service (law R1.05)."""
    browser = studio(administrator)
    assert "The acknowledgement of" not in page(browser.get("/studio/"))
    Municipality.objects.filter(pk=town.pk).update(phone="")
    Service.objects.update(legal_months=2)
    first = page(browser.get("/studio/"))
    assert "“Pothole” lacks: a telephone number, how to contest a rejection." in first
    assert f'href="{READ}"' in first
    assert page(browser.get(READ)).count("<li>a telephone number</li>") == 2
