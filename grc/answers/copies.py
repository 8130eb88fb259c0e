# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""To whom copies of an answer go: one person a line, “Name <address>” or an address alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from grc.core.refusals import NotValid
from grc.core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_COPIES: Final = 10
_LONGEST_LINE: Final = 320
# A name is whatever stands before the last angle bracket: people write commas and accents.
_LINE: Final = re.compile(r"(?P<name>.*)<(?P<address>[^<>\s]+)>|(?P<alone>[^<>\s]+)")


def parse_copies(text: str) -> list[dict[str, str]]:
    """Return name and address of each line. Raises NotValid for what is no address, and names it.

    The same address twice is one.
    """
    found: dict[str, dict[str, str]] = {}
    for line in filter(None, map(str.strip, clean(text).splitlines())):
        match = _LINE.fullmatch(line) if len(line) <= _LONGEST_LINE else None
        address = (match["address"] or match["alone"]) if match else ""
        try:
            validate_email(address)
        except ValidationError as error:
            raise NotValid(
                _("“%(line)s” is not an e-mail address. Write one address on each line.")
                % {"line": line[:80]}
            ) from error
        name = (match["name"] or "").strip().strip('"').strip() if match else ""
        found.setdefault(address.lower(), {"name": name, "email": address})
    if len(found) > MOST_COPIES:
        raise NotValid(_("Send a copy to %(count)d people at most.") % {"count": MOST_COPIES})
    return list(found.values())


def copies_text(copies: Iterable[Mapping[str, str]]) -> str:
    """Return copies as they are typed."""
    return "\n".join(written(copy) for copy in copies)


def written(copy: Mapping[str, str]) -> str:
    """Return one copy as a person reads and types it."""
    return f"{copy['name']} <{copy['email']}>" if copy["name"] else copy["email"]
