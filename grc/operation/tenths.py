# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Words at each tenth of a long work: few enough for a log, often enough for a person."""

from __future__ import annotations

from collections.abc import Callable

Say = Callable[[str], object]


class Tenths:
    """Says ``sentence``, with ``done`` and ``total``, each time another tenth is done."""

    def __init__(self, say: Say, sentence: str, total: int) -> None:
        self._say, self._sentence, self._total = say, sentence, total
        self._done = self._tenth = 0

    def one_more(self) -> None:
        self._done += 1
        tenth = self._done * 10 // self._total
        if tenth > self._tenth:
            self._tenth = tenth
            self._say(self._sentence % {"done": self._done, "total": self._total})
