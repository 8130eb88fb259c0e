# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What imported requests hang on: the town's workflow, its teams, its services and their forms.

What the town has is matched and left as it is; what it lacks is created, and never offered on the
portal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grc.accounts.models import Team
from grc.catalog.models import FormVersion, Service
from grc.core.text import sort_key
from grc.intake.refusals import CannotImport
from grc.intake.retrying import retried
from grc.journal.models.event import event_fields, record_all
from workflows.fields import fields_to_data
from workflows.library import load
from workflows.machine import UnknownStep
from workflows.models import Workflow, WorkflowVersion

if TYPE_CHECKING:
    from grc.intake.converting import Draft, ServiceLabel
    from grc.intake.mapping import SourceMapping
    from grc.municipalities.models import Municipality
    from workflows.definition import Step


class Catalogue:
    """The catalogue of one town, as one mapping needs it; each row of it is looked up once.

    ``main_teams`` gives the team of a service to create. Raises CannotImport when the workflow
    cannot be had, or lacks a step of the mapping.
    """

    def __init__(
        self,
        municipality: Municipality,
        mapping: SourceMapping,
        main_teams: Mapping[tuple[str, ...], str],
    ) -> None:
        self.municipality, self.mapping, self.main_teams = municipality, mapping, main_teams
        self.version = retried(municipality, self._published_version)
        self._refuse_unfit_steps()
        self._fields = fields_to_data([mapped.field for mapped in mapping.fields])
        self._teams: dict[str, Team] = {}
        self._services: dict[str, tuple[Service, FormVersion]] = {}

    def team(self, name: str) -> Team:
        """Return a team that was prepared."""
        return self._teams[sort_key(name)]

    def service(self, label: ServiceLabel) -> tuple[Service, FormVersion]:
        """Return a service that was prepared, with the form of imported requests."""
        return self._services[label.code]

    def prepare(self, drafts: Iterable[Draft]) -> None:
        """Look up or create the teams and services of these drafts, in one transaction."""
        names: dict[str, str] = {}
        services: dict[str, tuple[ServiceLabel, str]] = {}
        for draft in drafts:
            code = draft.service.code
            if code not in self._services and code not in services:
                main_team = self.main_teams.get(draft.service.words, draft.team)
                services[code] = draft.service, main_team
                names.setdefault(sort_key(main_team), main_team)
            names.setdefault(sort_key(draft.team), draft.team)
        names = {key: name for key, name in names.items() if key not in self._teams}
        if names or services:
            found = retried(self.municipality, lambda: self._ensure(names, services))
            # Only now: what a rolled-back transaction created is not there.
            self._teams |= found[0]
            self._services |= found[1]

    def _ensure(
        self, names: Mapping[str, str], wanted: Mapping[str, tuple[ServiceLabel, str]]
    ) -> tuple[dict[str, Team], dict[str, tuple[Service, FormVersion]]]:
        teams = {key: self._ensure_team(key, name) for key, name in names.items()}
        known = self._teams | teams
        services = list(
            Service.objects.select_for_update(of=("self",)).filter(code__in=wanted).order_by("pk")
        )
        missing = wanted.keys() - {service.code for service in services}
        created = Service.objects.bulk_create(
            self._new_service(label, known[sort_key(main_team)])
            for code, (label, main_team) in wanted.items()
            if code in missing
        )
        _record("created", created)
        services += created
        forms = self._ensure_forms(services)
        return teams, {service.code: (service, forms[service.pk]) for service in services}

    def _ensure_team(self, key: str, name: str) -> Team:
        team, created = Team.objects.get_or_create(
            municipality=self.municipality, sort_name=key, defaults={"name": name}
        )
        if created:
            _record("created", [team])
        return team

    def _new_service(self, label: ServiceLabel, team: Team) -> Service:
        language = self.mapping.language
        return Service(
            municipality=self.municipality,
            code=label.code,
            name={language: label.name},
            group={language: label.group} if label.group else {},
            is_offered=False,
            contact=self.mapping.service.contact,
            team=team,
            workflow=self.version.workflow,
        )

    def _ensure_forms(self, services: Iterable[Service]) -> dict[int, FormVersion]:
        """Return for each service, which is locked, the edition that holds the mapping's fields.

        A service that has another form keeps it; ours stands beside it.
        """
        editions: dict[int, list[FormVersion]] = {service.pk: [] for service in services}
        for edition in FormVersion.objects.filter(service__in=editions).order_by("number"):
            editions[edition.service_id].append(edition)
        forms = {
            key: edition
            for key, those in editions.items()
            for edition in those
            if edition.fields == self._fields
        }
        created = FormVersion.objects.bulk_create(
            FormVersion(
                municipality=self.municipality,
                service=service,
                number=max((edition.number for edition in editions[service.pk]), default=0) + 1,
                fields=self._fields,
            )
            for service in services
            if service.pk not in forms
        )
        bare = [form for form in created if form.service.form_version_id is None]
        for form in bare:
            form.service.form_version = form
        Service.objects.bulk_update([form.service for form in bare], ["form_version"])
        record_all(
            event_fields(
                "form_published", form.service, by=None, at=None, data={"form_version": form.pk}
            )
            for form in created
        )
        return forms | {form.service_id: form for form in created}

    def _published_version(self) -> WorkflowVersion:
        choice = self.mapping.workflow
        workflow = Workflow.objects.filter(slug=choice.slug).first()
        if workflow is None:
            workflow = self._create_workflow()
        version = workflow.published
        if version is None:
            raise CannotImport(
                _("Workflow “%(slug)s” has no published version. Publish it first.")
                % {"slug": choice.slug}
            )
        version.workflow = workflow
        return version

    def _create_workflow(self) -> Workflow:
        choice = self.mapping.workflow
        try:
            definition = load(choice.slug)
        except LookupError as error:
            raise CannotImport(
                _("Neither the town nor the library has a workflow “%(slug)s”.")
                % {"slug": choice.slug}
            ) from error
        workflow, created = Workflow.objects.get_or_create(
            municipality=self.municipality,
            slug=choice.slug,
            defaults={"name": choice.name.to_data()},
        )
        if created:
            workflow.draft(definition, by=None).publish(by=None)
        return workflow

    def _refuse_unfit_steps(self) -> None:
        mapping = self.mapping
        ends = [step for step in map(self._step, sorted(mapping.step.codes())) if step.is_end]
        if ends and not mapping.outcome.codes():
            raise CannotImport(
                _("Step “%(step)s” ends requests: the mapping must say in “outcome” how.")
                % {"step": ends[0].code}
            )
        if ends and mapping.ended is None:
            raise CannotImport(
                _("Step “%(step)s” ends requests: the mapping must say in “ended” when.")
                % {"step": ends[0].code}
            )

    def _step(self, code: str) -> Step:
        try:
            return self.version.machine.step(code)
        except UnknownStep as error:
            known = ", ".join(step.code for step in self.version.machine.definition.steps)
            raise CannotImport(
                _("Workflow “%(slug)s” has no step “%(step)s”. Choose one of: %(known)s.")
                % {"slug": self.mapping.workflow.slug, "step": code, "known": known}
            ) from error


def _record(name: str, rows: Iterable[Team | Service]) -> None:
    record_all(event_fields(name, row, by=None, at=None, data={}) for row in rows)
