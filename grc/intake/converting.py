# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""From one row to what a request will be: nothing is guessed, whatever does not fit is refused."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from grc.core.precision import Precision
from grc.core.text import clean, excerpt, sort_key
from grc.intake.mapping import EARTH, MomentColumns, SourceMapping, Undated
from grc.intake.refusals import RowRefused
from grc.service_requests.enums import Priority
from workflows.fields import Field, FieldKind, ValueRefused, clean_value
from workflows.sentences import sentence
from workflows.text import LocalisedText, resolve

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from workflows.definition import Step
    from workflows.machine import Machine

FIRST_YEAR = 1900
_LONGEST = {"external_id": 120, "label": 200, "team": 160, "place": 300, "name": 160, "phone": 40}
_LONGEST_DATE = 80
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}([.,][0-9]{1,20})?")
_CODE = re.compile(r"[-a-zA-Z0-9_]{1,80}")
_EMAIL = Field(code="email", kind=FieldKind.EMAIL, label=LocalisedText("e-mail"))
_PHONE = Field(code="phone", kind=FieldKind.PHONE, label=LocalisedText("telephone"))


@dataclass(frozen=True)
class ServiceLabel:
    """How a row names its service; ``words`` are those the code is made from."""

    words: tuple[str, ...]
    name: str
    group: str

    @property
    def code(self) -> str:
        """The code in the town: the source's own when it can be one, else words and a digest."""
        return _code(self.words)


@lru_cache(maxsize=4096)
def _code(words: tuple[str, ...]) -> str:
    if len(words) == 1 and _CODE.fullmatch(words[0]):
        return words[0]
    digest = hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:8]
    slug = slugify(sort_key(" ".join(words)))[:71].strip("-")
    return f"{slug}-{digest}".lstrip("-")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One row, understood. ``record`` is the row as it was read."""

    external_id: str
    record: dict[str, str]
    service: ServiceLabel
    team: str
    step: Step
    outcome: str
    channel: str
    priority: int
    submitted_at: datetime
    step_since: datetime
    step_since_precision: Precision
    place: str
    latitude: float | None
    longitude: float | None
    values: dict[str, Any]
    requester: Mapping[str, str]

    @property
    def ended_at(self) -> datetime | None:
        """When the request ended, as exactly as the step is known to have begun."""
        return self.step_since if self.step.is_end else None


class Converter:
    """Reads rows by a mapping, for a workflow, in a town's time; ``now`` bounds what is past."""

    def __init__(
        self, mapping: SourceMapping, machine: Machine, *, zone: ZoneInfo, now: datetime
    ) -> None:
        self.mapping, self.machine, self.zone, self.now = mapping, machine, zone, now

    def draft(self, record: dict[str, str]) -> Draft:
        """Return the draft of a row; raises RowRefused with the first fault."""
        mapping = self.mapping
        cells = {column: clean(record[column]) for column in mapping.columns}
        step = self.machine.step(mapping.step.read(cells))
        submitted_at = self._moment(mapping.submitted, cells)
        step_since, step_since_precision = self._since(step, cells, submitted_at)
        latitude, longitude = self._position(cells)
        place = _within(cells.get(mapping.place.text, ""), "place", mapping.place.text)
        return Draft(
            external_id=external_id_of(mapping, record),
            record=record,
            service=self._service(cells),
            team=team_of(mapping, cells),
            step=step,
            outcome=mapping.outcome.read(cells) if step.is_end else "",
            channel=mapping.channel.read(cells),
            priority=Priority[mapping.priority.read(cells).upper()].value,
            submitted_at=submitted_at,
            step_since=step_since,
            step_since_precision=step_since_precision,
            place=" ".join(place.split()),
            latitude=latitude,
            longitude=longitude,
            values=self._values(cells, latitude, longitude),
            requester=self._requester(cells),
        )

    def _service(self, cells: Mapping[str, str]) -> ServiceLabel:
        columns = self.mapping.service
        return ServiceLabel(
            words=tuple(
                _within(_filled(cells, column), "label", column) for column in columns.code
            ),
            name=_within(_filled(cells, columns.name), "label", columns.name),
            group=_within(cells.get(columns.group, ""), "label", columns.group),
        )

    def _moment(self, moment: MomentColumns, cells: Mapping[str, str]) -> datetime:
        text = " ".join(_filled(cells, column) for column in moment.columns)
        at = _parsed(text, moment, self.zone) if len(text) <= _LONGEST_DATE else None
        if at is None or at.year < FIRST_YEAR:
            raise RowRefused(
                _("“%(value)s” in column “%(column)s” is not a date that can be.")
                % {"value": excerpt(text), "column": ", ".join(moment.columns)}
            )
        if at > self.now:
            raise RowRefused(
                _("“%(value)s” in column “%(column)s” is in the future.")
                % {"value": excerpt(text), "column": ", ".join(moment.columns)}
            )
        return at

    def _since(
        self, step: Step, cells: Mapping[str, str], submitted_at: datetime
    ) -> tuple[datetime, Precision]:
        """Return when the step was reached, and how exactly that is known.

        Only ends are told by the file: of a step in between no more is known than that it was
        reached by now.
        """
        submitted, ended = self.mapping.submitted, self.mapping.ended
        if step.is_end and isinstance(ended, MomentColumns):
            at = self._moment(ended, cells)
            if at < submitted_at and ended.precision == submitted.precision:
                raise RowRefused(_("The request ended before it was submitted."))
            return at, ended.precision
        if (step.is_end and ended == Undated.AS_SUBMITTED) or step == self.machine.start:
            return submitted_at, submitted.precision
        return self.now, Precision.UNKNOWN

    def _position(self, cells: Mapping[str, str]) -> tuple[float | None, float | None]:
        place = self.mapping.place
        texts = cells.get(place.latitude, ""), cells.get(place.longitude, "")
        if not any(texts):
            return None, None
        latitude, longitude = map(_degrees, texts)
        if place.bounds.contain(latitude, longitude) and EARTH.contain(latitude, longitude):
            return latitude, longitude
        if place.bounds.contain(longitude, latitude):
            raise RowRefused(_("Latitude and longitude are exchanged."))
        raise RowRefused(
            _("Position %(latitude)s, %(longitude)s is outside the area that the mapping declares.")
            % {"latitude": latitude, "longitude": longitude}
        )

    def _values(
        self, cells: Mapping[str, str], latitude: float | None, longitude: float | None
    ) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for mapped in self.mapping.fields:
            cell = cells[mapped.column]
            raw: object = mapped.read(cell)
            if mapped.field.kind == FieldKind.ADDRESS:
                position = None if latitude is None else [latitude, longitude]
                raw = {"text": cell, "position": position}
            value = _cleaned(mapped.field, raw, mapped.column, self.mapping.language)
            if value is not None:
                values[mapped.field.code] = value
        return values

    def _requester(self, cells: Mapping[str, str]) -> Mapping[str, str]:
        columns, language = self.mapping.requester, self.mapping.language
        name = _within(" ".join(cells.get(columns.name, "").split()), "name", columns.name)
        email = _cleaned(_EMAIL, cells.get(columns.email, ""), columns.email, language)
        phone = _cleaned(_PHONE, cells.get(columns.phone, ""), columns.phone, language)
        return {
            "requester_name": name,
            "requester_email": str(email or ""),
            "requester_phone": _within(str(phone or ""), "phone", columns.phone),
        }


def external_id_of(mapping: SourceMapping, record: Mapping[str, str]) -> str:
    """Return the number of a row in its source; raises RowRefused when it has none.

    Several columns make one number, in which no two rows of other cells meet.
    """
    columns = mapping.external_id
    cells = {column: clean(record[column]) for column in columns}
    parts = [_filled(cells, column) for column in columns]
    if len(parts) > 1:
        parts = [part.replace("%", "%25").replace("/", "%2F") for part in parts]
    return _within("/".join(parts), "external_id", ", ".join(columns))


def team_of(mapping: SourceMapping, cells: Mapping[str, str]) -> str:
    """Return the name of the team of a row; raises RowRefused when it cannot name one."""
    column = mapping.team.column
    team = _within(mapping.team.read(cells), "team", column)
    if sort_key(team):
        return team
    raise RowRefused(
        _("“%(value)s” in column “%(column)s” names no team: it has no letter or digit.")
        % {"value": team, "column": column}
    )


def _filled(cells: Mapping[str, str], column: str) -> str:
    if cell := cells[column]:
        return cell
    raise RowRefused(_("Column “%(column)s” is empty.") % {"column": column})


def _within(text: str, what: str, column: str) -> str:
    if len(text) <= _LONGEST[what]:
        return text
    raise RowRefused(
        _("Column “%(column)s” holds %(count)d characters, %(most)d at most.")
        % {"column": column, "count": len(text), "most": _LONGEST[what]}
    )


def _cleaned(field: Field, raw: object, column: str, language: str) -> object:
    try:
        return clean_value(field, raw)
    except ValueRefused as refused:
        raise RowRefused(
            _("Column “%(column)s”, %(field)s: %(reason)s")
            % {
                "column": column,
                "field": resolve(field.label, language),
                "reason": sentence(refused.finding),
            }
        ) from refused


def _degrees(text: str) -> float:
    number = float(text.replace(",", ".")) if _DEGREES.fullmatch(text) else math.nan
    if math.isnan(number):
        raise RowRefused(
            _("“%(value)s” is not a position in degrees; latitude and longitude go together.")
            % {"value": excerpt(text)}
        )
    return number


@lru_cache(maxsize=4096)
def _parsed(text: str, moment: MomentColumns, zone: ZoneInfo) -> datetime | None:
    """Return the moment, at the beginning of its day or month when no more is known."""
    try:
        at = datetime.strptime(text, moment.format)
    except ValueError:
        return None
    if moment.precision == Precision.INSTANT:
        return at if at.tzinfo else at.replace(tzinfo=zone)
    day = at.day if moment.precision == Precision.DAY else 1
    return datetime(at.year, at.month, day, tzinfo=zone)
