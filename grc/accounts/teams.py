# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The teams of a town: begun, changed, retired, taken up again. Nothing of them is ever deleted."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.accounts.guards import refusal_to_configure
from grc.accounts.models import Membership, Team
from grc.accounts.ties import reasons_to_keep, ties_a_team
from grc.core.canonical import content_hash
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import clean, on_one_line, sort_key
from grc.journal.models import Event
from invariants import take_turns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grc.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class TeamContent:
    """All that somebody writes about a team; ``parent`` is the key of the one above it."""

    name: str
    phone: str = ""
    email: str = ""
    postal_address: str = ""
    parent: int | None = None

    @classmethod
    def of(cls, team: Team) -> TeamContent:
        """Return what is written about a team now."""
        return cls(
            name=team.name,
            phone=team.phone,
            email=team.email,
            postal_address=team.postal_address,
            parent=team.parent_id,
        )

    @property
    def fingerprint(self) -> str:
        """What a form carries, so that nobody writes over what they have not seen."""
        return content_hash(asdict(self))[:16]


@transaction.atomic
def begin_team(content: TeamContent, *, by: User) -> Team:
    """Create a team. Raises NotAllowed, and NotValid with a sentence per fault."""
    _refuse(by)
    team = Team(municipality_id=by.memberships_here[0].municipality_id)
    take_turns("team_named", team.municipality_id)
    _write(team, _checked(content, None))
    Event.objects.record("team_begun", team, by=by)
    return team


@transaction.atomic
def change_team(team: Team, content: TeamContent, *, based_on: str, by: User) -> Team:
    """Change what is written about a team.

    Raises NotAllowed, NotValid, and NotNow when somebody changed it since ``based_on``.
    """
    take_turns("team_named", team.municipality_id)
    fresh = _locked(team, by)
    before = TeamContent.of(fresh)
    if before.fingerprint != based_on:
        raise NotNow(
            _("Somebody changed this team meanwhile. Compare with yours, then save again.")
        )
    content = _checked(content, fresh)
    changed = _changed(before, content)
    if changed:
        _write(fresh, content)
        Event.objects.record("team_changed", fresh, by=by, changed=changed)
    return fresh


@transaction.atomic
def retire_team(team: Team, *, by: User) -> Team:
    """Give the team nothing more to do. Raises NotNow with all that still hangs on it."""
    fresh = _locked(team, by)
    if fresh.is_retired:
        return fresh
    if reasons := reasons_to_keep(fresh):
        raise NotNow(" ".join(reasons))
    fresh.retired_at = timezone.now()
    fresh.save(update_fields=["retired_at"])
    Event.objects.record("team_retired", fresh, by=by)
    return fresh


@transaction.atomic
def restore_team(team: Team, *, by: User) -> Team:
    """Let a retired team work again."""
    fresh = _locked(team, by)
    if fresh.is_retired:
        fresh.retired_at = None
        fresh.save(update_fields=["retired_at"])
        Event.objects.record("team_restored", fresh, by=by)
    return fresh


@ties_a_team
def _people_and_teams_below(team: Team) -> Iterator[str]:
    count = Membership.objects.filter(team=team, user__is_active=True).count()
    if count:
        yield ngettext(
            "%(count)d person works there: give them another team first.",
            "%(count)d people work there: give them another team first.",
            count,
        ) % {"count": count}
    for below in Team.objects.working().filter(parent=team):
        yield _("It stands above “%(team)s”: put that team elsewhere first.") % {"team": below}


def _locked(team: Team, by: User) -> Team:
    _refuse(by)
    return Team.objects.select_for_update(of=("self",), no_key=True).get(pk=team.pk)


def _refuse(by: User) -> None:
    if refusal := refusal_to_configure(by):
        raise NotAllowed(refusal)


def _write(team: Team, content: TeamContent) -> None:
    team.name, team.phone, team.email = content.name, content.phone, content.email
    team.postal_address, team.parent_id = content.postal_address, content.parent
    team.save()


def _changed(before: TeamContent, after: TeamContent) -> list[str]:
    names = [field.name for field in fields(TeamContent)]
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def _checked(content: TeamContent, team: Team | None) -> TeamContent:
    content = TeamContent(
        name=on_one_line(content.name)[:160],
        phone=on_one_line(content.phone)[:40],
        email=on_one_line(content.email),
        postal_address=clean(content.postal_address)[:400],
        parent=content.parent,
    )
    if faults := list(_faults(content, team)):
        raise NotValid(" ".join(faults))
    return content


def _faults(content: TeamContent, team: Team | None) -> Iterator[str]:
    others = Team.objects.exclude(pk=team.pk) if team else Team.objects.all()
    if not sort_key(content.name):
        yield _("Give the team a name.")
    elif others.filter(sort_name=sort_key(content.name)).exists():
        yield _("A team of this name already exists.")
    if content.email and not _is_email(content.email):
        yield _("Write an e-mail address such as name@example.org.")
    if content.parent is not None:
        yield from _faults_above(content.parent, team)


def _faults_above(parent: int, team: Team | None) -> Iterator[str]:
    above: dict[int, Any] = dict(Team.objects.values_list("pk", "parent"))
    if parent not in above:
        yield _("Choose the team above it in the list.")
    walked, place = set[int](), parent if team else None
    while place is not None and place not in walked:
        walked.add(place)
        place = above.get(place)
    if team is not None and team.pk in walked:
        yield _("A team cannot stand above itself: choose another one.")


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
