# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The form of each starter, on the portal: read, filled in, sent."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client

from grc.packs.installing import install
from grc.service_requests.models import ServiceRequest
from tests.portal.gestures import filled
from workflows.text import resolve

pytestmark = pytest.mark.django_db
TYPED = {
    "short_text": "Quelques mots",
    "long_text": "Quelques phrases.",
    "number": "2",
    "date": "2027-02-01",
    "boolean": "false",
    "address": "12 rue des Fleurs",
}


def typed(fields: Any) -> dict[str, Any]:
    """Return what somebody types who answers every question but the files."""
    asked = [field for field in fields if field.kind != "file"]
    return {
        field.code: field.choices[0].code if field.choices else TYPED[field.kind] for field in asked
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_resident_reads_and_sends_its_form(starter, language, town, team, administrator):
    """Every question is on the page, in the reader's language; what is sent is a request."""
    service = install(starter, town, team, by=administrator, offered=True).service
    reader, address = Client(headers={"accept-language": language}), f"/demarches/{service.code}/"

    page = html.unescape(reader.get(address).content.decode())
    for field in starter.fields:
        assert resolve(field.label, language) in page

    response = reader.post(address, filled(what=None, place=None) | typed(starter.fields))
    assert response.status_code == 303
    request = ServiceRequest.objects.get()
    assert request.step == "new"
    followed = html.unescape(reader.get(response["Location"], follow=True).content.decode())
    tracking = reader.get(f"/suivi/{request.reference}/{request.tracking_key}/")
    shown = followed + html.unescape(tracking.content.decode())
    assert resolve(request.current_step.citizen_label, language) in shown
