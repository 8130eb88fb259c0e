# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The real reports of Paris become living requests, each word of the file accounted for."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count

from grc.accounts.models import Team
from grc.catalog.models import Service
from grc.core.text import excerpt
from grc.journal.models import Event
from grc.service_requests.line import line_of
from grc.service_requests.models import Origin, ServiceRequest
from notifications.models import Delivery
from tests.intake.files import bring_in

CHANNELS = {
    "Android": "mobile",
    "IOPage DMR Paris.fr application": "mobile",
    "Page DMR Paris.fr": "portal",
    "Back Office": "field",
}


@pytest.fixture(scope="session")
def paris(shared_data: Path) -> Path:
    return shared_data / "01-requests/paris-dansmarue/paris-dmr-dev.csv.gz"


@pytest.fixture(scope="session")
def rows(paris: Path) -> list[dict[str, str]]:
    with gzip.open(paris, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counted(field: str) -> Counter[str]:
    counts = ServiceRequest.objects.order_by().values(field).annotate(number=Count("pk"))
    return Counter({row[field]: row["number"] for row in counts})


def test_whole_file(
    town: Any, paris: Path, rows: list[dict[str, str]], tmp_path: Path, administrator: Any
) -> None:
    """Services, teams, channels and days count what a plain reader counts; nothing is sent."""
    path = tmp_path / "paris"
    path.symlink_to(paris)
    said = bring_in(path)
    assert said.figures == (11_254, 11_254, 0, 0)
    assert len(rows) == 11_254

    assert counted("service__name__fr") == Counter(row["soustype"] for row in rows)
    assert counted("service__group__fr") == Counter(row["type"] for row in rows)
    assert counted("team__name") == Counter(row["intervenant"] for row in rows)
    assert counted("channel") == Counter(CHANNELS[row["prefixe"]] for row in rows)
    days = counted("submitted_at")
    assert {at.astimezone(town.zone).isoformat(): n for at, n in days.items()} == Counter(
        f"{row['datedecl']}T00:00:00+0{2 if is_summer(row['datedecl']) else 1}:00" for row in rows
    )
    assert Service.objects.count() == len({(row["type"], row["soustype"]) for row in rows})
    assert Team.objects.count() == len({row["intervenant"] for row in rows})
    assert counted("step_kind") == {"new": 11_254}
    assert not Delivery.objects.exists()
    assert Event.objects.filter(name="imported").count() == 11_254

    kept = dict(Origin.objects.values_list("external_id", "record"))
    assert kept == {row["id_dmr"]: row for row in rows}
    check_pages(administrator)
    assert bring_in(path).figures == (11_254, 0, 11_254, 0)


def is_summer(day: str) -> bool:
    """Tell whether Paris is two hours ahead of Greenwich at the beginning of that day."""
    return any(
        begins < day <= ends
        for begins, ends in (("2023-03-26", "2023-10-29"), ("2024-03-31", "2024-10-27"))
    )


def check_pages(administrator: Any) -> None:
    """What a queue and a request page show is there and in order."""
    page = list(
        ServiceRequest.objects.visible_to(administrator).open().with_context().newest_first()[:50]
    )
    assert len(page) == 50
    assert [made.submitted_at for made in page] == sorted(
        (made.submitted_at for made in page), reverse=True
    )
    for made in page:
        record = made.origin.record
        assert made.summary == excerpt(record["adresse"])
        assert dict(made.presented_values("fr")) == {
            "Où ?": record["adresse"],
            "Arrondissement": record["arrondissement"],
        }
        assert made.latitude == float(record["lat"])
        assert made.longitude == float(record["lon"])
        points = line_of(made, Event.objects.about(made).in_order(), audience="agent", names={})
        assert points[0].state == "now"
        assert points[0].precision == "day"
        assert points[0].who == record["intervenant"]
