# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The hours of a week at which people work, and how they are written down."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Final

from workflows.findings import gettext_noop

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_INTERVALS: Final = 12
# As an end, midnight is that of the following night.
MIDNIGHT: Final = time(0)
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_END_OF_DAY = "24:00"

Interval = tuple[time, time]


class WeekRefused(ValueError):
    """The data are not a working week; ``message`` is an English msgid filled by ``params``."""

    def __init__(self, message: str, /, **params: str) -> None:
        self.message, self.params = message, params
        super().__init__(message % params)


@dataclass(frozen=True)
class WorkingWeek:
    """The intervals worked on each day, Monday first, in local time, ends excluded.

    An interval that ends at 00:00 ends at the midnight after it. Raises ``WeekRefused`` (a
    ``ValueError``) when there is no interval at all, and when the intervals of a day are not in
    order; one may begin where another ends.
    """

    days: tuple[tuple[Interval, ...], ...]

    def __post_init__(self) -> None:
        if len(self.days) != len(DAYS):
            raise WeekRefused(gettext_noop("A week has seven days."))
        if not any(self.days):
            raise WeekRefused(gettext_noop("Write the working hours of at least one day."))
        for code, intervals in zip(DAYS, self.days, strict=True):
            _refuse_disorder(code, intervals)

    @classmethod
    def parse(cls, data: object) -> WorkingWeek:
        """Read ``{"mon": [["08:30", "12:00"], ["13:30", "17:30"]], …}``.

        Days are mon, tue, wed, thu, fri, sat, sun; one that is absent is not worked. "24:00" is the
        midnight that ends a day. Raises ``WeekRefused`` for the first fault.
        """
        if not isinstance(data, Mapping):
            raise WeekRefused(
                gettext_noop("Write the working hours as %(example)s."),
                example='{"mon": [["08:30", "12:00"], ["13:30", "17:30"]]}',
            )
        for key in data:
            if key not in DAYS:
                message = gettext_noop("“%(day)s” is not a day: write one of %(days)s.")
                raise WeekRefused(message, day=str(key), days=", ".join(DAYS))
        return cls(tuple(_intervals(code, data.get(code, [])) for code in DAYS))

    def to_data(self) -> dict[str, list[list[str]]]:
        """Return the week as JSON, the inverse of parsing; days off are left out."""
        return {
            code: [[_text(start), _text(end, is_end=True)] for start, end in intervals]
            for code, intervals in zip(DAYS, self.days, strict=True)
            if intervals
        }

    def spans(self, weekday: int) -> tuple[tuple[timedelta, timedelta], ...]:
        """Return the intervals of a weekday (0 is Monday) as time since its midnight."""
        return tuple(
            (_since_midnight(start), _since_midnight(end, is_end=True))
            for start, end in self.days[weekday]
        )


def _refuse_disorder(code: str, intervals: Sequence[Interval]) -> None:
    reached = timedelta(0)
    for start, end in intervals:
        if any(moment.tzinfo is not None for moment in (start, end)):
            raise WeekRefused(gettext_noop("Working hours are local times, without time zone."))
        begins, ends = _since_midnight(start), _since_midnight(end, is_end=True)
        params = {"day": code, "start": _text(start), "end": _text(end, is_end=True)}
        if ends <= begins:
            message = gettext_noop("%(day)s: %(start)s-%(end)s ends before it begins.")
            raise WeekRefused(message, **params)
        if begins < reached:
            message = gettext_noop(
                "%(day)s: %(start)s-%(end)s begins before the hours written before it end."
            )
            raise WeekRefused(message, **params)
        reached = ends


def _intervals(code: str, data: object) -> tuple[Interval, ...]:
    if not isinstance(data, list | tuple) or len(data) > MOST_INTERVALS:
        message = gettext_noop("%(day)s: write a list of at most %(most)s pairs of times.")
        raise WeekRefused(message, day=code, most=str(MOST_INTERVALS))
    return tuple(_interval(code, item) for item in data)


def _interval(code: str, data: object) -> Interval:
    if not isinstance(data, list | tuple) or len(data) != 2:
        message = gettext_noop("%(day)s: write when work begins and when it ends, as %(example)s.")
        raise WeekRefused(message, day=code, example='["08:30", "12:00"]')
    start, end = data
    return _time(code, start), MIDNIGHT if end == _END_OF_DAY else _time(code, end, is_end=True)


def _time(code: str, data: object, *, is_end: bool = False) -> time:
    found = _TIME.fullmatch(data) if isinstance(data, str) else None
    if found is None or (is_end and data == "00:00"):
        message = gettext_noop("%(day)s: “%(time)s” is not a time: write for example 08:30.")
        raise WeekRefused(message, day=code, time=str(data))
    return time(int(found[1]), int(found[2]))


def _since_midnight(moment: time, *, is_end: bool = False) -> timedelta:
    if is_end and moment == MIDNIGHT:
        return timedelta(days=1)
    return timedelta(
        hours=moment.hour,
        minutes=moment.minute,
        seconds=moment.second,
        microseconds=moment.microsecond,
    )


def _text(moment: time, *, is_end: bool = False) -> str:
    if is_end and moment == MIDNIGHT:
        return _END_OF_DAY
    return moment.isoformat("minutes")
