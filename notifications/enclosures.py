# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Files that leave with a message: named when it is written, read and checked when it leaves."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage

from notifications.exceptions import Withheld

if TYPE_CHECKING:
    from collections.abc import Iterator

    from notifications.models import Delivery


@dataclass(frozen=True, kw_only=True)
class Enclosure:
    """A file of the storage: its path there, the name it bears in the message, its hash."""

    path: str
    name: str
    content_type: str
    sha256: str

    def as_data(self) -> dict[str, str]:
        return asdict(self)


def enclosed(delivery: Delivery) -> Iterator[tuple[str, bytes, str]]:
    """Yield name, bytes and type of each file of a delivery.

    Raise ``Withheld`` for one whose bytes are not those that were enclosed, or that is gone;
    ``OSError`` where the storage cannot be read for now.
    """
    for data in delivery.enclosures:
        enclosure = Enclosure(**data)
        try:
            with default_storage.open(enclosure.path, "rb") as file:
                content = file.read()
        except FileNotFoundError as error:
            raise Withheld(f"The file {enclosure.name!r} is gone.") from error
        if hashlib.sha256(content).hexdigest() != enclosure.sha256:
            raise Withheld(f"The file {enclosure.name!r} is not the one that was enclosed.")
        yield enclosure.name, content, enclosure.content_type
