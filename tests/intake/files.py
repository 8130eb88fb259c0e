# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Files to import, and what an import said: shared by the tests of this room."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COLUMNS = (
    *("numero", "type", "soustype", "adresse", "code_postal", "ville", "arrondissement"),
    *("conseilquartier", "datedecl", "anneedecl", "moisdecl", "prefixe", "intervenant"),
    *("id_dmr", "mois_annee_decla", "lon", "lat"),
)
PLAIN = {
    "numero": "77380",
    "type": "Objets abandonnés",
    "soustype": "Gravats ou déchets de chantier",
    "adresse": "19 Passage de l'Industrie, 75010 PARIS",
    "code_postal": "75010",
    "ville": "Paris 10",
    "arrondissement": "10",
    "conseilquartier": "PORTE SAINT-DENIS - PARADIS",
    "datedecl": "2023-07-31",
    "anneedecl": "2023",
    "moisdecl": "7",
    "prefixe": "Android",
    "intervenant": "Ramen",
    "id_dmr": "G2023G000001",
    "mois_annee_decla": "2023-07",
    "lon": "2.353662729647318",
    "lat": "48.87139511035201",
}


def a_row(number: int = 1, **cells: str) -> dict[str, str]:
    """Return a good row as Paris publishes them, but for the cells that are given."""
    return PLAIN | {"id_dmr": f"G2023G{number:06d}"} | cells


def as_csv(rows: Iterable[dict[str, str]], *, line_end: str = "\n") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator=line_end)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@dataclass(frozen=True)
class Said:
    """What the command said, and what its report holds."""

    read: int
    imported: int
    present: int
    refused: int
    output: str
    report: list[dict[str, str]]

    @property
    def figures(self) -> tuple[int, int, int, int]:
        return self.read, self.imported, self.present, self.refused

    @property
    def reasons(self) -> list[str]:
        return [row["reason"] for row in self.report]


def bring_in(
    path: Path, *, mapping: str = "paris-dansmarue", municipality: str = "chalons"
) -> Said:
    """Run the command and check what must always be true of what it says."""
    from django.core.management import call_command

    report, output = path.with_suffix(".report.csv"), io.StringIO()
    call_command(
        "import_requests",
        str(path),
        mapping=mapping,
        municipality=municipality,
        report=report,
        stdout=output,
    )
    last = output.getvalue().splitlines()[-1]
    figures = dict(part.split("=") for part in last.split(" "))
    assert list(figures) == ["read", "imported", "present", "refused"]
    with report.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    said = Said(
        **{name: int(figure) for name, figure in figures.items()},
        output=output.getvalue(),
        report=rows,
    )
    assert said.read == said.imported + said.present + said.refused == said.read
    assert len(said.report) == said.refused
    assert all(row["line"].isdigit() and row["reason"] for row in rows)
    return said


def bring_in_rows(folder: Path, *rows: dict[str, str]) -> Said:
    path = folder / "rows.csv"
    path.write_text(as_csv(rows), encoding="utf-8")
    return bring_in(path)


def checksums() -> dict[str, str]:
    """Return a fingerprint of each table, as the owner sees it; in the town in scope."""
    from django.db import connection

    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (table,) in cursor.fetchall():
            if table != "core_cache":
                cursor.execute(f"SELECT t::text FROM {table} t ORDER BY t::text")
                rows = "\n".join(row for (row,) in cursor.fetchall())
                found[table] = hashlib.sha256(rows.encode()).hexdigest()
    return found
