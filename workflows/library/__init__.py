# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Ready-made workflows, to start from.

``report``
    Reports from the street and questions: the answer is validated before it is sent.
``simple``
    The same without validation: an answer that is sent ends the request.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

NAMES = ("report", "simple")


def load(name: str) -> dict[str, Any]:
    """Return a ready-made definition as data; raises ``LookupError`` for an unknown name."""
    if name not in NAMES:
        raise LookupError(name)
    text = resources.files(__name__).joinpath(f"{name}.json").read_text("utf-8")
    definition: dict[str, Any] = json.loads(text)
    return definition
