# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""To whom copies of an answer go: one person a line, “Name <address>” or an address alone."""

from __future__ import annotations

from email.utils import formataddr, getaddresses
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


def parse_copies(text: str) -> list[dict[str, str]]:
    """Return name and address of each line. Raises NotValid for what is no address, and names it.

    The same address twice is one.
    """
    found: dict[str, dict[str, str]] = {}
    for line in filter(None, map(str.strip, clean(text).splitlines())):
        people = getaddresses([line]) if len(line) <= _LONGEST_LINE else []
        name, address = people[0] if len(people) == 1 else ("", "")
        try:
            validate_email(address)
        except ValidationError as error:
            raise NotValid(
                _("“%(line)s” is not an e-mail address. Write one address on each line.")
                % {"line": line[:80]}
            ) from error
        found.setdefault(address.lower(), {"name": name, "email": address})
    if len(found) > MOST_COPIES:
        raise NotValid(_("Send a copy to %(count)d people at most.") % {"count": MOST_COPIES})
    return list(found.values())


def copies_text(copies: Iterable[Mapping[str, str]]) -> str:
    """Return copies as they are typed."""
    return "\n".join(written(copy) for copy in copies)


def written(copy: Mapping[str, str]) -> str:
    """Return one copy as a person reads it."""
    if not copy["name"]:
        return copy["email"]
    # formataddr would encode a name with accents: here people read it.
    quoted = formataddr((copy["name"], copy["email"])) if copy["name"].isascii() else ""
    return quoted or f"{copy['name']} <{copy['email']}>"
