# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""One bad row among good ones: it goes to the report with its reason, the others come in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from grc.intake import storing
from grc.service_requests.models import Origin
from tests.intake.files import COLUMNS, a_row, as_csv, bring_in, bring_in_rows

BAD_CELLS = {
    "no number": ({"id_dmr": " "}, "Column “id_dmr” is empty."),
    "endless number": ({"id_dmr": "9" * 121}, "holds 121 characters, 120 at most"),
    "no service": ({"soustype": ""}, "Column “soustype” is empty."),
    "endless service": ({"soustype": "x" * 201}, "200 at most"),
    "no team": ({"intervenant": ""}, "Column “intervenant” is empty."),
    "nameless team": ({"intervenant": "- ! -"}, "no letter or digit"),
    "endless team": ({"intervenant": "x" * 161}, "160 at most"),
    "no channel": ({"prefixe": ""}, "Column “prefixe” is empty."),
    "unknown channel": ({"prefixe": "Pigeon"}, "does not say what “Pigeon”"),
    "no date": ({"datedecl": ""}, "Column “datedecl” is empty."),
    "impossible date": ({"datedecl": "2023-02-30"}, "is not a date that can be"),
    "other order": ({"datedecl": "31/07/2023"}, "is not a date that can be"),
    "endless date": ({"datedecl": "2023-07-31" * 5000}, "is not a date that can be"),
    "ancient date": ({"datedecl": "0001-01-01"}, "is not a date that can be"),
    "future date": ({"datedecl": "2031-01-01"}, "is in the future"),
    "endless address": ({"adresse": "x" * 301}, "300 at most"),
    "no longitude": ({"lon": ""}, "latitude and longitude go together"),
    "no number as latitude": ({"lat": "nan"}, "“nan” is not a position"),
    "infinite latitude": ({"lat": "inf"}, "is not a position"),
    "huge latitude": ({"lat": "1e400"}, "is not a position"),
    "underscores": ({"lat": "4_8.8"}, "is not a position"),
    "off the earth": ({"lat": "148.8"}, "outside the area"),
    "elsewhere": ({"lat": "43.3", "lon": "5.4"}, "outside the area"),
    "exchanged": ({"lat": "2.35", "lon": "48.87"}, "Latitude and longitude are exchanged."),
    "district in words": ({"arrondissement": "dixième"}, "Arrondissement: Write a number"),
    "district beyond": ({"arrondissement": "21"}, "20 or less"),
}


@pytest.mark.parametrize(("cells", "reason"), BAD_CELLS.values(), ids=BAD_CELLS.keys())
def test_bad_cell(town: Any, tmp_path: Path, cells: dict[str, str], reason: str) -> None:
    """A cell that cannot be meant is refused in words, never guessed, never a crash."""
    said = bring_in_rows(tmp_path, a_row(1), a_row(2, **cells), a_row(3))
    assert said.figures == (3, 2, 0, 1)
    assert reason in said.reasons[0]
    assert said.report[0]["line"] == "3"
    assert said.report[0]["row"] == as_csv([a_row(2, **cells)]).splitlines()[1]


BAD_BYTES = {
    "another encoding": ("é".encode("latin-1"), "not written in utf-8"),
    "overlong": (b"\xc0\xaf", "not written in utf-8"),
    "half a pair": (b"\xed\xa0\x80", "not written in utf-8"),
    "nul": (b"\0", "NUL byte"),
    "megabyte": (b"x" * 1_000_000, "longer than 100000 bytes"),
    "one column more": (b",", "18 columns, the first line of the file has 17"),
    "bare carriage return": (b"\r", "do not make columns"),
}


@pytest.mark.parametrize(("bad", "reason"), BAD_BYTES.values(), ids=BAD_BYTES.keys())
def test_bad_bytes(town: Any, tmp_path: Path, bad: bytes, reason: str) -> None:
    """Bytes that make no row are refused with theirs alone."""
    lines = as_csv([a_row(1), a_row(2), a_row(3)]).encode().splitlines(keepends=True)
    lines[2] = lines[2].replace(b"77380", b"77" + bad)
    path = tmp_path / "rows.csv"
    path.write_bytes(b"".join(lines))
    said = bring_in(path)
    assert said.figures == (3, 2, 0, 1)
    assert reason in said.reasons[0]
    assert said.report[0]["row"].startswith("77")
    assert set(Origin.objects.values_list("external_id", flat=True)) == {
        "G2023G000001",
        "G2023G000003",
    }


def test_quote_that_never_closes(town: Any, tmp_path: Path) -> None:
    """An open quote costs its own row and not one of the hundreds after it."""
    rows = [a_row(number) for number in range(1, 402)]
    lines = as_csv(rows).splitlines(keepends=True)
    # No other quote follows, so nothing ever closes it.
    lines = [line.replace('"', "").replace("19 Passage de l'Industrie, ", "") for line in lines]
    lines[100] = lines[100].replace("77380", '"77380')
    path = tmp_path / "rows.csv"
    path.write_text("".join(lines), encoding="utf-8")
    said = bring_in(path)
    assert said.figures == (401, 400, 0, 1)
    assert said.report[0]["line"] == "101"
    assert "does not close" in said.reasons[0]


def test_quote_that_closes_in_another_row(town: Any, tmp_path: Path) -> None:
    """Two stray quotes in the same column swallow none of the rows between them."""
    lines = as_csv([a_row(number, adresse="1 rue X") for number in range(1, 8)]).splitlines(True)
    for index in (2, 6):
        lines[index] = lines[index].replace("1 rue X,", '"1 rue X,' if index == 2 else '1",')
    path = tmp_path / "rows.csv"
    path.write_text("".join(lines), encoding="utf-8")
    said = bring_in(path)
    assert said.figures == (7, 6, 0, 1)
    assert said.report[0]["line"] == "3"
    assert "closes in another row" in said.reasons[0]


def test_same_number_other_content(town: Any, tmp_path: Path) -> None:
    """A number met again with another content is said, not taken for the same."""
    other = a_row(1, adresse="2 rue Gervex, 75017 PARIS")
    said = bring_in_rows(tmp_path, a_row(1), other, a_row(1))
    assert said.figures == (3, 1, 1, 1)
    assert "already imported with another content" in said.reasons[0]
    assert bring_in_rows(tmp_path, other).figures == (1, 0, 0, 1)
    assert Origin.objects.get().record == a_row(1)


def test_today_is_not_the_future(town: Any, tmp_path: Path) -> None:
    """What was declared today in the town's time is past, even when it is yesterday in UTC."""
    with time_machine.travel(datetime(2024, 5, 1, 22, 30, tzinfo=UTC), tick=False):
        said = bring_in_rows(
            tmp_path, a_row(1, datedecl="2024-05-02"), a_row(2, datedecl="2024-05-03")
        )
    assert said.figures == (2, 1, 0, 1)


def test_row_that_only_the_database_refuses(
    town: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that no check foresaw is found among the others and goes alone."""
    columns = storing._columns

    def spoiled(service_request: Any) -> dict[str, Any]:
        spoilt = service_request.place.startswith("spoilt")
        return columns(service_request) | ({"channel": "x" * 30} if spoilt else {})

    monkeypatch.setattr(storing, "_columns", spoiled)
    rows = [a_row(n, adresse="spoilt" if n == 7 else "1 rue X") for n in range(1, 21)]
    said = bring_in_rows(tmp_path, *rows)
    assert said.figures == (20, 19, 0, 1)
    assert said.report[0]["line"] == "8"
    assert "The database refuses this row" in said.reasons[0]


def test_unusual_but_good(town: Any, tmp_path: Path) -> None:
    """A byte order mark, Windows line ends, blank lines and line breaks inside cells all read."""
    text = as_csv([a_row(1), a_row(2, adresse="2 rue X\r\nescalier B")], line_end="\r\n")
    path = tmp_path / "rows.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode() + b"\r\n\r\n")
    assert bring_in(path).figures == (2, 2, 0, 0)
    second = Origin.objects.get(external_id="G2023G000002")
    assert second.record["adresse"] == "2 rue X\r\nescalier B"
    assert second.service_request.place == "2 rue X escalier B"
    assert set(second.record) == set(COLUMNS)
