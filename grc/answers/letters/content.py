# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a letter says. A ``str`` is text, escaped when it is printed; HTML is a ``SafeString``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.safestring import SafeString

NOTHING: Final = SafeString()


@dataclass(frozen=True, kw_only=True)
class Sender:
    """The town at the head of its letters. ``logo`` is a PNG, empty for none."""

    town: str
    address: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    footer: str = ""
    logo: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who signs, first name and name, and in what capacity (CRPA L212-1, law R1.30).

    ``formula`` stands above: « La maire, », or « Pour la maire et par délégation, » with the act
    that delegates (CGCT L2122-18 and L2122-19, law R1.31) in ``act``. ``service`` is the
    department of whoever signs. ``for_hand`` leaves room for a handwritten signature; without it
    ``note`` can say how else it was signed.
    """

    formula: str
    name: str
    capacity: str = ""
    service: str = ""
    act: str = ""
    for_hand: bool = True
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterContent:
    """One letter, whole. ``language`` is a BCP 47 tag: the letter's, whatever the reader's.

    Grounds of law and of fact are those of a refusal (CRPA L211-5, law R1.32); ``recourse`` is a
    legal text of the day of the letter (CJA R421-5, law R1.33). ``is_draft``: every page says that
    it is not approved, lest somebody send it.
    """

    language: str
    sender: Sender
    recipient: tuple[str, ...]
    place: str
    written_on: date
    reference: str
    subject: str
    body: SafeString
    signature: Signature
    contact: str = ""
    grounds_of_law: SafeString = NOTHING
    grounds_of_fact: SafeString = NOTHING
    recourse: SafeString = NOTHING
    attachments: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    is_draft: bool = False
