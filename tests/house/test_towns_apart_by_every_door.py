# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""With the application's own checks switched off, no door shows or changes another town's row."""

from __future__ import annotations

import pytest

from grc.service_requests.models import ServiceRequest
from grc.service_requests.querysets import ServiceRequestQuerySet
from notifications.models import Delivery
from notifications.tasks import send_delivery
from tests.cast import file_request, make_service, make_team, make_workflow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def theirs(other_town):
    """A request of the other town."""
    team = make_team(other_town, "Voirie")
    return file_request(make_service(other_town, team, make_workflow(other_town)))


@pytest.fixture
def no_checks(monkeypatch):
    """Everybody may see everything, as far as the application is concerned."""
    monkeypatch.setattr(ServiceRequestQuerySet, "visible_to", lambda self, user: self.all())


@pytest.mark.parametrize("gesture", ["", "prendre/", "ecrire/", "noter/", "priorite/"])
def test_the_desk(gesture, no_checks, client, administrator, service_request, theirs, other_town):
    """Reading and acting by reference: not found; in the list: not there."""
    client.force_login(administrator)
    path = f"/bureau/demandes/{theirs.reference}/{gesture}"
    assert client.get(path).status_code in (404, 405)
    assert client.post(path, {"body": "x"}).status_code in (404, 405)
    assert theirs.display_reference not in client.get("/bureau/").content.decode()
    with other_town.scope():
        untouched = ServiceRequest.objects.get()
        assert untouched.assignee is None
        assert not untouched.messages.exists()


def test_the_queue_shows_ours(no_checks, client, administrator, service_request, theirs):
    """The same page does show this town's request: the test above can fail."""
    client.force_login(administrator)
    assert service_request.display_reference in client.get("/bureau/").content.decode()


def test_the_portal(client, service_request, theirs, other_town):
    """A right link on the wrong town's host is not found; on its own host it opens."""
    assert client.get(theirs.tracking_path).status_code == 404
    assert client.get(theirs.tracking_path, headers={"host": "other.testserver"}).status_code == 200


def test_a_form_of_another_town(client, town, theirs, other_town):
    """Its services are not offered here."""
    with other_town.scope():
        code = theirs.service.code
    assert client.get(f"/demarches/{code}/").status_code == 404
    assert (
        client.get(f"/demarches/{code}/", headers={"host": "other.testserver"}).status_code == 200
    )


def test_a_job_that_names_the_wrong_town(town, theirs, other_town):
    """It finds nothing to send, and sends nothing."""
    with other_town.scope():
        delivery = Delivery.objects.get()
    send_delivery(town.pk, delivery.pk)
    with other_town.scope():
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.attempts) == ("pending", 0)
