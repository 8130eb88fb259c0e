# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Opening a file of a request: one's own, saved and never shown by the browser (law R5.32)."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.cast import file_request, make_service, make_team, make_workflow
from tests.portal.gestures import picture

pytestmark = pytest.mark.django_db


def address(service_request, attachment, key=None):
    key = key or service_request.tracking_key
    return f"/suivi/{service_request.reference}/{key}/fichiers/{attachment.pk}/"


@pytest.fixture
def photo(service_request):
    return service_request.attach(picture("Été – trou.png"), by=AnonymousUser(), field="photo")


def test_an_internal_file_is_not_there(client, service_request, agent):
    """What agents keep among themselves is an unknown page, listed nowhere."""
    internal = service_request.attach(picture("avis.png"), by=agent, internal=True)
    assert client.get(address(service_request, internal)).status_code == 404
    assert "avis.png" not in client.get(service_request.tracking_path).content.decode()


def test_a_file_of_an_internal_note_is_not_there(client, service_request, agent):
    """Even when it was not marked: it came with a note."""
    note = service_request.take(by=agent).note("À voir.", by=agent)
    file = service_request.attach(picture("note.png"), by=agent, message=note)
    assert client.get(address(service_request, file)).status_code == 404
    assert "note.png" not in client.get(service_request.tracking_path).content.decode()


def test_a_file_of_another_request_is_not_there(client, service, service_request, photo):
    """The right link of one request opens no file of another."""
    other = file_request(service)
    assert client.get(address(other, photo)).status_code == 404
    assert client.get(address(service_request, photo, key="forged")).status_code == 404


def test_a_file_of_another_town_is_not_there(client, service_request, other_town):
    """Nor of another town, by this town's host or with this town's link."""
    team = make_team(other_town, "Voirie")
    theirs = file_request(make_service(other_town, team, make_workflow(other_town)))
    with other_town.scope():
        file = theirs.attach(picture(), by=AnonymousUser())
    assert client.get(address(theirs, file)).status_code == 404
    assert client.get(address(service_request, file)).status_code == 404


def test_a_file_that_is_gone_is_an_unknown_page(client, service_request, photo):
    """Erased from the disk, it is not found; nothing breaks."""
    photo.file.storage.delete(photo.file.name)
    assert client.get(address(service_request, photo)).status_code == 404


def test_a_file_is_saved_and_never_shown(client, service_request, photo):
    """Its own name in RFC 6266 form, its true type, no sniffing, no script, no cache."""
    response = client.get(address(service_request, photo))
    content = b"".join(response.streaming_content)
    assert response.status_code == 200
    assert content.startswith(b"\x89PNG")
    name = "filename*=utf-8''%C3%89t%C3%A9%20%E2%80%93%20trou.png"
    assert response["Content-Disposition"] == f"attachment; {name}"
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "no-store, private"


def test_files_are_listed_where_they_were_sent(client, service_request, photo, agent):
    """A file of the form with what was sent, one of a message with its message."""
    message = service_request.take(by=agent).write("Voici le plan.", by=agent)
    plan = service_request.attach(picture("plan.png", "blue"), by=agent, message=message)
    page = client.get(service_request.tracking_path).content.decode()
    thread, sent = page.split('id="write"')
    assert address(service_request, plan) in thread
    assert address(service_request, photo) in sent
    assert client.get(address(service_request, plan)).status_code == 200
