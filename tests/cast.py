# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Always the same people: an agent, a colleague, a supervisor, an administrator, a stranger.

In a plain database test ``town`` is already in scope. In one marked ``transaction=True`` nothing
is: open ``with town.scope():`` around each gesture, as pages and jobs do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from copy import deepcopy
from typing import Any

import pytest

PASSWORD = "correct horse battery"

FORM = [
    {
        "code": "what",
        "kind": "long_text",
        "label": {"fr": "Que se passe-t-il ?", "en": "What is the matter?"},
        "required": True,
    },
    {
        "code": "place",
        "kind": "address",
        "label": {"fr": "Où ?", "en": "Where?"},
        "required": True,
    },
    {"code": "photo", "kind": "file", "label": {"fr": "Photo", "en": "Photo"}, "required": False},
]


@pytest.fixture
def town(request: pytest.FixtureRequest) -> Iterator[Any]:
    marker = request.node.get_closest_marker("django_db")
    transactional = marker is not None and marker.kwargs.get("transaction", False)
    request.getfixturevalue("transactional_db" if transactional else "db")
    municipality = make_town("chalons", "testserver", "Châlons")
    with nullcontext() if transactional else municipality.scope():
        yield municipality


@pytest.fixture
def other_town(town: Any) -> Any:
    return make_town("reims", "other.testserver", "Reims")


def make_town(slug: str, host: str, name: str) -> Any:
    from grc.municipalities.models import Host, Municipality

    municipality = Municipality.objects.create(
        slug=slug,
        name=name,
        sender_address=f"mairie@{slug}.example",
        phone="03 26 00 00 00",
        postal_address="2 rue de la Mairie, 51000 Châlons",
    )
    Host.objects.create(municipality=municipality, name=host)
    return municipality


def make_user(email: str, first_name: str, last_name: str) -> Any:
    from grc.accounts.models import User

    return User.objects.create_user(email, PASSWORD, first_name=first_name, last_name=last_name)


def make_member(municipality: Any, team: Any, role: str, email: str, name: str) -> Any:
    from grc.accounts.models import Membership

    first_name, _, last_name = name.partition(" ")
    user = make_user(email, first_name, last_name)
    with municipality.scope():
        Membership.objects.create(municipality=municipality, user=user, team=team, role=role)
    return user


def make_team(municipality: Any, name: str) -> Any:
    from grc.accounts.models import Team

    with municipality.scope():
        return Team.objects.create(municipality=municipality, name=name)


@pytest.fixture
def team(town: Any) -> Any:
    return make_team(town, "Voirie")


@pytest.fixture
def other_team(town: Any) -> Any:
    return make_team(town, "État civil")


@pytest.fixture
def agent(town: Any, team: Any) -> Any:
    return make_member(town, team, "agent", "agent@chalons.example", "Alice Agent")


@pytest.fixture
def colleague(town: Any, team: Any) -> Any:
    return make_member(town, team, "agent", "colleague@chalons.example", "Colin Collègue")


@pytest.fixture
def supervisor(town: Any, team: Any) -> Any:
    return make_member(town, team, "supervisor", "supervisor@chalons.example", "Sonia Superviseure")


@pytest.fixture
def deputy(town: Any, team: Any) -> Any:
    """Supervises the same team."""
    return make_member(town, team, "supervisor", "deputy@chalons.example", "Denis Adjoint")


@pytest.fixture
def administrator(town: Any) -> Any:
    return make_member(town, None, "administrator", "admin@chalons.example", "Adam Administrateur")


@pytest.fixture
def outsider(town: Any, other_team: Any) -> Any:
    """Works in the same town, in another team."""
    return make_member(town, other_team, "agent", "outsider@chalons.example", "Oscar Ailleurs")


@pytest.fixture
def stranger(other_town: Any) -> Any:
    """Works in another town."""
    team = make_team(other_town, "Voirie")
    return make_member(other_town, team, "agent", "stranger@reims.example", "Stella Ailleurs")


def make_workflow(municipality: Any, name: str = "report") -> Any:
    from workflows.models import Workflow

    with municipality.scope():
        workflow = Workflow.objects.create(
            municipality=municipality, slug=name, name={"fr": name, "en": name}
        )
        publish_as_before(workflow, name)
    return workflow


#: What came of publishing a workflow of the library, once for each process.
_published: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {}


def publish_as_before(workflow: Any, name: str) -> None:
    """Publish a workflow of the library; the second time, leave the same rows without judging it.

    tests/workflows/test_publish.py proves that they are the same.
    """
    from django.utils import timezone

    from workflows.library import load
    from workflows.models import StepFunction, WorkflowVersion

    if name not in _published:
        version = workflow.draft(load(name), by=None)
        version.publish(by=None)
        turns = list(version.step_functions.order_by("pk").values_list("step", "function"))
        _published[name] = (deepcopy(version.definition), turns)
        return
    definition, turns = _published[name]
    version = WorkflowVersion.objects.create(
        municipality_id=workflow.municipality_id,
        workflow=workflow,
        number=1,
        definition=deepcopy(definition),
        state=WorkflowVersion.State.PUBLISHED,
        published_at=timezone.now(),
    )
    StepFunction.objects.bulk_create(
        StepFunction(
            municipality_id=workflow.municipality_id, version=version, step=step, function=function
        )
        for step, function in turns
    )


def make_service(municipality: Any, team: Any, workflow: Any, **fields: Any) -> Any:
    from grc.catalog.models import Service

    if fields.get("silence") == "acceptance":
        fields.setdefault("legal_reference", "CRPA L231-1")
    with municipality.scope():
        service = Service.objects.create(
            municipality=municipality,
            code=fields.pop("code", "pothole"),
            name=fields.pop("name", {"fr": "Trou dans la chaussée", "en": "Pothole"}),
            team=team,
            workflow=workflow,
            **fields,
        )
        service.publish_form(FORM, by=None)
    return service


@pytest.fixture
def workflow(town: Any) -> Any:
    return make_workflow(town)


@pytest.fixture
def service(town: Any, team: Any, workflow: Any) -> Any:
    return make_service(town, team, workflow)


def file_request(service: Any, **fields: Any) -> Any:
    """File a request as a citizen would on the portal; in the scope of the service's town."""
    from django.contrib.auth.models import AnonymousUser

    from grc.service_requests.submission import Filing, Place, Requester, submit

    filing = Filing(
        values=fields.pop(
            "values",
            {
                "what": "Un trou devant le 12.",
                "place": {"text": "12 rue des Fleurs", "position": None},
            },
        ),
        requester=fields.pop(
            "requester",
            Requester(name="Marie Dupont", email="marie@example.org", phone="06 00 00 00 00"),
        ),
        place=fields.pop("place", Place(text="12 rue des Fleurs")),
        **fields,
    )
    with service.municipality.scope():
        return submit(service, filing, by=AnonymousUser())


@pytest.fixture
def service_request(service: Any) -> Any:
    return file_request(service)
