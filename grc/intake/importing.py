# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The whole of an import: survey, then batches, each one transaction of the town.

No mail is sent, no visa asked. A run that is interrupted is taken up by the next one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from grc.intake.catalogue import Catalogue
from grc.intake.converting import Converter, external_id_of
from grc.intake.reading import Row, Rows, batches
from grc.intake.refusals import CannotImport, RowRefused
from grc.intake.storing import Pair, Store
from grc.intake.survey import survey_file

if TYPE_CHECKING:
    from grc.intake.mapping import SourceMapping
    from grc.intake.report import Report
    from grc.municipalities.models import Municipality

ROWS_AT_ONCE = 500


@dataclass
class Tally:
    """How many rows were read, and what became of them."""

    read: int = 0
    imported: int = 0
    present: int = 0
    refused: int = 0

    def __str__(self) -> str:
        return (
            f"read={self.read} imported={self.imported} "
            f"present={self.present} refused={self.refused}"
        )

    @property
    def is_right(self) -> bool:
        return self.read == self.imported + self.present + self.refused


class Import:
    """One file, by one mapping, into one town; ``tally`` tells how far it is.

    ``advance`` is called after each batch with the rows done and the rows there are.
    """

    def __init__(
        self,
        path: Path,
        mapping: SourceMapping,
        municipality: Municipality,
        *,
        report: Report,
        advance: Callable[[int, int], None],
    ) -> None:
        self.path, self.mapping, self.municipality = path, mapping, municipality
        self.report, self.advance = report, advance
        self.tally = Tally()

    def run(self) -> Tally:
        """Import the file; raises CannotImport when nothing of it can be."""
        survey = survey_file(self.path, self.mapping)
        catalogue = Catalogue(self.municipality, self.mapping, survey.teams)
        store = Store(self.municipality, self.mapping, catalogue)
        converter = Converter(
            self.mapping,
            catalogue.version.machine,
            zone=self.municipality.zone,
            now=timezone.now(),
        )
        delimiter = self.mapping.file.delimiter
        rows = Rows(self.path, encoding=survey.encoding, delimiter=delimiter)
        if not set(self.mapping.columns) <= set(rows.columns):
            raise CannotImport(_("The file has changed while it was read. Import it again."))
        for batch in batches(rows, ROWS_AT_ONCE):
            self._take(batch, rows, converter, store)
            self.advance(self.tally.read, survey.rows)
        return self.tally

    def _take(self, batch: list[Row], rows: Rows, converter: Converter, store: Store) -> None:
        numbered, refused = _numbered(batch, rows.columns, self.mapping)
        # What an earlier run brought is not understood again, which would take most of the time.
        brought = store.brought({external_id for _row, external_id, _record in numbered})
        fresh = [item for item in numbered if brought.get(item[1]) != item[2]]
        pairs: list[Pair] = []
        for row, _external_id, record in fresh:
            try:
                pairs.append((row, converter.draft(record)))
            except RowRefused as refusal:
                refused.append((row, str(refusal)))
        stored = store.keep(pairs)
        refused += stored.refused
        refused.sort(key=lambda item: item[0].line)
        self.report.add((row.line, reason, rows.shown(row)) for row, reason in refused)
        self.tally.read += len(batch)
        self.tally.imported += stored.imported
        self.tally.present += stored.present + len(numbered) - len(fresh)
        self.tally.refused += len(refused)


def _numbered(
    batch: list[Row], columns: tuple[str, ...], mapping: SourceMapping
) -> tuple[list[tuple[Row, str, dict[str, str]]], list[tuple[Row, str]]]:
    """Return each row with its number in the source and its record, and those that have none."""
    numbered, refused = [], []
    for row in batch:
        if row.fault:
            refused.append((row, row.fault))
            continue
        record = dict(zip(columns, row.cells, strict=True))
        try:
            numbered.append((row, external_id_of(mapping, record), record))
        except RowRefused as refusal:
            refused.append((row, str(refusal)))
    return numbered, refused
