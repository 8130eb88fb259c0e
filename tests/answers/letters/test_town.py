# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the town adds to a letter: its head, its signature, and the law of the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from grc.answers.letters import letter_pdf
from grc.answers.letters.town import (
    LetterheadMissing,
    letterhead_of,
    sender,
    signed_by_delegation,
    signed_by_mayor,
)
from grc.municipalities.enums import LegalCode
from grc.municipalities.models import LegalText
from tests.municipalities.law import PARTS, enact
from tests.municipalities.test_letterhead import make_letterhead

pytestmark = pytest.mark.django_db

MOVED = date(2026, 1, 1)


def test_a_town_without_letterhead_prints_no_letter(town):
    """A sentence says whom to ask."""
    with pytest.raises(LetterheadMissing, match="no letterhead yet"):
        letterhead_of(town)


def test_the_head_and_the_signatures_come_from_the_letterhead(town):
    """In the language of the letter; a delegation names its act (law R1.30, R1.31)."""
    make_letterhead(
        town,
        mayor_title={"fr": "La maire", "en": "The mayor"},
        delegation_formula={"fr": "Pour la maire et par délégation", "en": "For the mayor"},
        footer={"fr": "Pied"},
    )
    letterhead = letterhead_of(town)
    head = sender(letterhead, "fr")
    assert (head.town, head.footer, head.logo) == ("Châlons", "Pied", b"")
    assert head.address == ("Hôtel de ville", "1 place Foch", "51000 Châlons")
    assert head.contact == ("03 26 00 00 00",)
    mayor = signed_by_mayor(letterhead, "en")
    assert (mayor.formula, mayor.name, mayor.act) == ("The mayor,", "Hélène Marchand", "")
    deputy = signed_by_delegation(
        letterhead, "fr", name="Paul Garnier", capacity="Adjoint", act="arrêté n° 114"
    )
    assert deputy.formula == "Pour la maire et par délégation,"
    assert (deputy.name, deputy.act) == ("Paul Garnier", "arrêté n° 114")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("day", "address"),
    [(MOVED - timedelta(days=1), "2 rue de la Mairie"), (MOVED, "1 place Foch")],
)
def test_a_refusal_prints_the_appeal_of_its_day(town, letter, read, press, language, day, address):
    """Author's address, court with its address, Télérecours and the delay, as the record in force
    on the day of the letter says them, word for word (law R1.33, R1.40)."""
    enact(
        town,
        valid_to=MOVED - timedelta(days=1),
        parts=PARTS | {"gracious_address": "Mairie, 2 rue de la Mairie, 51000 Châlons"},
    )
    enact(town, valid_from=MOVED)
    record = LegalText.objects.in_force(LegalCode.RECOURSE, day)
    printed = read(
        letter_pdf(letter(language=language, written_on=day, recourse=record.html(language)))
    )
    assert "".join(record.plain(language).split()) in printed.text.replace(" ", "")
    for part in (
        address,
        "Tribunal administratif de Châlons-en-Champagne",
        "25 rue du Lycée, 51036 Châlons-en-Champagne Cedex",
        "www.telerecours.fr",
        {"fr": "deux mois", "en": "two months"}[language],
    ):
        assert part.replace(" ", "") in printed.text.replace(" ", "")


def test_a_mandatory_prior_appeal_is_printed(town, letter, read, press):
    """Where one must be made first, the letter says so (law R1.33)."""
    record = enact(town, parts=PARTS | {"prior_appeal": "saisissez la commission"})
    printed = read(letter_pdf(letter(recourse=record.html("fr"))))
    assert "Avant tout recours : saisissez la commission." in printed.text
