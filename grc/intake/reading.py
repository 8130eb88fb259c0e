# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A CSV file, plain or gzip, as rows: in bounded memory, whatever the file holds.

A row that cannot be read bears its fault and the next one is read as if it had not been there: no
quote left open and no endless line takes its neighbours along.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from grc.core.text import clean
from grc.intake.refusals import CannotImport

# In bytes, line breaks included. Below csv.field_size_limit(), which no cell can then reach.
LONGEST_ROW = 100_000
# A cell may hold line breaks; a quote that does not close within so many lines never will.
MOST_LINES = 200
# A line inside a cell that has, by itself, all the columns of a row was swallowed by a quote. With
# few columns, words and commas may look like that.
_ENOUGH_COLUMNS = 6
_GZIP = b"\x1f\x8b"
_UTF8_MARK = b"\xef\xbb\xbf"
# A CSV file packs ten or twenty times; a file made to fill a disk, a thousand times.
MOST_UNPACKED = 200
UNPACKED_FREELY = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands in the file, the first being 1. A ``cut`` one goes on after ``raw``."""

    number: int
    raw: bytes
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells, or the fault that hides them. ``line`` is that of its beginning."""

    line: int
    raw: bytes
    cells: tuple[str, ...] = ()
    fault: str = ""
    undecodable: bool = False


class Rows:
    """The rows of a file, one after the other; blank lines are not rows.

    Raises CannotImport, at once for a file without a usable header, while reading for one that
    stops in the middle.
    """

    def __init__(self, path: Path, *, encoding: str, delimiter: str) -> None:
        self.encoding, self.delimiter = encoding, delimiter
        self._lines = lines_of(path)
        self._held: deque[Line] = deque()
        self.columns = self._read_columns()

    def __iter__(self) -> Iterator[Row]:
        while (line := self._next_line()) is not None:
            if line.raw.strip():
                yield self._row(line)

    def shown(self, row: Row) -> str:
        """Return the row as it stands in the file, for people: odd bytes written as \\xNN."""
        text = row.raw.decode(self.encoding, "backslashreplace").rstrip("\r\n")
        return text.replace("\0", "\\x00")

    def _next_line(self) -> Line | None:
        return self._held.popleft() if self._held else next(self._lines, None)

    def _row(self, line: Line) -> Row:
        try:
            taken, cells = self._cells(line)
        except UnicodeDecodeError:
            fault = _("This row is not written in %(encoding)s.") % {"encoding": self.encoding}
            return Row(line.number, line.raw, fault=fault, undecodable=True)
        except _Unreadable as unreadable:
            return Row(line.number, line.raw, fault=str(unreadable))
        raw = line.raw + b"".join(other.raw for other in taken)
        return Row(line.number, raw, cells=tuple(cells))

    def _cells(self, line: Line) -> tuple[list[Line], list[str]]:
        """Return the cells of the row that begins here, and the other lines that it took."""
        taken: list[Line] = []
        try:
            _refuse_unusable(line)
            text = line.raw.decode(self.encoding)
            reader = csv.reader(
                self._following(line, text, taken), delimiter=self.delimiter, strict=True
            )
            cells = next(reader, [])
            self._refuse_misshapen(cells, taken)
        except (csv.Error, _Unreadable) as error:
            self._held.extendleft(reversed(taken))
            if isinstance(error, _Unreadable):
                raise
            raise _Unreadable(_quote_fault(error)) from error
        return taken, cells

    def _following(self, line: Line, text: str, taken: list[Line]) -> Iterator[str]:
        """Give the reader the row's first line, then the next ones as an open quote asks."""
        yield text
        size = len(line.raw)
        while len(taken) < MOST_LINES - 1 and (other := self._next_line()) is not None:
            taken.append(other)
            size += len(other.raw)
            if size > LONGEST_ROW:
                return
            try:
                _refuse_unusable(other)
                text = other.raw.decode(self.encoding)
            except (_Unreadable, UnicodeDecodeError):
                return
            yield text

    def _refuse_misshapen(self, cells: list[str], taken: list[Line]) -> None:
        width = len(self.columns)
        if len(cells) != width:
            raise _Unreadable(
                _("This row has %(count)d columns, the first line of the file has %(expected)d.")
                % {"count": len(cells), "expected": width}
            )
        if width >= _ENOUGH_COLUMNS and any(self._is_a_row(line) for line in taken[:-1]):
            raise _Unreadable(_("A quote opens here and closes in another row."))

    def _is_a_row(self, line: Line) -> bool:
        text = line.raw.decode(self.encoding)
        try:
            cells = next(csv.reader([text], delimiter=self.delimiter, strict=True), [])
        except csv.Error:
            return False
        return len(cells) == len(self.columns)

    def _read_columns(self) -> tuple[str, ...]:
        line = self._next_line()
        if line is None:
            raise CannotImport(_("The file is empty."))
        try:
            _refuse_unusable(line)
            text = line.raw.removeprefix(_UTF8_MARK).decode(self.encoding)
            cells = next(csv.reader([text], delimiter=self.delimiter, strict=True), [])
        except (_Unreadable, UnicodeDecodeError, csv.Error) as error:
            raise CannotImport(
                _("The first line does not name columns in %(encoding)s. Save the file as CSV.")
                % {"encoding": self.encoding}
            ) from error
        columns = tuple(clean(cell) for cell in cells)
        repeated = sorted({column for column in columns if columns.count(column) > 1})
        if repeated:
            names = ", ".join(f"“{column}”" for column in repeated)
            raise CannotImport(_("Two columns have the same name: %(names)s.") % {"names": names})
        return columns


def lines_of(path: Path) -> Iterator[Line]:
    """Yield the lines of a file, unpacked when its content is gzip.

    Raises CannotImport when it cannot be read to its end, or unpacks beyond measure.
    """
    try:
        with path.open("rb") as file:
            most = max(UNPACKED_FREELY, MOST_UNPACKED * path.stat().st_size)
            packed = file.peek(len(_GZIP))[: len(_GZIP)] == _GZIP
            stream = io.BufferedReader(gzip.GzipFile(fileobj=file)) if packed else file
            yield from _split(stream, most)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise CannotImport(
            _("The file is packed with gzip and damaged or cut off. Copy it again.")
        ) from error
    except OSError as error:
        raise CannotImport(
            _("The file %(path)s cannot be read: %(reason)s.")
            % {"path": path, "reason": error.strerror or error}
        ) from error


def _split(stream: BinaryIO | io.BufferedReader, most: int) -> Iterator[Line]:
    number = size = 0
    while raw := stream.readline(LONGEST_ROW + 1):
        number += 1
        size += len(raw)
        cut = len(raw) > LONGEST_ROW
        rest = raw
        while cut and rest and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_ROW)
            size += len(rest)
            _refuse_bottomless(size, most)
        _refuse_bottomless(size, most)
        yield Line(number, raw, cut)


def _refuse_bottomless(size: int, most: int) -> None:
    if size > most:
        raise CannotImport(
            _("The file unpacks to more than %(times)d times its size: unpack it yourself first.")
            % {"times": MOST_UNPACKED}
        )


class _Unreadable(Exception):
    """The fault of one row, as a sentence."""


def _refuse_unusable(line: Line) -> None:
    if line.cut:
        raise _Unreadable(
            _("This row is longer than %(most)d bytes; only its beginning is shown.")
            % {"most": LONGEST_ROW}
        )
    if b"\0" in line.raw:
        raise _Unreadable(_("This row holds a NUL byte."))


def _quote_fault(error: csv.Error) -> str:
    if "unexpected end of data" in str(error):
        return _("A quote opens here and does not close.")
    return _("Quotes and line breaks of this row do not make columns.")


def batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Yield the rows by so many, the last ones together."""
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
