# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grc.accounts.models import User
from grc.core.refusals import NotAllowed, NotValid
from grc.core.text import clean
from grc.journal.models import Event
from grc.service_requests.enums import MessageKind
from grc.service_requests.guards import can_work
from grc.service_requests.models.timing import TIMES
from grc.service_requests.notifications import WordFromTown

if TYPE_CHECKING:
    from uuid import UUID

    from grc.journal.models.event import Actor
    from grc.service_requests.models.message import Message
    from grc.service_requests.models.service_request import ServiceRequest

LONGEST_MESSAGE = 20_000


class ThreadMixin:
    """The talk about a request: with the requester, and between agents."""

    @transaction.atomic
    def write(self, body: str, *, by: User, form_token: UUID | None = None) -> Message:
        """Write to the requester: on the tracking page, and by mail when they gave an address."""
        return _writable(self, by).append_word(body, by=by, form_token=form_token)

    def append_word(self, body: str, *, by: User, form_token: UUID | None = None) -> Message:
        """Write to the requester of a request that is locked already, whoever may."""
        fresh = cast("ServiceRequest", self)
        message = _append(fresh, MessageKind.TO_REQUESTER, body, by, form_token)
        if message.is_new:
            fresh.requester_wrote_at = None
            fresh.save(update_fields=["requester_wrote_at"])
            Event.objects.record("written", fresh, by=by, message=message.pk)
            WordFromTown(fresh, message).defer(municipality=fresh.municipality, subject=fresh)
        return message

    def announce(
        self, body: str, *, by: Actor, mail: type[WordFromTown] = WordFromTown
    ) -> Message | None:
        """Write to the requester in the town's own words. The request must be locked.

        No person needs to have written it: what they said before still waits for an answer. Nothing
        is refused, since nobody might be there to mend it: an empty text is none, an endless one is
        cut.
        """
        fresh = cast("ServiceRequest", self)
        body = clean(body)[:LONGEST_MESSAGE]
        if not body:
            return None
        author = by if isinstance(by, User) else None
        message = _append(fresh, MessageKind.TO_REQUESTER, body, author, None)
        Event.objects.record("written", fresh, by=by, message=message.pk)
        mail(fresh, message).defer(municipality=fresh.municipality, subject=fresh)
        return message

    def hear(self, body: str, *, form_token: UUID | None = None) -> Message:
        """Keep a word of the requester, and nothing more. The request must be locked."""
        fresh = cast("ServiceRequest", self)
        return _append(fresh, MessageKind.FROM_REQUESTER, body, None, form_token)

    @transaction.atomic
    def note(self, body: str, *, by: User, form_token: UUID | None = None) -> Message:
        """Leave an internal note. The requester never sees it on screen."""
        return _writable(self, by).append_note(body, by=by, form_token=form_token)

    def append_note(self, body: str, *, by: User, form_token: UUID | None = None) -> Message:
        """Leave an internal note on a request that is locked already, whoever may."""
        fresh = cast("ServiceRequest", self)
        message = _append(fresh, MessageKind.INTERNAL_NOTE, body, by, form_token)
        if message.is_new:
            Event.objects.record("noted", fresh, by=by, message=message.pk)
        return message

    @transaction.atomic
    def reply(self, body: str, *, form_token: UUID | None = None) -> Message:
        """Add a word of the requester. It may move the request: the citizen's word is a trigger."""
        fresh = cast("ServiceRequest", self).lock()
        requester = AnonymousUser()
        message = _append(fresh, MessageKind.FROM_REQUESTER, body, None, form_token)
        if message.is_new:
            fresh.requester_wrote_at = fresh.requester_last_wrote_at = timezone.now()
            fresh.set_timer()
            fresh.save(update_fields=["requester_wrote_at", "requester_last_wrote_at", *TIMES])
            Event.objects.record("replied", fresh, by=requester, message=message.pk)
            if not fresh.has_ended:
                fresh.follow_citizen()
            elif fresh.is_contestable:
                fresh.follow_contest(message)
        return message


def _writable(service_request: ThreadMixin, user: User) -> ServiceRequest:
    fresh = cast("ServiceRequest", service_request).lock()
    if not can_work(user, fresh):
        raise NotAllowed(_("Only people of %(team)s can write here.") % {"team": fresh.team})
    return fresh


def _append(
    service_request: ServiceRequest,
    kind: MessageKind,
    body: str,
    author: User | None,
    form_token: UUID | None,
) -> Message:
    body = clean(body)
    if not body:
        raise NotValid(_("Write a few words before sending."))
    if len(body) > LONGEST_MESSAGE:
        raise NotValid(
            _("This is too long by %(count)d characters. Shorten it, or attach a file.")
            % {"count": len(body) - LONGEST_MESSAGE}
        )
    if form_token is not None:
        # The request is locked: a form sent twice finds the message of the first time.
        earlier = service_request.messages.filter(form_token=form_token).first()
        if earlier is not None:
            return earlier
    message = service_request.messages.create(
        municipality_id=service_request.municipality_id,
        kind=kind,
        body=body,
        author=author,
        form_token=form_token,
    )
    message.is_new = True
    return message
