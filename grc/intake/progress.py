# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How far an import is: a bar on a terminal, a line at each tenth elsewhere."""

from __future__ import annotations

import time
from typing import TextIO

from django.utils.translation import gettext as _

_WIDTH = 30


class Progress:
    """Tells ``stream`` how many rows are done; call it after each batch, then ``close`` it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._draws = stream.isatty()
        self._drawn = False
        self._began = time.monotonic()
        self._tenth = 0

    def __call__(self, done: int, total: int) -> None:
        share = min(done / total, 1.0) if total else 1.0
        words = _("%(done)d of %(total)d rows, %(speed)d a second") % {
            "done": done,
            "total": total,
            "speed": round(done / max(time.monotonic() - self._began, 0.001)),
        }
        if self._draws:
            bar = "█" * round(share * _WIDTH)
            self._drawn = True
            self._stream.write(f"\r{bar:░<{_WIDTH}} {share:4.0%}  {words} ")
        elif int(share * 10) > self._tenth:
            self._tenth = int(share * 10)
            self._stream.write(f"{words}\n")
        self._stream.flush()

    def close(self) -> None:
        """Leave the line of the bar."""
        if self._drawn:
            self._stream.write("\n")
