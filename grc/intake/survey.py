# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A first look at the whole file, before anything is written: can it be imported at all?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from grc.core.text import clean
from grc.intake.converting import team_of
from grc.intake.mapping import SourceMapping
from grc.intake.reading import Rows
from grc.intake.refusals import CannotImport, RowRefused

# So many undecodable rows, without as many decodable ones, are no longer accidents.
_NO_ACCIDENT = 10

ServiceWords = tuple[str, ...]


@dataclass(frozen=True)
class Survey:
    """What the first reading tells. ``teams`` gives the team that has most rows of a service."""

    encoding: str
    rows: int
    teams: Mapping[ServiceWords, str]


def survey_file(path: Path, mapping: SourceMapping) -> Survey:
    """Read the file once from end to end; raises CannotImport with a sentence."""
    if not path.is_file():
        raise CannotImport(_("There is no file %(path)s.") % {"path": path})
    for encoding in mapping.file.encodings:
        survey = _survey(Rows(path, encoding=encoding, delimiter=mapping.file.delimiter), mapping)
        if survey is not None:
            return survey
    raise CannotImport(
        _("The file is not written in %(encodings)s. Save it anew in that encoding.")
        % {"encodings": ", ".join(mapping.file.encodings)}
    )


def _survey(rows: Rows, mapping: SourceMapping) -> Survey | None:
    """Return what these rows tell, None when they are in another encoding throughout."""
    _refuse_missing(rows.columns, mapping)
    total = accented = undecodable = 0
    columns = tuple(filter(None, dict.fromkeys((*mapping.service.code, mapping.team.column))))
    places = [rows.columns.index(column) for column in columns]
    # Cells as they stand: they are many times fewer than rows, and cost more than a row to read.
    seen: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        total += 1
        undecodable += row.undecodable
        if row.cells:
            accented += not row.raw.isascii()
            seen[tuple(row.cells[place] for place in places)] += 1
    if undecodable > accented and (undecodable > _NO_ACCIDENT or undecodable == total):
        return None
    pairs: Counter[tuple[ServiceWords, str]] = Counter()
    for cells, count in seen.items():
        for pair in _service_and_team(dict(zip(columns, cells, strict=True)), mapping):
            pairs[pair] += count
    return Survey(encoding=rows.encoding, rows=total, teams=_main_teams(pairs))


def _refuse_missing(columns: tuple[str, ...], mapping: SourceMapping) -> None:
    missing = [column for column in mapping.columns if column not in columns]
    if missing:
        raise CannotImport(
            _("The file has no column %(missing)s. Its columns are: %(columns)s.")
            % {
                "missing": ", ".join(f"“{column}”" for column in missing),
                "columns": ", ".join(columns),
            }
        )


def _service_and_team(
    record: Mapping[str, str], mapping: SourceMapping
) -> list[tuple[ServiceWords, str]]:
    cells = {column: clean(cell) for column, cell in record.items()}
    try:
        return [(tuple(cells[column] for column in mapping.service.code), team_of(mapping, cells))]
    except RowRefused:
        return []


def _main_teams(pairs: Counter[tuple[ServiceWords, str]]) -> Mapping[ServiceWords, str]:
    """Return the most frequent team of each service, the first in the alphabet when two tie."""
    teams: dict[ServiceWords, str] = {}
    for (words, team), _count in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        teams.setdefault(words, team)
    return teams
