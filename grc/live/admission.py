# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who may open a socket, and what they may watch: asked at the door and again while it is open.

Nothing here is cached: each answer is read from the database at the moment of the question.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, parse_cookie

from grc.accounts.models import User
from grc.live.audience import queue_groups_of
from grc.municipalities.models import Host
from grc.service_requests.models import ServiceRequest
from invariants import town_scope

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    Headers = Iterable[tuple[bytes, bytes]]

NOT_ALLOWED: Final = 4403
NOT_FOUND: Final = 4404


class Refused(Exception):
    """The socket is not opened; the code says why to the log, the browser reads 403 for all."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Visitor:
    """Where a socket comes from: a town's page, and the session that its browser showed."""

    town_id: int
    session_key: str


@dataclass(frozen=True)
class Rights:
    """What a visitor may hear of at this moment."""

    user_id: int
    queue_groups: frozenset[str]
    visible: frozenset[int]


def admit(headers: Headers) -> Visitor:
    """Let in a person who signed in and works in the town of this host, from a page of this host.

    Raises Refused otherwise: NOT_FOUND for a host that no town declares, NOT_ALLOWED for the rest.
    """
    host = _single(headers, b"host")
    town_id = _town_at(host)
    if town_id is None:
        raise Refused(NOT_FOUND)
    if not _same_origin(_single(headers, b"origin"), host):
        raise Refused(NOT_ALLOWED)
    cookies = parse_cookie("; ".join(_all(headers, b"cookie")))
    visitor = Visitor(town_id, cookies.get(settings.SESSION_COOKIE_NAME, ""))
    if rights_of(visitor, ()) is None:
        raise Refused(NOT_ALLOWED)
    return visitor


def rights_of(visitor: Visitor, request_ids: Collection[int]) -> Rights | None:
    """Return what the visitor may hear of among these requests, None if they may hear nothing.

    They must be signed in, active, and belong to a team of the town (or administer it).
    """
    user = _signed_in(visitor.session_key)
    if user is None:
        return None
    with town_scope(visitor.town_id):
        if not user.is_active or not user.is_member:
            return None
        visible = ServiceRequest.objects.visible_to(user).filter(pk__in=request_ids)
        return Rights(
            user_id=user.pk,
            queue_groups=queue_groups_of(user, visitor.town_id),
            visible=frozenset(visible.values_list("pk", flat=True) if request_ids else ()),
        )


def _signed_in(session_key: str) -> User | None:
    """Return the session's person as a page would know them: expired and revoked count as none."""
    if not session_key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(request)
    return user if isinstance(user, User) else None


def _town_at(host: str) -> int | None:
    name = host.rsplit(":", 1)[0].rstrip(".").lower()
    return Host.objects.filter(name=name).values_list("municipality_id", flat=True).first()


def _same_origin(origin: str, host: str) -> bool:
    """Return whether a page of this very host opens the socket.

    Browsers send cookies with a socket that any site opens; they cannot lie about the origin.
    """
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    schemes = {"https", settings.PUBLIC_SCHEME}
    return parts.scheme in schemes and parts.netloc.lower() == host.lower()


def _single(headers: Headers, name: bytes) -> str:
    """Return the header's value, nothing if it is missing or said twice."""
    values = _all(headers, name)
    return values[0] if len(values) == 1 else ""


def _all(headers: Headers, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in headers if key.lower() == name]
