# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What was counted, beside how Catalaune says it: a file for the record, a summary to read."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from grc.dev.publik.counting import Counts, Thing, conditions, count
from grc.dev.publik.opening import open_all
from grc.dev.publik.table import Entry, Expressed, look_up

HEADER = ["kind", "name", "count", "expressed", "how"]
_SHARES = (Expressed.YES, Expressed.PLANNED, Expressed.OTHER, Expressed.NO, Expressed.UNKNOWN)


@dataclass
class Survey:
    """All that a folder holds. ``roots`` counts its documents by their outermost element."""

    workflows: list[Counts] = field(default_factory=list)
    conditions: list[list[Thing]] = field(default_factory=list)
    roots: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def total(self) -> Counts:
        return sum(self.workflows, Counts())


@dataclass(frozen=True)
class Row:
    """One thing that is used, and its line of the table."""

    kind: str
    name: str
    count: int
    entry: Entry


def survey(folder: Path) -> Survey:
    """Read every export under the folder; the same workflow twice counts once."""
    found, known = Survey(), set[bytes]()
    for opened in open_all(folder):
        if opened.refusal:
            found.refused.append(f"{opened.name}: {opened.refusal}")
        if opened.root is None:
            continue
        if opened.root.tag != "workflow":
            found.roots[_known_root(opened.root)] += 1
            continue
        digest = sha256(tostring(opened.root)).digest()
        if digest in known:
            found.repeated += 1
            continue
        known.add(digest)
        found.workflows.append(count(opened.root))
        found.conditions += conditions(opened.root)
    return found


def _known_root(root: Element) -> str:
    known = ("formdef", "carddef", "block", "datasource", "mail-template", "wscall", "category")
    return root.tag if root.tag in known else "other"


def rows(counts: Counts) -> list[Row]:
    """Return a row for each thing, by kind, then by count, the most used first, then by name."""
    made = [Row(kind, name, number, look_up(kind, name)) for (kind, name), number in counts.items()]
    return sorted(made, key=lambda row: (row.kind, -row.count, row.name))


def to_csv(table: Iterable[Row]) -> str:
    """Write the rows down; the same rows give the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for row in table:
        writer.writerow([row.kind, row.name, row.count, row.entry.expressed.value, row.entry.how])
    return text.getvalue()


def summary(found: Survey) -> Iterator[str]:
    """Say in lines what was read, and how much of each kind can be said."""
    aside = ", ".join(f"{number} {name}" for name, number in sorted(found.roots.items()))
    yield f"Read {len(found.workflows)} workflows ({found.repeated} more were repeated)."
    yield f"Left aside: {aside or 'nothing'}."
    table = rows(found.total)
    yield _line("", "uses", *(share.value for share in _SHARES), "free of no")
    for kind in sorted({row.kind for row in table}):
        of_kind = [row for row in table if row.kind == kind]
        shares = Counter[Expressed]()
        for row in of_kind:
            shares[row.entry.expressed] += row.count
        free = sum(
            _worst(_of_kind(each, kind)) <= Expressed.PLANNED.rank for each in found.workflows
        )
        yield _shares(kind, shares, f"{free}/{len(found.workflows)}")
    whole = Counter(_expressed(things) for things in found.conditions)
    if whole:
        yield _shares("(whole conditions)", whole, "")
    yield "“free of no”: workflows in which nothing of this kind is refused or unknown."
    unbuilt = sum(row.count for row in table if not row.entry.built)
    yield f"Of “other”, {unbuilt} uses are for rooms that do not do it yet."


def unknown(table: Iterable[Row]) -> list[Row]:
    """Return what the table does not know."""
    return [row for row in table if row.entry.expressed is Expressed.UNKNOWN]


def _of_kind(counts: Counts, kind: str) -> list[Thing]:
    return [thing for thing in counts if thing[0] == kind]


def _worst(things: Iterable[Thing]) -> int:
    return max((look_up(*thing).expressed.rank for thing in things), default=0)


def _expressed(things: Iterable[Thing]) -> Expressed:
    return list(Expressed)[_worst(things)]


def _shares(kind: str, shares: Counter[Expressed], last: str) -> str:
    total = shares.total()
    cells = (f"{shares[share]} ({_percent(shares[share], total)})" for share in _SHARES)
    return _line(kind, str(total), *cells, last)


def _percent(part: int, total: int) -> str:
    return f"{100 * part / total:.0f} %"


def _line(kind: str, uses: str, *cells: str) -> str:
    return f"{kind:<24}{uses:>6}" + "".join(f"{cell:>14}" for cell in cells)
