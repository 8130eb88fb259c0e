# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The people of a town: invited, named, given places in teams, sent away and taken back.

A user belongs to no town: what happens here concerns this town's memberships. Another town where
the same person works does not notice.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grc.accounts.enums import Role
from grc.accounts.guards import refusal_to_configure
from grc.accounts.models import Membership, Team, User
from grc.accounts.notifications import Invited
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import on_one_line
from grc.journal.models import Event
from grc.municipalities.models import Municipality


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A place in the town: a team (none: the whole town, for administrators), a role in it."""

    team: Team | None
    role: str = Role.AGENT
    capacity: str = ""


@transaction.atomic
def invite(email: str, first_name: str, last_name: str, spot: Spot, *, by: User) -> User:
    """Give somebody a first place here, and write to them how to sign in.

    Whoever has an account already, in another town, keeps their name and their password. Raises
    NotAllowed, NotValid, and NotNow for somebody who works here or did.
    """
    _refuse(by)
    email = _address(email)
    found = User.objects.filter(email__iexact=email).first()
    if found is not None and Membership.ever.filter(user=found).exists():
        raise NotNow(_("%(person)s is already in the list of people.") % {"person": found})
    if found is not None and not found.is_active:
        raise NotValid(_("This address cannot sign in any more. Ask your operator."))
    first_name, last_name = on_one_line(first_name)[:80], on_one_line(last_name)[:80]
    if found is None and not (first_name and last_name):
        raise NotValid(_("Write their first and last name."))
    person = found or _account(email, first_name, last_name)
    membership = _place(person, spot, by)
    Event.objects.record("invited", membership, by=by, person=person.pk)
    _write_to(person, membership, by)
    return person


@transaction.atomic
def invite_again(person: User, *, by: User) -> None:
    """Send another link to somebody who has no password yet. Raises NotNow for whoever has one."""
    _refuse(by)
    membership = _current(person)[0]
    if person.has_usable_password():
        raise NotNow(
            _("%(person)s has a password: the sign-in page gives them a new one.")
            % {"person": person}
        )
    Event.objects.record("invited", membership, by=by, person=person.pk)
    _write_to(person, membership, by)


@transaction.atomic
def rename(person: User, first_name: str, last_name: str, *, by: User) -> None:
    """Change how somebody is named.

    Raises NotAllowed, NotValid, and NotNow for somebody else who works in another town too.
    """
    _refuse(by)
    first_name, last_name = on_one_line(first_name)[:80], on_one_line(last_name)[:80]
    if not (first_name and last_name):
        raise NotValid(_("Write their first and last name."))
    if (person.first_name, person.last_name) == (first_name, last_name):
        return
    if person.pk != by.pk and _works_elsewhere(person, by):
        raise NotNow(
            _("%(person)s also works for another town: only they can change how they are named.")
            % {"person": person}
        )
    person.first_name, person.last_name = first_name, last_name
    person.save(update_fields=["first_name", "last_name"])
    Event.objects.record("renamed", _current(person)[0], by=by, person=person.pk)


@transaction.atomic
def add_spot(person: User, spot: Spot, *, by: User) -> Membership:
    """Give somebody who works here one place more."""
    _refuse(by)
    _current(person)
    return _place(person, spot, by)


@transaction.atomic
def change_spot(membership: Membership, role: str, capacity: str, *, by: User) -> Membership:
    """Change what somebody may do in a team, and what they sign as.

    Raises NotNow when no administrator would be left.
    """
    _refuse(by)
    administrators = _administrators()
    fresh = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    _check_role(fresh.team, role)
    if role != Role.ADMINISTRATOR:
        _keep_one(administrators, without={fresh.pk})
    before = fresh.role
    fresh.role, fresh.capacity = role, on_one_line(capacity)[:120]
    fresh.save(update_fields=["role", "capacity"])
    Event.objects.record(
        "place_changed", fresh, by=by, person=fresh.user_id, before=before, after=role
    )
    return fresh


@transaction.atomic
def remove_spot(membership: Membership, *, by: User) -> None:
    """Take somebody out of a team; they keep another place. Raises NotNow for the last place."""
    _refuse(by)
    administrators = _administrators()
    fresh = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user")
        .get(pk=membership.pk)
    )
    if len(_current(fresh.user)) == 1:
        raise NotNow(
            _("This is their only place here. Give them another first, or say that they left.")
        )
    _keep_one(administrators, without={fresh.pk})
    Event.objects.record(
        "place_removed", fresh, by=by, person=fresh.user_id, team=fresh.team_id, role=fresh.role
    )
    fresh.delete()


@transaction.atomic
def deactivate(person: User, *, by: User) -> None:
    """Say that somebody no longer works here: every right of theirs ends now, nothing is erased.

    Raises NotNow when no administrator would be left.
    """
    _refuse(by)
    administrators = _administrators()
    places = _current(person)
    _keep_one(administrators, without={place.pk for place in places})
    now = timezone.now()
    for place in places:
        place.ended_at = now
        place.save(update_fields=["ended_at"])
        Event.objects.record("deactivated", place, by=by, person=person.pk)


@transaction.atomic
def reactivate(person: User, *, by: User) -> None:
    """Let somebody who left work here again, at the places that they had."""
    _refuse(by)
    places = Membership.ever.select_for_update(of=("self",)).exclude(ended_at=None)
    for place in places.filter(user=person).select_related("team"):
        if place.team is not None and place.team.is_retired:
            continue
        place.ended_at = None
        place.save(update_fields=["ended_at"])
        Event.objects.record("reactivated", place, by=by, person=person.pk)
    if not Membership.objects.filter(user=person).exists():
        raise NotNow(_("Their teams are retired. Take one of them up again first."))


def _refuse(by: User) -> None:
    if refusal := refusal_to_configure(by):
        raise NotAllowed(refusal)


def _current(person: User) -> list[Membership]:
    """Return the places of somebody who works here, locked. Raises NotNow for who does not."""
    places = Membership.objects.select_for_update(of=("self",)).filter(user=person)
    if found := list(places.order_by("pk")):
        return found
    raise NotNow(_("%(person)s no longer works here. Take them back first.") % {"person": person})


def _account(email: str, first_name: str, last_name: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, first_name=first_name, last_name=last_name)
    except IntegrityError as error:
        # Somebody invited them while we waited.
        raise NotNow(
            _("%(person)s is already in the list of people.") % {"person": email}
        ) from error


def _works_elsewhere(person: User, by: User) -> bool:
    """Return whether somebody has a place in another town, whose rows are not seen from here."""
    here = by.memberships_here[0].municipality_id
    for town in Municipality.objects.exclude(pk=here).order_by("pk"):
        with town.scope():
            if Membership.objects.filter(user=person).exists():
                return True
    return False


def _place(person: User, spot: Spot, by: User) -> Membership:
    _check_role(spot.team, spot.role)
    if spot.team is not None and not _is_working(spot.team):
        raise NotValid(_("“%(team)s” is retired: choose another team.") % {"team": spot.team})
    if Membership.ever.filter(user=person, team=spot.team).exists():
        raise NotNow(_("%(person)s already has a place there.") % {"person": person})
    membership = Membership.objects.create(
        municipality_id=by.memberships_here[0].municipality_id,
        user=person,
        team=spot.team,
        role=spot.role,
        capacity=on_one_line(spot.capacity)[:120],
    )
    Event.objects.record(
        "place_given",
        membership,
        by=by,
        person=person.pk,
        team=membership.team_id,
        role=membership.role,
    )
    return membership


def _is_working(team: Team) -> bool:
    """Return whether a team works, and goes on working until the transaction ends."""
    locked = Team.objects.select_for_update(of=("self",), no_key=True)
    return not locked.get(pk=team.pk).is_retired


def _check_role(team: Team | None, role: str) -> None:
    if role not in Role.values:
        raise NotValid(_("Choose the role in the list."))
    if team is None and role != Role.ADMINISTRATOR:
        raise NotValid(_("Choose a team: only administrators span the town."))


def _administrators() -> list[Membership]:
    """Return every place that administers the town, locked: two who leave wait for each other."""
    places = Membership.objects.select_for_update(of=("self",)).filter(
        role=Role.ADMINISTRATOR, user__is_active=True
    )
    return list(places.order_by("pk").select_related("user"))


def _keep_one(administrators: list[Membership], *, without: set[int]) -> None:
    left = {place.pk for place in administrators if place.user.has_usable_password()} - without
    if not left and without & {place.pk for place in administrators}:
        raise NotNow(
            _(
                "Nobody else could administer the town. Make somebody else an administrator first,"
                " and wait until they have signed in."
            )
        )


def _write_to(person: User, membership: Membership, by: User) -> None:
    municipality = membership.municipality
    Invited(person, municipality, by=by).defer(municipality=municipality, subject=membership)


def _address(email: str) -> str:
    email = on_one_line(email).lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise NotValid(_("Write an e-mail address such as name@example.org.")) from error
    return email
