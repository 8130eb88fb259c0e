# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a town declares about a file of requests: which column means what, and each default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _

from grc.core.precision import Precision
from grc.core.text import excerpt
from grc.intake.refusals import RowRefused
from workflows.fields import Field
from workflows.text import LocalisedText


@dataclass(frozen=True, kw_only=True)
class FileShape:
    """How the file is written. The first of ``encodings`` that the whole file bears is used."""

    encodings: tuple[str, ...]
    delimiter: str


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """From the words of one column to a code of the house.

    ``default`` is for an empty cell, and for every row when there is no column. ``unknown`` is for
    words that ``values`` does not list; without it they are refused, or taken as they are when
    ``verbatim``. With a ``separator`` a cell may hold several words: the first one counts, but
    each must be known.
    """

    column: str = ""
    values: Mapping[str, str] = dataclass_field(default_factory=dict)
    default: str = ""
    unknown: str = ""
    separator: str = ""
    verbatim: bool = False

    def read(self, cells: Mapping[str, str]) -> str:
        """Return the code for a row; raises RowRefused rather than guess."""
        cell = cells[self.column] if self.column else ""
        words = cell.split(self.separator) if self.separator else [cell]
        codes = [self._code(word.strip()) for word in words if word.strip()]
        if codes:
            return codes[0]
        if not self.default:
            raise RowRefused(_("Column “%(column)s” is empty.") % {"column": self.column})
        return self.default

    def _code(self, word: str) -> str:
        if word in self.values:
            return self.values[word]
        if self.verbatim or self.unknown:
            return self.unknown or word
        raise RowRefused(
            _("The mapping does not say what “%(value)s” in column “%(column)s” means.")
            % {"value": excerpt(word), "column": self.column}
        )

    def codes(self) -> set[str]:
        """Every code that this lookup can return, but for words taken as they are."""
        return {*self.values.values(), self.default, self.unknown} - {""}


@dataclass(frozen=True, kw_only=True)
class MomentColumns:
    """Where a moment is read, in the town's time; several columns are joined by a space.

    ``format`` is that of ``datetime.strptime``; ``precision`` says how much of it is known.
    """

    columns: tuple[str, ...]
    format: str
    precision: Precision


class Undated(StrEnum):
    """What a mapping declares when no column tells the end of requests that ended."""

    AS_SUBMITTED = "as_submitted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """The area in which positions are believed, in degrees (WGS 84)."""

    south: float
    north: float
    west: float
    east: float

    def contain(self, latitude: float, longitude: float) -> bool:
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


EARTH = Bounds(south=-90, north=90, west=-180, east=180)


@dataclass(frozen=True, kw_only=True)
class PlaceColumns:
    """Where the place is read: words, a position, or both."""

    text: str = ""
    latitude: str = ""
    longitude: str = ""
    bounds: Bounds = EARTH


@dataclass(frozen=True, kw_only=True)
class ServiceColumns:
    """How a row names its service. Services that the town does not have are created, unoffered."""

    code: tuple[str, ...]
    name: str
    group: str
    contact: str


@dataclass(frozen=True, kw_only=True)
class WorkflowChoice:
    """The workflow of the town by its slug; created from the library when the town has none."""

    slug: str
    name: LocalisedText


@dataclass(frozen=True, kw_only=True)
class RequesterColumns:
    """Where the requester's contact details are read, if the file has any."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class MappedField:
    """One field of the form that imported requests are pinned to, and the column that fills it.

    ``values`` translates words of the column into codes of a choice; with a ``separator`` a cell
    may hold several words. An address takes the position of the place as well.
    """

    field: Field
    column: str
    values: Mapping[str, str] = dataclass_field(default_factory=dict)
    separator: str = ""

    def read(self, cell: str) -> str | list[str]:
        """Return what the cell says, for the field to check."""
        if not self.separator:
            return self.values.get(cell, cell)
        words = (word.strip() for word in cell.split(self.separator))
        return [self.values.get(word, word) for word in words if word]


@dataclass(frozen=True, kw_only=True)
class SourceMapping:
    """A whole mapping. ``source`` is the name that origins bear: it must never change.

    ``ended`` is None when no request of the file has ended.
    """

    name: str
    source: str
    language: str
    external_id: tuple[str, ...]
    file: FileShape
    workflow: WorkflowChoice
    service: ServiceColumns
    team: Lookup
    channel: Lookup
    step: Lookup
    outcome: Lookup
    priority: Lookup
    submitted: MomentColumns
    ended: MomentColumns | Undated | None = None
    place: PlaceColumns = dataclass_field(default_factory=PlaceColumns)
    requester: RequesterColumns = dataclass_field(default_factory=RequesterColumns)
    fields: tuple[MappedField, ...] = ()

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Every column that the file must have, each once, in the order of the mapping."""
        return tuple(dict.fromkeys(column for column in self._columns() if column))

    def _columns(self) -> Iterator[str]:
        yield from self.external_id
        yield from (*self.service.code, self.service.name, self.service.group)
        for lookup in (self.team, self.channel, self.step, self.outcome, self.priority):
            yield lookup.column
        yield from self.submitted.columns
        yield from self.ended.columns if isinstance(self.ended, MomentColumns) else ()
        yield from (self.place.text, self.place.latitude, self.place.longitude)
        yield from (self.requester.name, self.requester.email, self.requester.phone)
        yield from (mapped.column for mapped in self.fields)
