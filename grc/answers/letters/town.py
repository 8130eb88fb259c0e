# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The town's side of a letter, read from its letterhead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grc.answers.letters.content import Sender, Signature
from grc.core.refusals import NotNow
from grc.municipalities.models import Letterhead
from workflows.text import resolve

if TYPE_CHECKING:
    from grc.municipalities.models import Municipality


class LetterheadMissing(NotNow):
    """The town never said how its letters begin and end."""

    def __init__(self) -> None:
        super().__init__(_("This town has no letterhead yet. Ask an administrator to write it."))


def letterhead_of(municipality: Municipality) -> Letterhead:
    """Return the letterhead of a town. Raises LetterheadMissing."""
    found = Letterhead.objects.filter(municipality=municipality).first()
    if found is None:
        raise LetterheadMissing
    found.municipality = municipality
    return found


def sender(letterhead: Letterhead, language: str) -> Sender:
    """Return the head and the foot of a letter in its language."""
    town = letterhead.municipality
    return Sender(
        town=town.name,
        address=tuple(letterhead.address.splitlines()),
        contact=tuple(line for line in (town.phone, town.email) if line),
        footer=resolve(letterhead.footer, language) if letterhead.footer else "",
        logo=letterhead.logo_bytes(),
    )


def signed_by_mayor(letterhead: Letterhead, language: str, *, for_hand: bool = True) -> Signature:
    """Return the block under a letter that the mayor signs."""
    return Signature(
        formula=f"{resolve(letterhead.mayor_title, language)},",
        name=letterhead.mayor_name,
        for_hand=for_hand,
    )


def signed_by_delegation(
    letterhead: Letterhead,
    language: str,
    *,
    name: str,
    capacity: str,
    act: str,
    service: str = "",
    for_hand: bool = True,
) -> Signature:
    """Return the block under a letter that somebody signs for the mayor, with the act that says so.

    ``act`` is its number and date, as printed (law R1.31).
    """
    return Signature(
        formula=f"{resolve(letterhead.delegation_formula, language)},",
        name=name,
        capacity=capacity,
        service=service,
        act=act,
        for_hand=for_hand,
    )
