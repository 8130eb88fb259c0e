# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A page left open too long: its form is refused for safety, and given back as it was typed."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from grc.service_requests.models import Message, ServiceRequest
from tests.portal.gestures import FORM, filled, picture, said, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def guarded(language: str) -> Client:
    return Client(enforce_csrf_checks=True, headers={"accept-language": language})


def test_a_form_without_cookie_comes_back_filled(guarded, language, service):
    """Cookies were cleared meanwhile: a sentence, what was typed, and a second sending passes."""
    typed = filled()
    response = guarded.post(FORM, typed | {"photo": picture()})
    page = response.content.decode()
    assert response.status_code == 403
    assert "Un trou devant le 12." in page
    assert 'value="Marie Dupont"' in page
    assert "error-summary" not in page
    msgid = (
        "This page had been open for too long to be sent safely. What you typed is still here:"
        " check it, then send it again."
    )
    assert said(language, msgid) in text_of(response)
    assert not ServiceRequest.objects.exists()

    fresh = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert fresh
    again = guarded.post(FORM, typed | {"csrfmiddlewaretoken": fresh[1]})
    assert again.status_code == 303


def test_a_form_from_another_site_is_never_given_back(guarded, service):
    """A forged form gets a plain refusal: what it carries is not shown as the resident's words."""
    response = guarded.post(FORM, filled(), HTTP_ORIGIN="https://elsewhere.example")
    assert response.status_code == 403
    assert "Un trou devant le 12." not in response.content.decode()


def test_a_message_comes_back_on_its_page(guarded, service_request):
    """The same for a word added to a request."""
    response = guarded.post(service_request.tracking_path, {"body": "Toujours là."})
    assert response.status_code == 403
    assert "Toujours là." in response.content.decode()
    assert response["Cache-Control"] == "no-store, private"
    assert not Message.objects.exists()


def test_a_forged_link_is_unknown_whatever_the_cookie(guarded, service_request):
    """Giving back needs the link to be right: no cookie opens nothing."""
    forged = f"/suivi/{service_request.reference}/forged/"
    assert guarded.post(forged, {"body": "Toujours là."}).status_code == 404


def test_a_lost_link_form_comes_back_filled(guarded, service_request):
    """And for the form that asks for a link again."""
    response = guarded.post("/suivi/", {"reference": "7KQF-2MXY", "email": "m@example.org"})
    assert response.status_code == 403
    assert 'value="7KQF-2MXY"' in response.content.decode()


def test_other_pages_keep_their_plain_refusal(guarded, town):
    """A page that cannot give back says what to do, as before."""
    assert guarded.post("/langue/", {"language": "en"}).status_code == 403
