# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The 311 requests of Montréal: every word of the file is kept, and none is added.

tests/soak imports the whole file; here is each kind of row that it holds.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from grc.core.precision import Precision
from grc.service_requests.models import Origin, ServiceRequest
from grc.ui import dates
from tests.intake import montreal
from tests.intake.files import Said, bring_in
from tests.intake.montreal import Record

MAPPING = "montreal-311-plateau"


@pytest.fixture
def town(town: Any) -> Any:
    """Where the file comes from, a day begins five hours later than in UTC."""
    town.time_zone = "America/Toronto"
    town.save()
    return town


@pytest.fixture(scope="session")
def sample(shared_data: Path) -> list[Record]:
    """Some rows of each status, nature and set of channels, and the first ones as they come."""
    records = montreal.records_of(montreal.file_in(shared_data))
    kinds: dict[tuple[str, ...], Record] = {}
    for row in records:
        kinds.setdefault((row["dernier_statut"], row["nature"], row["provenances"]), row)
    return list({row["row"]: row for row in [*records[:400], *kinds.values()]}.values())


def bring(folder: Path, records: list[Record]) -> Said:
    return bring_in(montreal.write(folder / "rows.csv", records), mapping=MAPPING)


def test_status_that_is_not_declared(town: Any, tmp_path: Path, sample: list[Record]) -> None:
    """A status that the mapping does not know is refused with a sentence, its neighbours not."""
    said = bring(tmp_path, [sample[0], sample[1] | {"dernier_statut": "Égarée"}, sample[2]])
    assert said.figures == (3, 2, 0, 1)
    assert said.reasons == [
        "The mapping does not say what “Égarée” in column “dernier_statut” means."
    ]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"provenances": "Téléphone|Pigeon"}, "what “Pigeon” in column “provenances” means"),
        ({"dernier_statut": ""}, "Column “dernier_statut” is empty."),
        ({"nature": "Louange"}, "Nature: Choose one of the proposed answers."),
        ({"jour_semaine": "Lundredi"}, "Choose one of the proposed answers."),
        ({"heure": "24"}, "23 or less"),
        ({"mois": "2024-13"}, "is not a date that can be"),
        ({"activite": ""}, "Column “activite” is empty."),
    ],
)
def test_word_that_is_not_declared(
    town: Any, tmp_path: Path, sample: list[Record], cells: Record, reason: str
) -> None:
    """Nothing is guessed: a word without a meaning waits in the report."""
    said = bring(tmp_path, [sample[0] | cells])
    assert said.figures == (1, 0, 0, 1)
    assert reason in said.reasons[0]


def test_every_kind_of_row(town: Any, tmp_path: Path, sample: list[Record]) -> None:
    """Statuses, channels, natures, months, weekdays, hours: what a plain reader counts is there."""
    assert bring(tmp_path, sample).figures == (len(sample), len(sample), 0, 0)
    assert montreal.held(town) == montreal.expected(sample)
    kept = dict(Origin.objects.values_list("external_id", "record"))
    assert kept == {row["row"]: row for row in sample}
    assert set(
        ServiceRequest.objects.values_list(
            *("place", "latitude", "requester_name", "requester_email", "requester_phone"),
            *("assignee", "due_on", "submitted_precision"),
        )
    ) == {("", None, "", "", "", None, None, "month")}
    assert bring(tmp_path, sample).figures == (len(sample), 0, len(sample), 0)


def test_urgent(town: Any, tmp_path: Path, sample: list[Record]) -> None:
    """The publisher's ninth status, rare as it is, is a new request that cannot wait."""
    bring(tmp_path, [sample[0] | {"dernier_statut": "Urgente"}, sample[1]])
    urgent, other = ServiceRequest.objects.order_by("pk")
    assert (urgent.step, urgent.get_priority_display()) == ("new", "Urgent")
    assert other.get_priority_display() == "Normal"


def test_all_channels_are_shown(town: Any, tmp_path: Path, sample: list[Record]) -> None:
    """The first channel counts as the request's, the others are read beside it; none is none."""
    several = "Téléphone|Courriel|Mobile"
    bring(tmp_path, [sample[0] | {"provenances": several}, sample[1] | {"provenances": ""}])
    first, second = ServiceRequest.objects.order_by("pk")
    assert first.channel == "phone"
    assert ("Canaux", "Téléphone, Courriel, Application mobile") in first.presented_values("fr")
    assert ("Channels", "Telephone, E-mail, Mobile application") in first.presented_values("en")
    assert second.get_channel_display() == "Channel not known"
    assert "Channels" not in dict(second.presented_values("en"))


def test_end_without_a_date(town: Any, tmp_path: Path, sample: list[Record]) -> None:
    """That a request ended is known, when it did is not: only that it had when it was imported."""
    statuses = ("Terminée", "Prise en charge", "Acceptée")
    bring(tmp_path, [sample[n] | {"dernier_statut": word} for n, word in enumerate(statuses)])
    ended, in_charge, accepted = ServiceRequest.objects.order_by("pk")
    assert ended.ended_at == ended.step_since
    assert ended.submitted_at < ended.ended_at <= ended.origin.imported_at
    assert (ended.step_since_precision, in_charge.ended_at) == ("unknown", None)
    assert in_charge.step_since_precision == "unknown"
    assert accepted.step_since == accepted.submitted_at
    assert accepted.step_since_precision == "month"


def test_moved_since(town: Any, tmp_path: Path, sample: list[Record], administrator: Any) -> None:
    """From its first move here on, since when it is in its step is known to the minute again."""
    bring(tmp_path, [sample[0] | {"dernier_statut": "Acceptée"}])
    moved = ServiceRequest.objects.get().perform("take", by=administrator)
    assert (moved.step, moved.step_since_precision) == ("in_progress", "instant")


@pytest.mark.parametrize(("language", "month"), [("fr", "mars 2023"), ("en", "March 2023")])
def test_month_on_pages(
    town: Any,
    tmp_path: Path,
    sample: list[Record],
    administrator: Any,
    client: Any,
    settings: Any,
    language: str,
    month: str,
) -> None:
    """Desk and tracking page say the month and no day of it, and no day of the end at all."""
    row = sample[0] | {"mois": "2023-03", "heure": "15"}
    bring(tmp_path, [row, row | {"row": "new", "dernier_statut": "Acceptée"}])
    client.force_login(administrator)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    with translation.override(language):
        unknown = dates.known(timezone.now(), Precision.UNKNOWN)
        short = dates.month(date(2023, 3, 1), short=True)
    for made in ServiceRequest.objects.all():
        queue = f"{reverse('desk:queue')}?state=any&service={made.service_id}"
        request_page = reverse("desk:request", args=[made.display_reference])
        pages = {queue: short, request_page: short, made.tracking_path: month}
        for path, words in pages.items():
            page = client.get(path).content.decode()
            assert words in page, path
            assert not re.search(r"\b1(er)? [Mm]ars?\b|00:00|2023-03-01", page), path
            assert (unknown in page) == (made.has_ended and path != queue), path
