# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A PDF taken apart as a screen reader would: its declarations, its tags in order, its words."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject


@dataclass(frozen=True)
class Tag:
    """One element of the structure: its kind, and its own dictionary."""

    kind: str
    element: Any


class Printed:
    """What was printed."""

    def __init__(self, pdf: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(pdf))
        self.root: Any = self.reader.trailer["/Root"]

    @cached_property
    def pages(self) -> list[str]:
        """The words of each page, white space made single.

        Where a page shows a sign that no font has, pypdf reads two bytes of a sign as two.
        """
        texts = [page.extract_text().replace("\0", "") for page in self.reader.pages]
        return [" ".join(text.split()) for text in texts]

    @property
    def text(self) -> str:
        return " ".join(self.pages)

    @property
    def title(self) -> str:
        return str(self.reader.metadata.title) if self.reader.metadata else ""

    @cached_property
    def tags(self) -> list[Tag]:
        """All elements of the structure, in reading order."""
        return list(_walk(self.root["/StructTreeRoot"]["/K"]))

    @property
    def kinds(self) -> list[str]:
        return [tag.kind for tag in self.tags]


def _walk(kids: Any) -> Iterator[Tag]:
    for kid in kids if isinstance(kids, ArrayObject) else [kids]:
        found = kid.get_object()
        if isinstance(found, DictionaryObject) and "/S" in found:
            yield Tag(str(found["/S"]).lstrip("/"), found)
            yield from _walk(found.get("/K", ArrayObject()))
