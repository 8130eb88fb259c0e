# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The events of an answer form a chain: none altered, missing, out of order, or cut off its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.answers.verifying.case import Defect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grc.answers.verifying.case import Case
    from grc.journal.models import Event


def check_chain(case: Case) -> Iterator[Defect]:
    """Look at the chain from its first event to its head.

    Events from before the chain began stand outside it, and only before its first link.
    """
    linked = [event for event in case.events if event.chain_position is not None]
    yield from _outside(case.events, linked)
    if _is_reordered(linked):
        yield from _reordered(linked)
    else:
        yield from _links(linked)
    yield from _end(case, linked)


def _outside(events: Sequence[Event], linked: Sequence[Event]) -> Iterator[Defect]:
    if not linked:
        return
    for event in events:
        if event.chain_position is None and event.pk > linked[0].pk:
            yield Defect(
                code="chain.outside",
                what=_("event %(id)d (%(name)s) stands outside the chain.")
                % {"id": event.pk, "name": event.name},
            )


def _is_reordered(linked: Sequence[Event]) -> bool:
    positions = [event.chain_position or 0 for event in linked]
    return positions != sorted(positions)


def _reordered(linked: Sequence[Event]) -> Iterator[Defect]:
    """Events were exchanged: the order in which they were written tells their true places."""
    places = sorted(event.chain_position or 0 for event in linked)
    for event, place in zip(linked, places, strict=True):
        if event.chain_position != place:
            yield Defect(
                code="chain.reordered",
                what=_("event %(place)d (%(name)s) was moved to place %(now)d of the chain.")
                % {"place": place, "name": event.name, "now": event.chain_position},
            )


def _links(linked: Sequence[Event]) -> Iterator[Defect]:
    expected, before = 1, ""
    for event in linked:
        position = event.chain_position or 0
        if position > expected:
            yield _missing(expected, position - 1)
        elif event.chain_hash != event.hash_after(position, before):
            yield Defect(
                code="chain.altered",
                what=_("event %(place)d (%(name)s) was altered, or does not follow the one before.")
                % {"place": position, "name": event.name},
            )
        expected, before = position + 1, event.chain_hash


def _end(case: Case, linked: Sequence[Event]) -> Iterator[Defect]:
    answer = case.answer
    last = max(linked, key=lambda event: event.chain_position or 0, default=None)
    length = (last.chain_position or 0) if last else 0
    if length < answer.chain_length:
        yield _missing(length + 1, answer.chain_length)
    elif length > answer.chain_length:
        yield Defect(
            code="chain.head",
            what=_("the answer knows %(known)d events, and the chain has %(there)d.")
            % {"known": answer.chain_length, "there": length},
        )
    elif answer.chain_head != (last.chain_hash if last else ""):
        yield Defect(
            code="chain.head", what=_("the last event is not the one that the answer knows.")
        )


def _missing(first: int, last: int) -> Defect:
    count = last - first + 1
    return Defect(
        code="chain.missing",
        what=ngettext(
            "event %(first)d is missing.", "events %(first)d to %(last)d are missing.", count
        )
        % {"first": first, "last": last},
    )
