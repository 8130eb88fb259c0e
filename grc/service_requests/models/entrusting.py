# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from grc.accounts.models import User
from grc.catalog.holders import Holder, check_holder
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from grc.service_requests.guards import can_assign
from grc.service_requests.notifications import Entrusted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grc.journal.models.event import Actor
    from grc.service_requests.models.service_request import ServiceRequest


class EntrustingMixin:
    """Who holds the functions of the workflow for this request alone, once it was dispatched."""

    @transaction.atomic
    def entrust(self, function: str, holder: Holder | None, *, by: User) -> ServiceRequest:
        """Let somebody hold a function for this request alone; None: as the service says again.

        Raises NotAllowed but to supervisors of the team in charge, NotValid for who is not here,
        NotNow for an ended request, and where it is so already.
        """
        fresh = cast("ServiceRequest", self).lock()
        if not can_assign(by, fresh):
            raise NotAllowed(_("Only a supervisor of the team can entrust a function to others."))
        if fresh.has_ended:
            raise NotNow(_("This request has ended. Reopen it before entrusting anything."))
        known = {one.code for one in fresh.machine.definition.functions}
        # What another version of the workflow knew can be taken back still.
        if function not in known and (holder or not fresh.is_entrusted(function)):
            raise NotValid(_("Choose a function of the list."))
        if holder is not None:
            check_holder(holder)
        if not fresh.hold(function, [holder] if holder else [], by=by):
            if holder is None:
                raise NotNow(_("It is held as the service says already: choose somebody else."))
            raise NotNow(_("They hold this function already."))
        return fresh

    def is_entrusted(self, function: str) -> bool:
        """Return whether a function is held otherwise than the service says."""
        fresh = cast("ServiceRequest", self)
        return fresh.entrusted_functions.filter(function=function).exists()

    def hold(self, function: str, holders: Iterable[Holder], *, by: Actor) -> bool:
        """Let these hold a function instead of those before; return whether that is new.

        Nobody: what the service says counts again. The row must be locked.
        """
        fresh = cast("ServiceRequest", self)
        wanted = set(holders)
        rows = fresh.entrusted_functions.filter(function=function)
        known = {Holder(role=row.role, team=row.team_id, person=row.person_id) for row in rows}
        if known == wanted:
            return False
        rows.delete()
        for holder in sorted(wanted, key=repr):
            fresh.entrusted_functions.create(
                municipality_id=fresh.municipality_id,
                function=function,
                team_id=holder.team,
                role=holder.role,
                person_id=holder.person,
                entrusted_by=by if isinstance(by, User) else None,
                is_living=not fresh.has_ended,
            )
        fresh.functions_entrusted = fresh.entrusted_functions.count()
        fresh.save(update_fields=["functions_entrusted"])
        teams = sorted({holder.team for holder in wanted if holder.team})
        people = sorted({holder.person for holder in wanted if holder.person})
        said: dict[str, Any] = {"function": function, "teams": teams, "people": people}
        if roles := sorted({str(holder.role) for holder in wanted if _is_in_charge(holder)}):
            said["in_charge"] = roles
        event = Event.objects.record("entrusted", fresh, by=by, **said)
        new = [holder.person for holder in wanted - known if holder.person]
        for person in User.objects.filter(pk__in=new, is_active=True):
            if person != by:
                Entrusted(fresh, event, person).defer(
                    municipality=fresh.municipality, subject=fresh
                )
        return True

    def follow_life(self) -> None:
        """Keep what was entrusted in step with the request: what has ended is seen no more."""
        fresh = cast("ServiceRequest", self)
        if fresh.functions_entrusted:
            fresh.entrusted_functions.update(is_living=not fresh.has_ended)


def _is_in_charge(holder: Holder) -> bool:
    """Tell whether this is a role in whatever team has the request."""
    return holder.person is None and holder.team is None
