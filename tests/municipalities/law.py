# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A complete text on means of appeal, for tests to spoil."""

from __future__ import annotations

from datetime import date
from typing import Any

PARTS: dict[str, Any] = {
    "delay": {"fr": "deux mois", "en": "two months"},
    "gracious_address": "Mairie, 1 place Foch, 51000 Châlons",
    "court_name": "Tribunal administratif de Châlons-en-Champagne",
    "court_address": "25 rue du Lycée, 51036 Châlons-en-Champagne Cedex",
    "court_website": "www.telerecours.fr",
    "prior_appeal": "",
}
WORDING = {
    "fr": (
        "Dans un délai de {delay} : {gracious_address} ; ou {court_name}, {court_address}, "
        "{court_website}.\n\nAvant tout recours : {prior_appeal}."
    ),
    "en": (
        "Within {delay}: {gracious_address}; or {court_name}, {court_address}, "
        "{court_website}.\n\nBefore any appeal: {prior_appeal}."
    ),
}


def enact(town: Any, **changes: Any) -> Any:
    """Write a text on appeals into the law of a town."""
    from grc.municipalities.enums import LegalCode
    from grc.municipalities.models import LegalText

    given: dict[str, Any] = {
        "text": WORDING,
        "parts": PARTS,
        "valid_from": date(2020, 1, 1),
        "source": "CJA R421-5",
        "by": None,
    }
    given |= changes
    return LegalText.objects.enact(town, LegalCode.RECOURSE, given.pop("text"), **given)
