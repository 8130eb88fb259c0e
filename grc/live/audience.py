# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whom a change concerns: the watchers of a request, the queues of the teams that see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Q

from grc.accounts.models import Membership
from grc.answers.models import Answer, Turn
from grc.catalog.models import FunctionMapping
from grc.journal.models import Event
from grc.live.announcements import ids_of
from grc.service_requests.models import EntrustedFunction, ServiceRequest
from invariants import town_scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grc.accounts.models import User

QUEUE: Final = "queue"
DRAFT: Final = "draft"
REQUEST: Final = ServiceRequest._meta.label_lower
ANSWER: Final = Answer._meta.label_lower


def town_group(town_id: int) -> str:
    """Everybody who watches anything in this town."""
    return f"town.{town_id}"


def queue_group(town_id: int, team_id: int | None = None) -> str:
    """Those who watch the queue of a team; without a team, those who see them all."""
    return f"town.{town_id}.queue" if team_id is None else f"town.{town_id}.queue.{team_id}"


def request_group(town_id: int, request_id: int) -> str:
    """Those who watch one request."""
    return f"town.{town_id}.{REQUEST}.{request_id}"


def draft_group(town_id: int, request_id: int) -> str:
    """Those who have the answer to one request open to write in it."""
    return f"town.{town_id}.draft.{request_id}"


def queue_groups_of(user: User, town_id: int) -> frozenset[str]:
    """Return where this person hears of changes in what they see; in the town's scope."""
    if user.is_administrator:
        return frozenset({queue_group(town_id)})
    return frozenset(queue_group(town_id, team_id) for team_id in user.team_ids())


def audience(town_id: int, subjects: Iterable[str]) -> dict[str, str]:
    """Return group and word to say for each group that a change of these subjects concerns.

    An answer's change is its request's. A queue hears no id. Six queries, whatever the number of
    sockets: teams come with those that had a request before, because it has just left their list.
    """
    requests = set(ids_of(REQUEST, subjects))
    answers = ids_of(ANSWER, subjects)
    if not requests and not answers:
        return {}
    with town_scope(town_id):
        if answers:
            found = Answer.objects.filter(pk__in=answers)
            requests.update(found.values_list("service_request_id", flat=True))
        teams = _teams_that_saw(requests)
    said = {request_group(town_id, pk): f"{REQUEST}:{pk}" for pk in requests}
    said |= {queue_group(town_id, team_id): QUEUE for team_id in teams}
    return said | {queue_group(town_id): QUEUE}


def _teams_that_saw(requests: set[int]) -> set[int]:
    """Return every team that has, had, validates, validated or was asked about one of these."""
    rows = ServiceRequest.objects.filter(pk__in=requests)
    teams = {team for row in rows.values_list("team_id", "validating_team_id") for team in row}
    turns = Turn.objects.filter(round__answer__service_request__in=requests)
    teams.update(turns.values_list("team_id", flat=True))
    told = Event.objects.filter(
        Q(subject_type=REQUEST, subject_id__in=requests),
        name__in=("passed_on", "contribution_asked", "entrusted"),
    )
    people: set[int] = set()
    for passed_on, asked, entrusted, named in told.values_list(
        "data__from_team", "data__team", "data__teams", "data__people"
    ):
        teams.update((passed_on, asked, *(entrusted or ())))
        people.update(named or ())
    teams |= _teams_holding(requests, people)
    return {int(team) for team in teams if team is not None}


def _teams_holding(requests: set[int], named_once: set[int]) -> set[int]:
    """Return the teams that hold a function of one of these, and those of people named for it.

    ``named_once`` were named for it, and may be no more.
    """
    of_services = ServiceRequest.objects.filter(pk__in=requests).values("service")
    held = FunctionMapping.objects.filter(service__in=of_services)
    entrusted = EntrustedFunction.objects.filter(service_request__in=requests)
    holders = list(
        held.values_list("team", "person").union(entrusted.values_list("team", "person"))
    )
    people = named_once | {person for _team, person in holders if person}
    members = Membership.objects.filter(user__in=people).values_list("team", flat=True)
    named = members if people else ()
    return {team for team in (*(team for team, _person in holders), *named) if team is not None}
