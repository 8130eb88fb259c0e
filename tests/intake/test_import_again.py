# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Importing again changes nothing; each town has its own."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

from grc.catalog.models import Service
from grc.intake.converting import Converter, Draft
from grc.journal.models import Event
from grc.service_requests.models import Origin, ServiceRequest
from notifications.models import Delivery
from tests.intake.files import a_row, as_csv, bring_in, bring_in_rows, checksums

ROWS = [
    a_row(n, soustype=f"Sorte {n % 7}", intervenant=f"Service {n % 3}", datedecl=f"2024-01-{n:02d}")
    for n in range(1, 31)
]


def test_second_run_changes_nothing(town: Any, tmp_path: Path) -> None:
    """Every table is the same, byte for byte, after the second run."""
    assert bring_in_rows(tmp_path, *ROWS).figures == (30, 30, 0, 0)
    before = checksums()
    assert bring_in_rows(tmp_path, *ROWS).figures == (30, 0, 30, 0)
    assert checksums() == before


def test_second_run_brings_what_is_new(town: Any, tmp_path: Path) -> None:
    """Rows added to the file come in, in any order, the others stay."""
    bring_in_rows(tmp_path, *ROWS[:10])
    assert bring_in_rows(tmp_path, *reversed(ROWS)).figures == (30, 20, 10, 0)
    assert Origin.objects.count() == 30


def test_what_is_present_is_not_understood_again(
    town: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    """A run passes over what another brought by its number and content alone, which is fast."""
    bring_in_rows(tmp_path, *ROWS[:20])
    understood: list[str] = []
    draft = Converter.draft

    def noted(converter: Converter, record: dict[str, str]) -> Draft:
        understood.append(record["id_dmr"])
        return draft(converter, record)

    monkeypatch.setattr(Converter, "draft", noted)
    changed = ROWS[7] | {"adresse": "2 rue Gervex, 75017 PARIS"}
    said = bring_in_rows(tmp_path, *ROWS[:7], changed, *ROWS[8:])
    assert said.figures == (30, 10, 19, 1)
    assert understood == [row["id_dmr"] for row in (changed, *ROWS[20:])]


def test_refused_row_comes_in_once_mended(town: Any, tmp_path: Path) -> None:
    """The report is work to do: a mended row is imported by the next run."""
    spoilt = [*ROWS[:3], ROWS[3] | {"datedecl": "never"}]
    assert bring_in_rows(tmp_path, *spoilt).figures == (4, 3, 0, 1)
    assert bring_in_rows(tmp_path, *ROWS[:4]).figures == (4, 1, 3, 0)


def test_packed_or_not_is_the_same(town: Any, tmp_path: Path) -> None:
    """Gzip is known by its content, whatever the name."""
    text = as_csv(ROWS).encode()
    (tmp_path / "packed.csv").write_bytes(gzip.compress(text[:900]) + gzip.compress(text[900:]))
    (tmp_path / "plain.csv.gz").write_bytes(text)
    assert bring_in(tmp_path / "packed.csv").figures == (30, 30, 0, 0)
    assert bring_in(tmp_path / "plain.csv.gz").figures == (30, 0, 30, 0)


def test_towns_import_apart(town: Any, other_town: Any, tmp_path: Path) -> None:
    """The same file in another town is imported there, and neither town sees the other's."""
    path = tmp_path / "rows.csv"
    path.write_text(as_csv(ROWS), encoding="utf-8")
    bring_in(path)
    assert bring_in(path, municipality="reims").figures == (30, 30, 0, 0)
    assert ServiceRequest.objects.count() == 30
    with other_town.scope():
        assert ServiceRequest.objects.count() == 30
        assert set(ServiceRequest.objects.values_list("municipality", flat=True)) == {other_town.pk}


def test_what_an_import_writes(town: Any, tmp_path: Path) -> None:
    """A request, its origin and one event of ids; no mail, no visa, nothing offered."""
    bring_in_rows(tmp_path, *ROWS)
    made = ServiceRequest.objects.first()
    event = Event.objects.about(made).get()
    assert (event.name, event.actor_kind, event.actor_id) == ("imported", "system", None)
    assert event.data == {"origin": made.origin.pk}
    assert (made.submitted_precision, made.due_on, made.assignee) == ("day", None, None)
    assert made.submitted_at.astimezone(town.zone).isoformat() == "2024-01-01T00:00:00+01:00"
    assert made.step_since == made.submitted_at
    assert len(made.tracking_key) == 22
    assert not Delivery.objects.exists()
    assert not Service.objects.offered().exists()
    assert Service.objects.count() == 7


def test_service_goes_to_the_team_that_has_most_of_it(town: Any, tmp_path: Path) -> None:
    """A new service is in the hands of the team named most often, each request of the one named."""
    teams = ["DEVE", "DVD", "DVD"]
    bring_in_rows(tmp_path, *[a_row(n, intervenant=team) for n, team in enumerate(teams)])
    assert Service.objects.get().team.name == "DVD"
    assert list(ServiceRequest.objects.order_by("pk").values_list("team__name", flat=True)) == teams


def test_reference_drawn_twice(town: Any, tmp_path: Path, monkeypatch: Any) -> None:
    """A random reference that another request has already is drawn again, for the whole batch."""
    bring_in_rows(tmp_path, ROWS[0])
    taken = ServiceRequest.objects.get().reference
    field = ServiceRequest._meta.get_field("reference")
    drawn = iter([taken])
    default = field._get_default
    monkeypatch.setattr(field, "_get_default", lambda: next(drawn, None) or default())
    said = bring_in_rows(tmp_path, *ROWS)
    assert said.figures == (30, 29, 1, 0)
    assert next(drawn, "all drawn") == "all drawn"
    assert ServiceRequest.objects.filter(reference=taken).count() == 1
