# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a page shows where the focus is (law R3.10).

Asked of the document, in one go: an element that was found a moment ago may have been replaced by
what the server says now, and what stands in no document has no style.
"""

from __future__ import annotations

# A row of a list draws the ring around all of itself.
RINGED = """() => {
  const focused = document.activeElement;
  return [focused, focused.closest("li")].some((drawn) => {
    if (!drawn) return false;
    const style = getComputedStyle(drawn);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
}"""
