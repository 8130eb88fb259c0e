# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grc.accounts.models import User
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import clean
from grc.journal.models import Event
from grc.service_requests.effects.letter_of_items import letter_of
from grc.service_requests.guards import can_work
from grc.service_requests.law.dates import legal_date, pause_now
from grc.service_requests.models.timing import TIMES
from grc.service_requests.notifications import ItemsAsked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile

    from grc.journal.models.event import Actor
    from grc.service_requests.models.asked_item import AskedItem
    from grc.service_requests.models.message import Message
    from grc.service_requests.models.service_request import ServiceRequest
    from workflows.effects import Ask

# What follows from the items, in the row of the request.
COUNTS: Final = ("items_open", "items_indispensable_open", "first_legal_on", "legal_on")


@dataclass(frozen=True)
class Sent:
    """What came for one item: some words, some files, or both."""

    words: str = ""
    files: Sequence[UploadedFile[bytes]] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.files)


class ItemsMixin:
    """What the requester is asked for, what comes of it, and the time of the law meanwhile.

    Each item is asked for once at a time. What is open stays open whatever the step, until the
    request ends. How many there are stands in the row of the request, and so does the legal date.
    """

    def ask_items(self, effect: Ask, text: str, due_on: date, *, by: Actor) -> None:
        """Ask for what is not asked for yet, by a letter. The row must be locked."""
        fresh = _request(self)
        waited_for = set(fresh.asked_items.open().values_list("code", flat=True))
        asked_at, asker = timezone.now(), by if isinstance(by, User) else None
        new = [
            fresh.asked_items.create(
                municipality_id=fresh.municipality_id,
                code=item.code,
                label=item.label.to_data(),
                help=item.help.to_data() if item.help else "",
                indispensable=item.indispensable,
                asked_at=asked_at,
                asked_by=asker,
                due_on=due_on,
            )
            for item in effect.items
            if item.code not in waited_for
        ]
        if not new:
            return
        fresh.first_legal_on = fresh.first_legal_on or fresh.legal_on
        said: dict[str, Any] = {"due_on": due_on.isoformat(), "items": [item.pk for item in new]}
        codes = [[item.code, item.indispensable] for item in new]
        Event.objects.record("items_asked", fresh, by=by, asked=codes, **said)
        self._settle(by=by)
        letter = letter_of(fresh, new, text)
        fresh.announce(letter, by=by, mail=ItemsAsked)

    @transaction.atomic
    def send_items(self, sent: Mapping[int, Sent], *, form_token: UUID | None = None) -> Message:
        """Take what the requester sends for some of the items, by their keys: it is their word.

        What is no longer waited for is kept with the word all the same: nothing is lost. Raises
        NotValid for nothing or for a file that is not accepted, NotNow once the request has ended.
        """
        fresh = _request(self).lock()
        if form_token and (earlier := fresh.messages.filter(form_token=form_token).first()):
            return earlier
        given = {key: one for key, one in sent.items() if one}
        known = list(fresh.asked_items.filter(pk__in=given))
        if not known:
            raise NotValid(_("Choose a file or write a few words, for one item at least."))
        if fresh.has_ended:
            raise NotNow(_("Your request has ended: nothing more is asked for."))
        body = "\n\n".join(_line(item, given[item.pk].words) for item in known)
        message, requester = fresh.hear(body, form_token=form_token), AnonymousUser()
        for item in known:
            for upload in given[item.pk].files:
                fresh.attach(upload, by=requester, field=item.code, message=message, item=item)
        coming = [item for item in known if item.is_open]
        for item in coming:
            item.message = message
            _receive(fresh, item, by=requester)
        data: dict[str, Any] = (
            {"items": [item.code for item in coming], "left": _is_left(fresh)} if coming else {}
        )
        Event.objects.record("replied", fresh, by=requester, message=message.pk, **data)
        fresh.items_follow(by=requester)
        return message

    @transaction.atomic
    def note_item(
        self, item: AskedItem, *, by: User, files: Sequence[UploadedFile[bytes]] = ()
    ) -> ServiceRequest:
        """Note that an item came by letter or at the counter, with its files where there are any.

        What follows the requester's word follows. Raises NotAllowed, NotNow, NotValid.
        """
        fresh = _workable(self, by)
        known = _open_of(fresh, item)
        # No code of a question holds a hyphen: the same paper may have come with another one.
        place = f"item-{known.pk}"
        for upload in files:
            fresh.attach(upload, by=by, field=place, item=known)
        known.received_by = by
        _receive(fresh, known, by=by)
        fresh.items_follow(by=by)
        return fresh

    @transaction.atomic
    def waive_item(self, item: AskedItem, *, by: User) -> ServiceRequest:
        """Wait for an item no longer: it need not come, or is known otherwise.

        Where nothing indispensable is missing any more, what follows the requester's word follows.
        """
        fresh = _workable(self, by)
        known = _open_of(fresh, item)
        known.waived_at, known.waived_by = timezone.now(), by
        known.save(update_fields=["waived_at", "waived_by"])
        heard = _ends_wait(fresh, known)
        _record("item_waived", fresh, known, by, heard=heard, left=_is_left(fresh))
        fresh._settle(by=by)
        if heard:
            fresh.follow_citizen(by=by)
        return fresh

    def items_follow(self, *, by: Actor) -> None:
        """Let what follows the requester's word follow, once something came.

        What an agent noted, the agent has seen: it waits for no answer.
        """
        fresh = _request(self)
        self._settle(by=by)
        fresh.requester_last_wrote_at = timezone.now()
        if not isinstance(by, User):
            fresh.requester_wrote_at = fresh.requester_last_wrote_at
        fresh.set_timer()
        fresh.save(update_fields=["requester_wrote_at", "requester_last_wrote_at", *TIMES])
        if not fresh.has_ended:
            fresh.follow_citizen(by=by)

    def drop_items(self, *, by: Actor) -> None:
        """Wait for nothing any more: the request ends. The row must be locked."""
        fresh = _request(self)
        dropped = list(fresh.asked_items.open()) if fresh.items_open else []
        for item in dropped:
            item.waived_at = timezone.now()
            item.save(update_fields=["waived_at"])
        if dropped:
            keys = [item.pk for item in dropped]
            Event.objects.record("items_dropped", fresh, by=by, items=keys)
            self._settle(by=by)

    def _settle(self, *, by: Actor) -> None:
        """Write in the row what follows from the items, and tell what became of the clock."""
        fresh = _request(self)
        items = list(fresh.asked_items.all())
        before = fresh.legal_on
        fresh.items_open = sum(item.is_open for item in items)
        fresh.items_indispensable_open = sum(item.is_open and item.indispensable for item in items)
        fresh.legal_on = legal_date(fresh, items)
        fresh.set_timer()
        fresh.save(update_fields=[*COUNTS, *TIMES])
        if fresh.legal_on != before:
            _tell_clock(fresh, items, by)


def _request(mixin: ItemsMixin) -> ServiceRequest:
    return cast("ServiceRequest", mixin)


def _tell_clock(service_request: ServiceRequest, items: Iterable[AskedItem], by: Actor) -> None:
    """Record that the time of the law stands still until some day, or goes on, and its new end."""
    legal_on, pause = service_request.legal_on, pause_now(service_request, items)
    stands = legal_on is None or pause is not None
    Event.objects.record(
        "clock_suspended" if stands else "clock_resumed",
        service_request,
        by=by,
        until=pause.until.isoformat() if pause else None,
        legal_on=legal_on.isoformat() if legal_on else None,
    )


def _receive(service_request: ServiceRequest, item: AskedItem, *, by: Actor) -> None:
    item.received_at = timezone.now()
    item.save(update_fields=["received_at", "received_by", "message"])
    _record("item_received", service_request, item, by, heard=True, left=_is_left(service_request))


def _record(
    name: str, service_request: ServiceRequest, item: AskedItem, by: Actor, **data: Any
) -> None:
    """Record an end of one item: whether what follows a word followed, and something is left."""
    Event.objects.record(name, service_request, by=by, item=item.pk, code=item.code, **data)


def _ends_wait(service_request: ServiceRequest, waived: AskedItem) -> bool:
    """Tell whether nothing, or nothing indispensable, is waited for any more."""
    left = set(service_request.asked_items.open().values_list("indispensable", flat=True))
    return not left or (waived.indispensable and True not in left)


def _is_left(service_request: ServiceRequest) -> bool:
    return service_request.asked_items.open().exists()


def _line(item: AskedItem, words: str) -> str:
    words = clean(words)
    return f"{item.title}\n{words}" if words else item.title


def _workable(service_request: ItemsMixin, user: User) -> ServiceRequest:
    fresh = _request(service_request).lock()
    if not can_work(user, fresh):
        raise NotAllowed(_("Only people of %(team)s can do this.") % {"team": fresh.team})
    return fresh


def _open_of(service_request: ServiceRequest, item: AskedItem) -> AskedItem:
    known = service_request.asked_items.select_related("received_by", "waived_by").get(pk=item.pk)
    if known.received_at is not None:
        raise NotNow(_("“%(item)s” was received meanwhile.") % {"item": known})
    if known.waived_at is not None:
        raise NotNow(_("“%(item)s” is not asked for any more.") % {"item": known})
    return known
