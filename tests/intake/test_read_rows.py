# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever a file holds, each of its lines is in one row, in order, in bounded memory."""

from __future__ import annotations

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grc.intake.reading import LONGEST_ROW, Line, Rows, lines_of

HEADER = b"a,b,c\n"
ALPHABET = b'a",;\r\n\0\xc3\xa9\xff '


def rows_of(path: Path, content: bytes, header: bytes = HEADER) -> list[object]:
    path.write_bytes(header + content)
    return list(Rows(path, encoding="utf-8", delimiter=","))


@given(content=st.lists(st.sampled_from([bytes([b]) for b in ALPHABET]), max_size=60).map(b"".join))
def test_every_byte_is_in_one_row(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """The rows together are the file, but for blank lines: nothing is swallowed nor read twice."""
    path = tmp_path_factory.getbasetemp() / "any.csv"
    rows = rows_of(path, content)
    lines = [line for line in io.BytesIO(content) if line.strip()]
    told = [line for row in rows for line in io.BytesIO(row.raw) if line.strip()]
    assert told == lines
    assert all(bool(row.fault) != (len(row.cells) == 3) for row in rows)


@given(
    table=st.lists(
        st.tuples(
            *[st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))] * 3
        ),
        max_size=8,
    )
)
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, str, str]]
) -> None:
    """A well-written file reads as the standard reader reads it, cell by cell."""
    path = tmp_path_factory.getbasetemp() / "good.csv"
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(table)
    rows = rows_of(path, text.getvalue().encode())
    assert [row.cells for row in rows] == table


def test_endless_lines_are_cut(tmp_path: Path) -> None:
    """Lines of many megabytes are passed over; the memory they take does not grow with them."""
    path = tmp_path / "endless.csv"
    with path.open("wb") as file:
        file.write(HEADER)
        for _ in range(4):
            for _ in range(64):
                file.write(b"x" * 2**18)
            file.write(b"\n1,2,3\n")
    tracemalloc.start()
    rows = [(row.line, len(row.raw), row.cells) for row in rows_from(path)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == [
        pair
        for line in (2, 4, 6, 8)
        for pair in ((line, LONGEST_ROW + 1, ()), (line + 1, 6, ("1", "2", "3")))
    ]
    assert peak < 2_000_000


def rows_from(path: Path) -> Rows:
    return Rows(path, encoding="utf-8", delimiter=",")


@pytest.mark.parametrize("length", [LONGEST_ROW - 1, LONGEST_ROW, LONGEST_ROW + 1])
def test_longest_line(tmp_path: Path, length: int) -> None:
    """The measure counts the line break, and a line of just that length passes."""
    path = tmp_path / "long.csv"
    path.write_bytes(b"x" * (length - 1) + b"\nnext\n")
    first, second = lines_of(path)
    assert (first.number, first.cut) == (1, length > LONGEST_ROW)
    assert second == Line(2, b"next\n")


def test_cells_of_many_lines_and_many_quotes(tmp_path: Path) -> None:
    """A quote opened on every line costs each line, not the square of the file."""
    content = b'"a,b,c\n' * 3000
    rows = rows_of(tmp_path / "quotes.csv", content)
    assert sum(row.raw.count(b"\n") for row in rows) == 3000
    assert all(row.fault for row in rows)
