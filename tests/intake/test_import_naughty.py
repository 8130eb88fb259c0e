# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Strings that break programs are cells like others: kept, or refused with a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grc.service_requests.models import Origin, ServiceRequest
from tests.intake.files import COLUMNS, a_row, bring_in_rows


@pytest.fixture(scope="session")
def naughty(shared_data: Path) -> list[str]:
    strings = json.loads((shared_data / "07-bad-input/naughty/blns.json").read_text("utf-8"))
    return [text for text in strings if text]


@pytest.mark.parametrize("column", ["adresse", "soustype", "intervenant", "conseilquartier"])
def test_free_column(town: Any, tmp_path: Path, naughty: list[str], column: str) -> None:
    """In a column of words almost all are kept, exactly as they stood."""
    rows = [a_row(n, **{column: text}) for n, text in enumerate(naughty)]
    said = bring_in_rows(tmp_path, *rows)
    assert said.read == len(rows)
    assert said.imported > len(rows) * 0.8
    kept = {origin.external_id: origin for origin in Origin.objects.all()}
    assert len(kept) == said.imported
    for row in rows:
        if row["id_dmr"] in kept:
            assert kept[row["id_dmr"]].record == row
    assert said.present == 0
    for made in ServiceRequest.objects.with_context():
        assert made.summary
        assert len(made.presented_values("fr")) >= 1


@pytest.mark.parametrize("column", ["id_dmr", *(set(COLUMNS) & {"datedecl", "lat", "prefixe"})])
def test_strict_column(town: Any, tmp_path: Path, naughty: list[str], column: str) -> None:
    """In a column of numbers, dates or codes they are refused one by one."""
    rows = [a_row(n, **{column: text}) for n, text in enumerate(naughty)]
    said = bring_in_rows(tmp_path, *rows)
    assert said.read == len(rows)
    assert said.refused >= (0 if column == "id_dmr" else len(rows) - 20)


def test_every_column(town: Any, tmp_path: Path, naughty: list[str]) -> None:
    """In all columns at once nothing breaks either."""
    rows = [dict.fromkeys(COLUMNS, text) | {"id_dmr": str(n)} for n, text in enumerate(naughty)]
    said = bring_in_rows(tmp_path, *rows)
    assert (said.read, said.refused) == (len(rows), len(rows))
