# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from grc.dev.migrating import swift_migrations
from grc.dev.town.build import build_town
from grc.dev.town.people import PASSWORD, TOWNS, Town
from grc.dev.town.scenes import play_scenes
from grc.dev.town.story import tell_story
from grc.municipalities.models import Municipality

# Requests of the first town and of the others.
COUNTS = (280, 24)


class Command(BaseCommand):
    """Migrate if needed, create the demo towns once, and print addresses and sign-ins."""

    help = "Prepare the demo: tables, two towns, a few hundred living requests."

    def handle(self, *args: Any, **options: Any) -> None:
        owner = connections["owner"]
        executor = MigrationExecutor(owner)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            with swift_migrations():
                call_command("migrate", database="owner", verbosity=0)
        for number, town in enumerate(TOWNS):
            if not Municipality.objects.filter(slug=town.slug).exists():
                self._create(town, COUNTS[min(number, 1)])
        for town in TOWNS[1:]:
            url = f"{settings.PUBLIC_SCHEME}://{town.hosts[0]}:{settings.PUBLIC_PORT}/"
            self.stdout.write(f"town: {town.slug} {url}")
        for town in TOWNS:
            for person in town.people:
                self.stdout.write(f"{person.email} {PASSWORD} {person.role}")

    def _create(self, town: Town, count: int) -> None:
        self.stderr.write(f"Creating the town of {town.name}…")
        municipality = build_town(town)
        play_scenes(municipality)
        tell_story(municipality, count=count)
