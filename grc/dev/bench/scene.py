# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m grc.dev.bench.scene``: who signs in and what they open, as JSON.

People are signed in by sessions written to the database. The requests that a measure changes are
prepared: ended ones of the first team that become open again.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grc.dev.bench.settings")
django.setup()

from django.conf import settings  # noqa: E402 - models can be read only after set-up
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.urls import reverse  # noqa: E402

from grc.accounts.models import Team, User  # noqa: E402
from grc.catalog.models import Service  # noqa: E402
from grc.desk.keyset import cursor_of  # noqa: E402
from grc.dev.bench import words  # noqa: E402
from grc.dev.bench.story import FREQUENT, NOTHING, RAREST  # noqa: E402
from grc.municipalities.models import Municipality  # noqa: E402
from grc.service_requests.models import ServiceRequest  # noqa: E402

if TYPE_CHECKING:
    from grc.service_requests.querysets import ServiceRequestQuerySet

DEEP = 10_000
# Where a measure files new requests: with another team, so that lists stay as they are.
FILED = "depot"
SHOWN = 40


def scene(*, acts: int, answers: int) -> dict[str, Any]:
    """Return the scene, after preparing requests to act on and to answer."""
    town = Municipality.objects.get()
    with town.scope():
        team = Team.objects.get(name=words.TEAMS[0].name)
        agents = list(User.objects.filter(email__startswith="agent-1-").order_by("pk"))
        supervisors = list(User.objects.filter(email__startswith="supervisor-1-").order_by("pk"))
        mine = ServiceRequest.objects.filter(team=team)
        shown = list(_answered(mine).newest_first()[:SHOWN])
        reopened = _reopen(mine, acts + answers, shown)
        return {
            "form": reverse("portal:form", args=[FILED]),
            "agents": [_session(user) for user in agents],
            "supervisors": [_session(user) for user in supervisors],
            "requests": [_path(row) for row in shown],
            "tracking": [row.tracking_path for row in shown],
            "act": [_path(row) for row in reopened[:acts]],
            "answer": [_path(row) for row in reopened[acts:]],
            **_queues(mine),
        }


def _queues(mine: ServiceRequestQuerySet) -> dict[str, str]:
    """Return the lists that are measured, each narrowed by two filters.

    Ended requests too, for all but the last: with open ones alone a list is never long, and what
    was never so would be found out at once.
    """
    queue = _narrowed(FREQUENT)
    listed = mine.filter(service__code=FREQUENT[0], channel=FREQUENT[1]).newest_first()
    count = listed.count()
    row = listed[min(DEEP, count * 2 // 3)]
    return {
        "queue": queue,
        "queue_deep": f"{queue}&before={cursor_of(row)}",
        "queue_frequent": f"{reverse('desk:queue')}?state=any&kind=answered&priority=20",
        "queue_rarest": _narrowed(RAREST),
        "queue_nothing": _narrowed(NOTHING),
        "queue_open": reverse("desk:queue"),
    }


def _narrowed(pair: tuple[str, str]) -> str:
    service = Service.objects.get(code=pair[0])
    return f"{reverse('desk:queue')}?state=any&service={service.pk}&channel={pair[1]}"


def _answered(mine: ServiceRequestQuerySet) -> ServiceRequestQuerySet:
    """Keep requests with a thread, an answer and an address."""
    return mine.filter(
        step="answered", messages__kind="from_requester", answers__state="sent"
    ).exclude(requester_email="")


def _reopen(
    mine: ServiceRequestQuerySet, count: int, kept: list[ServiceRequest]
) -> list[ServiceRequest]:
    """Return requests in progress: ended ones, put back to work, but for those that are kept."""
    ended = mine.ended().exclude(requester_email="").exclude(pk__in=[row.pk for row in kept])
    rows = list(ended.newest_first()[:count])
    if len(rows) < count:
        raise SystemExit(f"The town is too small: {len(rows)} requests to work on, not {count}.")
    ServiceRequest.objects.filter(pk__in=[row.pk for row in rows]).update(
        step="in_progress", step_kind="in_progress", ended_at=None, outcome=""
    )
    return rows


def _path(row: ServiceRequest) -> str:
    return reverse("desk:request", args=[row.display_reference])


def _session(user: User) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m grc.dev.bench.scene")
    parser.add_argument("--acts", type=int, required=True)
    parser.add_argument("--answers", type=int, required=True)
    options = parser.parse_args()
    found = scene(acts=options.acts, answers=options.answers)
    print(json.dumps(found | {"session_cookie": settings.SESSION_COOKIE_NAME}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
