# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Names between braces in a text: ``{requester.name}`` stands for a value.

There is no logic in a text; which names there are is declared by whoever fills it.
"""

from __future__ import annotations

import re
from typing import Final

# A brace after a backslash is a brace. Anything else between two braces means to be a placeholder.
TOKEN: Final = re.compile(r"\\.|\{(?P<name>[^{}\\\n]*)\}|[{}]", re.DOTALL)


def names_in(text: str) -> list[str]:
    """Return the names between braces, in order, each once, known or not."""
    found = (match["name"] for match in TOKEN.finditer(text) if match["name"] is not None)
    return list(dict.fromkeys(name.strip() for name in found))
