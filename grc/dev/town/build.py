# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The demo towns: teams, people, workflows and services. What exists is left as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grc.accounts.models import Membership, Team, User
from grc.catalog.models import Service
from grc.dev.town.library import write_texts
from grc.dev.town.papers import write_papers
from grc.dev.town.people import PASSWORD
from grc.dev.town.services import SERVICES
from grc.municipalities.models import Host, Municipality
from workflows.library import load
from workflows.models import Workflow

if TYPE_CHECKING:
    from grc.dev.town.people import Person, Town
    from grc.dev.town.services import DemoService

WORKFLOWS = {
    "report": {"fr": "Demande avec réponse validée", "en": "Request with a validated answer"},
    "simple": {"fr": "Demande simple", "en": "Simple request"},
}


def build_town(town: Town) -> Municipality:
    """Create a town and all that it needs before the first request."""
    municipality = Municipality.objects.create(
        slug=town.slug,
        name=town.name,
        accent=town.accent,
        phone=town.phone,
        email=f"mairie@{town.slug}.example",
        sender_address=f"mairie@{town.slug}.example",
        postal_address=town.address,
        opening_hours=town.hours,
    )
    for name in town.hosts:
        Host.objects.create(municipality=municipality, name=name)
    with municipality.scope():
        write_papers(municipality)
        teams = _teams(municipality, town)
        for person in town.people:
            _person(municipality, person, teams)
        workflows = {slug: _workflow(municipality, slug) for slug in WORKFLOWS}
        for position, demo in enumerate(SERVICES):
            team = teams.get(demo.team) or next(iter(teams.values()))
            _service(municipality, demo, position, team, workflows[demo.workflow])
        write_texts()
    return municipality


def _teams(municipality: Municipality, town: Town) -> dict[str, Team]:
    return {
        name: Team.objects.create(
            municipality=municipality,
            name=name,
            phone=phone,
            email=f"contact@{town.slug}.example",
            postal_address=town.address,
        )
        for name, phone in town.teams
    }


def _person(municipality: Municipality, person: Person, teams: dict[str, Team]) -> None:
    first_name, _, last_name = person.name.partition(" ")
    user = User.objects.create_user(
        person.email, PASSWORD, first_name=first_name, last_name=last_name
    )
    Membership.objects.create(
        municipality=municipality,
        user=user,
        team=teams.get(person.team),
        role=person.role,
        capacity=person.capacity,
    )


def _workflow(municipality: Municipality, slug: str) -> Workflow:
    workflow = Workflow.objects.create(municipality=municipality, slug=slug, name=WORKFLOWS[slug])
    workflow.draft(load(slug), by=None).publish(by=None)
    return workflow


def _service(
    municipality: Municipality, demo: DemoService, position: int, team: Team, workflow: Workflow
) -> None:
    service = Service.objects.create(
        municipality=municipality,
        code=demo.code,
        name={"fr": demo.fr, "en": demo.en},
        group=demo.group,
        keywords=demo.keywords,
        position=position,
        contact=demo.contact,
        team=team,
        workflow=workflow,
        target_days=demo.target_days,
    )
    fields: list[dict[str, Any]] = [dict(field) for field in demo.fields]
    service.publish_form(fields, by=None)
