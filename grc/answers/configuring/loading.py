# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Circuits and rules are data: what is wrong with them is said before they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from grc.accounts.enums import Role
from grc.accounts.models import Membership, Team
from grc.answers.circuits.definition import CircuitError
from grc.answers.circuits.reading import parse
from grc.answers.configuring.town_facts import town_vocabulary
from workflows.findings import DefinitionError
from workflows.rules import check, parse_condition
from workflows.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from grc.answers.circuits.definition import Definition
    from workflows.findings import Finding


def check_definition(data: object) -> None:
    """Refuse data that is no circuit of this town. Raises ValidationError with the sentences."""
    try:
        definition = parse(data)
    except CircuitError as error:
        raise ValidationError(
            _("This is no circuit. At %(place)s: %(fault)s"),
            "circuit",
            {"place": error.finding.place or "/", "fault": sentence(error.finding)},
        ) from error
    if faults := [*_strangers(definition), *_conditions(definition)]:
        raise ValidationError(faults)


def check_condition(data: object, place: str = "") -> None:
    """Refuse a condition that cannot be read, or that speaks of what is not known here."""
    if faults := list(_faults(data, place)):
        raise ValidationError(faults)


def _conditions(definition: Definition) -> Iterator[str]:
    for index, stage in enumerate(definition.stages):
        if stage.skip_when is not None:
            yield from _faults(dict(stage.skip_when), f"/stages/{index}/skip_when")


def _faults(data: object, place: str) -> Iterator[str]:
    try:
        findings = check(parse_condition(data, place), town_vocabulary(), place)
    except DefinitionError as error:
        findings = list(error.findings)
    yield from _said(finding for finding in findings if finding.severity == "error")


def _said(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        yield f"{finding.place or '/'}: {sentence(finding)}"


def _strangers(definition: Definition) -> Iterator[str]:
    """Say which teams, people and roles of a circuit this town does not have."""
    named = [who for stage in definition for who in stage.who]
    teams = set(Team.objects.filter(pk__in=[w.team for w in named if w.team]).values_list("pk"))
    people = Membership.objects.filter(user__in=[w.person for w in named if w.person])
    here = set(people.values_list("user"))
    for index, stage in enumerate(definition.stages):
        for number, who in enumerate(stage.who):
            place = {"place": f"/stages/{index}/who/{number}"}
            if who.team and (who.team,) not in teams:
                yield _("%(place)s: this town has no such team.") % place
            if who.person and (who.person,) not in here:
                yield _("%(place)s: this person does not work in this town.") % place
            if who.role and who.role not in Role.values:
                yield _("%(place)s: this role is not known.") % place
