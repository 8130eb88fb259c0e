# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m grc.dev.bench.building N``: fill the empty database of the environment with a town.

``grc.dev.bench.town`` makes that database and calls this in a process of its own.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grc.dev.bench.settings")
django.setup()

from django.apps import apps  # noqa: E402 - models can be read only after set-up
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402

from grc.accounts.enums import Role  # noqa: E402
from grc.accounts.models import Membership, Team, User  # noqa: E402
from grc.catalog.models import Service  # noqa: E402
from grc.clock.working_time import add_working_days, calendar_of  # noqa: E402
from grc.dev.bench import words  # noqa: E402
from grc.dev.bench.loading import load  # noqa: E402
from grc.dev.bench.rows import COLUMNS, Tail  # noqa: E402
from grc.dev.bench.story import SPAN, Plot, ServiceFacts, TeamFacts  # noqa: E402
from grc.dev.migrating import swift_migrations  # noqa: E402 - after set-up, as above
from grc.dev.town.people import PASSWORD  # noqa: E402
from grc.municipalities.models import Host, Municipality  # noqa: E402
from workflows.library import load as load_workflow  # noqa: E402
from workflows.models import Workflow, WorkflowVersion  # noqa: E402

if TYPE_CHECKING:
    from django.db.models import Field

SEED = "hautecombe"
SUPERVISORS = 2
HOSTS = ("localhost", "127.0.0.1", "testserver")
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
        "label": {"fr": "Où est-ce ?", "en": "Where is it?"},
        "required": True,
    },
    {"code": "photo", "kind": "file", "label": {"fr": "Photo", "en": "Photo"}, "required": False},
]


def build(count: int, end: datetime) -> None:
    """Migrate, make the town and its people, then tell the lives of ``count`` requests."""
    started = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - started:6.1f} s  {text}", file=sys.stderr, flush=True)

    with swift_migrations():
        call_command("migrate", database="owner", verbosity=0)
    say("migrated")
    town = Municipality.objects.create(
        slug="hautecombe",
        name="Hautecombe",
        phone="03 26 00 00 00",
        email="mairie@hautecombe.example",
        sender_address="mairie@hautecombe.example",
        postal_address="1 place de l'Hôtel-de-Ville, 51000 Hautecombe",
    )
    for name in HOSTS:
        Host.objects.create(municipality=town, name=name)
    with town.scope():
        teams = _teams(town)
        services = _services(town, teams)
    plot = Plot(SEED, count, end, town.pk, teams, services, _due_dates(end), _tails())
    load(os.environ["DATABASE_OWNER_URL"], plot, say)
    say("complete")


def _teams(town: Municipality) -> tuple[TeamFacts, ...]:
    password = make_password(PASSWORD)
    administrator = _person("administration", 0, password)
    Membership.objects.create(municipality=town, user=administrator, role=Role.ADMINISTRATOR)
    return tuple(
        _team(town, number, plan, password) for number, plan in enumerate(words.TEAMS, start=1)
    )


def _team(town: Municipality, number: int, plan: words.BenchTeam, password: str) -> TeamFacts:
    team = Team.objects.create(municipality=town, name=plan.name, phone=f"03 26 00 00 {number}0")
    agents = [_person(f"agent-{number}", rank, password) for rank in range(1, plan.agents + 1)]
    supervisors = [
        _person(f"supervisor-{number}", rank, password) for rank in range(1, SUPERVISORS + 1)
    ]
    roles = [(user, Role.AGENT) for user in agents]
    roles += [(user, Role.SUPERVISOR) for user in supervisors]
    for user, role in roles:
        Membership.objects.create(municipality=town, user=user, team=team, role=role)
    return TeamFacts(team.pk, tuple(u.pk for u in agents), tuple(u.pk for u in supervisors))


def _person(kind: str, rank: int, password: str) -> User:
    """Create a person whose address says what they do; names come round and round."""
    place = sum(map(ord, kind)) + rank * 7
    return User.objects.create(
        email=f"{kind}-{rank}@hautecombe.example",
        password=password,
        first_name=words.FIRST_NAMES[place % len(words.FIRST_NAMES)],
        last_name=words.LAST_NAMES[place * 3 % len(words.LAST_NAMES)],
    )


def _services(town: Municipality, teams: tuple[TeamFacts, ...]) -> tuple[ServiceFacts, ...]:
    workflows = {slug: _workflow(town, slug) for slug in ("report", "simple")}
    return tuple(
        _service(town, position, plan, teams[plan.team].pk, workflows[plan.workflow])
        for position, plan in enumerate(words.SERVICES)
    )


def _workflow(town: Municipality, slug: str) -> WorkflowVersion:
    name = {"fr": slug.title(), "en": slug.title()}
    workflow = Workflow.objects.create(municipality=town, slug=slug, name=name)
    workflow.draft(load_workflow(slug), by=None).publish(by=None)
    return WorkflowVersion.objects.published_for(slug)


def _service(
    town: Municipality,
    position: int,
    plan: words.BenchService,
    team: int,
    version: WorkflowVersion,
) -> ServiceFacts:
    service = Service.objects.create(
        municipality=town,
        code=plan.code,
        name={"fr": plan.name, "en": plan.name},
        position=position,
        contact="optional",
        team_id=team,
        workflow_id=version.workflow_id,
        target_days=plan.target_days,
    )
    form = service.publish_form(FORM, by=None)
    return ServiceFacts(
        pk=service.pk,
        code=plan.code,
        title=plan.name,
        form_version=form.pk,
        workflow_version=version.pk,
        workflow=plan.workflow,
        team=plan.team,
        target_days=plan.target_days,
    )


def _due_dates(end: datetime) -> dict[int, dict[str, str]]:
    holidays = calendar_of("FR")
    first = (end - SPAN).date()
    days = [first + timedelta(days=number) for number in range(SPAN.days + 2)]
    return {
        target: {
            day.isoformat(): add_working_days(day, target, holidays).isoformat() for day in days
        }
        for target in {plan.target_days for plan in words.SERVICES}
    }


def _tails() -> dict[str, Tail]:
    """Return the columns that migrations added since the story was written, with defaults."""
    tables = {model._meta.db_table: model for model in apps.get_models()}
    return {
        table: tuple(
            (str(field.column), field.get_default())
            for field in tables[table]._meta.concrete_fields
            if field.column not in columns.split() and _is_plain(field)
        )
        for table, columns in COLUMNS.items()
    }


def _is_plain(field: Field[object, object]) -> bool:
    return not field.generated and field.has_default()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m grc.dev.bench.building")
    parser.add_argument("count", type=int)
    parser.add_argument("--end", type=datetime.fromisoformat, help="the moment of the last request")
    options = parser.parse_args()
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    build(options.count, options.end or today)
    return 0


if __name__ == "__main__":
    sys.exit(main())
