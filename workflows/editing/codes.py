# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Codes made from names, so that nobody has to think of one."""

from __future__ import annotations

import re
from collections.abc import Collection

from workflows.reading import CODE
from workflows.rules.folding import fold
from workflows.text import resolve

LONGEST = 40
_OTHER = re.compile(r"[^a-z0-9]+")


def free_code(label: object, taken: Collection[str], otherwise: str) -> str:
    """Return a code that reads like the label and that nothing else bears.

    ``label`` is a text in one or several languages; ``otherwise`` stands for one without letters.
    """
    # Sorted: a label that comes back from the database gives the same code again.
    words = resolve(dict(sorted(label.items())), "fr") if isinstance(label, dict) else label
    code = _OTHER.sub("_", fold(words) if isinstance(words, str) else "").strip("_0123456789")
    code = code[:LONGEST].rstrip("_")
    if not CODE.fullmatch(code):
        code = otherwise
    return _numbered(code, taken) if code in taken else code


def _numbered(code: str, taken: Collection[str]) -> str:
    number = 2
    while (found := f"{code[: LONGEST - len(f'_{number}')]}_{number}") in taken:
        number += 1
    return found
