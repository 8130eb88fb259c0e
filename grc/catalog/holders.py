# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Saying who holds a function of the workflow for one service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from grc.accounts.enums import Role
from grc.accounts.guards import refusal_to_configure
from grc.accounts.models import Membership, Team
from grc.catalog.models import FunctionMapping, Service
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event

if TYPE_CHECKING:
    from grc.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Somebody by name, or a role in a team (none: the team in charge of the request)."""

    role: str = ""
    team: int | None = None
    person: int | None = None


@transaction.atomic
def add_holder(service: Service, function: str, holder: Holder, *, by: User) -> FunctionMapping:
    """Let somebody hold a function, beside those who were named; the first replaces the default.

    Raises NotAllowed, NotValid, and NotNow for whoever holds it already.
    """
    fresh = _locked(service, by)
    check_holder(holder)
    mappings = fresh.function_mappings.filter(function=function)
    same = mappings.filter(team=holder.team, person=holder.person).first()
    if same is not None and same.role == holder.role:
        raise NotNow(_("They hold this function already."))
    if same is not None:
        same.delete()
    mapping: FunctionMapping = fresh.function_mappings.create(
        municipality_id=fresh.municipality_id,
        function=function,
        team_id=holder.team,
        role=holder.role,
        person_id=holder.person,
    )
    Event.objects.record(
        "holder_added",
        fresh,
        by=by,
        function=function,
        team=holder.team,
        role=holder.role,
        person=holder.person,
    )
    return mapping


@transaction.atomic
def remove_holder(mapping: FunctionMapping, *, by: User) -> None:
    """Let them hold the function no more; without any, the default counts again."""
    fresh = _locked(mapping.service, by)
    if not fresh.function_mappings.filter(pk=mapping.pk).exists():
        return
    Event.objects.record(
        "holder_removed",
        fresh,
        by=by,
        function=mapping.function,
        team=mapping.team_id,
        role=mapping.role,
        person=mapping.person_id,
    )
    mapping.delete()


def check_holder(holder: Holder) -> None:
    """Ensure that somebody or a role can hold a function. Raises NotValid."""
    if holder.person is not None:
        here = Membership.objects.filter(user=holder.person, user__is_active=True)
        if not here.exists():
            raise NotValid(_("Choose somebody who works here."))
        return
    if holder.role not in Role.values:
        raise NotValid(_("Choose in the list who holds the function."))
    if holder.team is not None and not Team.objects.working().filter(pk=holder.team).exists():
        raise NotValid(_("Choose the team in the list."))


def _locked(service: Service, by: User) -> Service:
    if refusal := refusal_to_configure(by):
        raise NotAllowed(refusal)
    return Service.objects.select_for_update(of=("self",), no_key=True).get(pk=service.pk)
