# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Values as ranges, for exclusion constraints that need no extension.

PostgreSQL excludes over a GiST index. Ranges have one; numbers and texts only with ``btree_gist``,
which a server need not offer. Two equal values are two ranges that overlap.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields.ranges import BigIntegerRangeField, DateRangeField
from django.db.models import Func


class SameNumber(Func):
    """A whole number, as the range that holds it alone."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, '[]')"
    output_field = BigIntegerRangeField()

    def __init__(self, number: Any, **extra: Any) -> None:
        super().__init__(number, number, **extra)


class SameText(SameNumber):
    """A text, by its hash: two texts of one hash refuse each other, equal ones always do."""

    def __init__(self, text: Any, **extra: Any) -> None:
        super().__init__(Func(text, function="hashtext"), **extra)


class Days(Func):
    """The days from the first to the last, both included; without a last day, for ever."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[]')"
    output_field = DateRangeField()
