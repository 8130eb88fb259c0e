# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A text in both languages of the style guide, outside the translations of the product."""

from __future__ import annotations

from typing import cast

from django.utils.functional import lazystr
from django.utils.translation import get_language


class _Said:
    """A text in both languages, chosen when it is shown."""

    def __init__(self, french: str, english: str) -> None:
        self.french, self.english = french, english

    def __str__(self) -> str:
        return self.french if (get_language() or "").startswith("fr") else self.english


def said(french: str, english: str) -> str:
    """Return a text that is French or English when it is shown."""
    for mark in ":;?":
        french = french.replace(f" {mark}", f"\u00a0{mark}")
    return cast("str", lazystr(_Said(french, english)))
