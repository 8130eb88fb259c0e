# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The law as dated data: complete when it is written, unchanged once printed (law R1.33, R1.40)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from grc.journal.models import Event
from grc.municipalities.enums import LegalCode
from grc.municipalities.models import LegalText
from grc.municipalities.refusals import LegalTextMissing
from tests.municipalities.law import PARTS, WORDING, enact

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-11-22T09:00:00+01:00", tick=False)


@pytest.mark.parametrize("part", [name for name in PARTS if name != "prior_appeal"])
def test_a_recourse_without_a_required_part_is_refused(town, part):
    """CJA R421-5: delay, gracious appeal, court with its address and Télérecours are all said
    (law R1.33)."""
    parts = {name: text for name, text in PARTS.items() if name != part}
    with pytest.raises(ValidationError) as refused:
        enact(town, parts=parts)
    assert "parts" in refused.value.message_dict
    assert not LegalText.objects.exists()


def test_a_part_of_blanks_is_missing(town):
    """A space is not an address (law R1.33)."""
    with pytest.raises(ValidationError, match="A part is missing: competent court"):
        enact(town, parts=PARTS | {"court_name": "  "})


def test_a_part_speaks_every_language_of_the_text(town):
    """A French part would leave a hole in the English letter."""
    with pytest.raises(ValidationError, match="A part is missing: time to appeal"):
        enact(town, parts=PARTS | {"delay": {"fr": "deux mois", "en": ""}})


def test_a_wording_that_forgets_a_part_is_refused(town):
    """What is filled in is printed (law R1.33)."""
    text = WORDING | {"fr": WORDING["fr"].replace("{court_website}", "Internet")}
    with pytest.raises(ValidationError, match=r"does not print {court_website}.*\(fr\)"):
        enact(town, text=text)


def test_a_prior_appeal_that_is_filled_in_must_be_printed(town):
    """A mandatory prior appeal is named by the notification (law R1.33)."""
    text = {"fr": WORDING["fr"].replace("{prior_appeal}", "")}
    enact(town, text=text, valid_to=TODAY)
    with pytest.raises(ValidationError, match=r"does not print {prior_appeal}"):
        enact(
            town,
            text=text,
            parts=PARTS | {"prior_appeal": "Saisissez d'abord la commission."},
            valid_from=TODAY + timedelta(days=1),
        )


def test_an_unknown_placeholder_is_refused(town):
    """A misspelt name would be printed as it stands."""
    with pytest.raises(ValidationError, match=r"{tribunal} is not known here"):
        enact(town, text=WORDING | {"fr": WORDING["fr"] + " {tribunal}"})


def test_an_unknown_part_is_refused(town):
    """What no text prints is a mistake."""
    with pytest.raises(ValidationError, match="“fax” is no part of this text"):
        enact(town, parts=PARTS | {"fax": "01"})


@pytest.mark.parametrize("text", ["words", {"fr": 1}, {}, {"en": WORDING["en"]}, {"fr": "  "}])
def test_a_text_is_written_in_the_first_language_of_the_town(town, text):
    """Whatever else it is written in."""
    with pytest.raises(ValidationError) as refused:
        enact(town, text=text)
    assert "text" in refused.value.message_dict


def test_the_database_refuses_an_incomplete_recourse(town):
    """Past Python's check as well (law R1.33)."""
    # The day of the database goes on whatever the clock of a test says.
    record = enact(town, valid_from=date(2100, 1, 1))
    with pytest.raises(IntegrityError, match="recourse_complete"), transaction.atomic():
        LegalText.objects.filter(pk=record.pk).update(parts={})


def test_two_versions_never_share_a_day(town):
    """The last day of one belongs to it, so the other begins on the next (law R1.40)."""
    enact(town, valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))
    for first, last in [
        (date(2026, 6, 30), None),
        (date(2025, 1, 1), date(2026, 1, 1)),
        (date(2026, 3, 1), date(2026, 3, 1)),
        (date(2025, 1, 1), None),
    ]:
        with pytest.raises(ValidationError, match="Another version of this text"):
            enact(town, valid_from=first, valid_to=last)
    enact(town, valid_from=date(2026, 7, 1))


def test_the_database_refuses_two_versions_on_one_day(town):
    """Two administrators in the same second: one of them wins (law R1.40)."""
    record = enact(town, valid_from=TODAY + timedelta(days=9))
    twin = LegalText(
        municipality=town,
        code=record.code,
        text=record.text,
        parts=record.parts,
        source="x",
        valid_from=TODAY + timedelta(days=20),
    )
    with pytest.raises(IntegrityError, match="one_a_day"), transaction.atomic():
        LegalText.objects.bulk_create([twin])


def test_other_texts_and_other_towns_have_days_of_their_own(town, other_town):
    """Only versions of one text of one town exclude each other."""
    enact(town)
    LegalText.objects.enact(
        town,
        LegalCode.ACKNOWLEDGEMENT,
        {"fr": "{received_on} {service} {service_address} {service_phone}"},
        by=None,
        valid_from=date(2020, 1, 1),
        source="CRPA R112-11-1",
    )
    with other_town.scope():
        enact(other_town)
        assert LegalText.objects.count() == 1
    assert LegalText.objects.count() == 2


def test_what_has_begun_is_never_rewritten(town):
    """A letter of the past is printed again with the words of the past (law R1.40)."""
    record = enact(town, valid_from=date(2020, 1, 1))
    for change in ({"text": {"fr": "autre"}}, {"source": "x"}, {"valid_from": date(2021, 1, 1)}):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            LegalText.objects.filter(pk=record.pk).update(**change)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        LegalText.objects.all()._raw_delete(LegalText.objects.db)


def test_a_version_that_has_not_begun_can_be_corrected(town):
    """Until its first day nobody has printed it."""
    record = enact(town, valid_from=TODAY + timedelta(days=3))
    record.source = "CJA R421-1"
    record.save()
    record.delete()
    assert not LegalText.objects.exists()


def test_a_version_does_not_end_in_the_past(town):
    """Letters printed since would lose their text (law R1.40)."""
    record = enact(town, valid_from=date(2020, 1, 1))
    with pytest.raises(ValidationError, match="This day is over"):
        record.end(TODAY - timedelta(days=2), by=None)
    record.end(TODAY - timedelta(days=1), by=None)


def test_a_version_does_not_end_before_it_begins(town):
    """One day at least."""
    with pytest.raises(ValidationError, match="cannot end before it begins"):
        enact(town, valid_from=TODAY, valid_to=TODAY - timedelta(days=1))


def test_no_text_in_force_is_a_sentence(town):
    """Nothing is printed in its place: an administrator is asked (law R1.33)."""
    enact(town, valid_from=date(2026, 1, 1))
    with pytest.raises(LegalTextMissing, match="means and time of appeal") as refused:
        LegalText.objects.in_force(LegalCode.RECOURSE, date(2025, 12, 31))
    assert refused.value.status == 409


def test_a_new_version_ends_the_one_before_on_the_eve(town, administrator):
    """No day without a text, none with two; who did it stands in the journal (law R1.40)."""
    old = enact(town, valid_from=date(2020, 1, 1))
    new = enact(town, valid_from=TODAY, by=administrator, text={"fr": "Nouveau. " + WORDING["fr"]})
    old.refresh_from_db()
    assert old.valid_to == TODAY - timedelta(days=1)
    for day, expected in [
        (date(2020, 1, 1), old),
        (TODAY - timedelta(days=1), old),
        (TODAY, new),
        (date(2060, 1, 1), new),
    ]:
        assert LegalText.objects.in_force(LegalCode.RECOURSE, day) == expected
    assert Event.objects.about(new).get().name == "legal_text_enacted"
    assert Event.objects.about(old).in_order().last().actor_id == administrator.pk


def test_a_recourse_prints_its_parts_as_they_are_written(town):
    """Signs that Markdown would take for its own are printed (law R1.33)."""
    record = enact(town, parts=PARTS | {"gracious_address": "1_bis_ *place*\n51000 Châlons"})
    html = record.html("fr")
    assert "1_bis_ *place*<br>" in html
    assert "www.telerecours.fr" in html
    assert "1_bis_ *place*\n51000 Châlons" in record.plain("fr")
    assert "two months" in record.plain("en")


def test_an_empty_optional_part_leaves_its_paragraph_out(town):
    """No « Avant tout recours : » followed by nothing."""
    assert "commission" not in enact(town, valid_to=TODAY).plain("fr")
    record = enact(
        town,
        parts=PARTS | {"prior_appeal": {"fr": "la commission", "en": "the commission"}},
        valid_from=TODAY + timedelta(days=1),
    )
    assert "Avant tout recours : la commission." in record.plain("fr")


def test_a_value_that_the_case_must_bring_is_not_forgotten(town):
    """An acknowledgement without its date of reception is refused (law R1.05)."""
    text = {"fr": "Reçu le {received_on}. {service}, {service_address}, {service_phone}"}
    record = LegalText.objects.enact(
        town,
        LegalCode.ACKNOWLEDGEMENT,
        text,
        by=None,
        valid_from=timezone.localdate(),
        source="CRPA R112-11-1",
    )
    with pytest.raises(KeyError, match="received_on"):
        record.plain("fr", service="Voirie", service_address="x", service_phone="y")
    printed = record.html(
        "fr", received_on="3 mai", service="<b>Voirie</b>", service_address="x", service_phone="y"
    )
    assert "&lt;b&gt;Voirie&lt;/b&gt;" in printed
