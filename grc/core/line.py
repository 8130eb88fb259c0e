# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A point of the line: where something stands, who has it, since when, what comes next, by when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from grc.core.precision import Precision

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class LinePoint:
    """One point of the line, in words the reader may see.

    ``label`` and ``who`` are already translated; ``who`` stays empty when the reader may not know.
    ``at`` is when the point was reached (done) or begun (now), as exactly as ``precision`` says.
    ``by`` is the last day for it, for points that are not done.
    """

    state: Literal["done", "now", "next"]
    label: str
    who: str = ""
    at: datetime | None = None
    precision: Precision = Precision.INSTANT
    by: date | None = None
