# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The standard texts of the demo towns: one Markdown file each in ``texts/``, to read and edit.

A file begins with lines "name: value", then a line of three dashes, then the text.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from grc.accounts.enums import Role
from grc.accounts.models import Membership
from grc.answers.models import StandardText
from grc.answers.models.text_editing import TextContent
from grc.catalog.models import Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grc.accounts.models import User

FOLDER: Final = Path(__file__).parent / "texts"


def write_texts() -> None:
    """Write every text of the folder in the library of the town in scope."""
    services = {service.code: service for service in Service.objects.select_related("form_version")}
    supervisors = list(
        Membership.objects.filter(role=Role.SUPERVISOR).select_related("user").order_by("pk")
    )
    for header, body in read_texts():
        owner = _owner(header["owner"], [membership.user for membership in supervisors])
        StandardText.objects.begin(
            TextContent(
                title=header["title"],
                body=body,
                language="fr",
                owner=owner,
                review_on=timezone.localdate() + timedelta(days=int(header["review_in_days"])),
                legal_basis=header["legal"],
                services=[services[code] for code in header["services"].split()],
                step_kinds=header["steps"].split(),
                outcomes=header["outcomes"].split(),
            ),
            by=owner,
        )


def read_texts() -> Iterator[tuple[dict[str, str], str]]:
    """Yield the header and the body of each file, in the order of their names."""
    for path in sorted(FOLDER.glob("*.md")):
        head, _dashes, body = path.read_text("utf-8").partition("\n---\n")
        lines = [line for line in head.splitlines() if not line.startswith("<!--")]
        pairs = (line.partition(":") for line in lines)
        yield {name.strip(): value.strip() for name, _colon, value in pairs}, body.strip()


def _owner(name: str, supervisors: list[User]) -> User:
    """Return the supervisor of that first name, in small towns the only one."""
    named = (user for user in supervisors if user.email.startswith(f"{name}@"))
    return next(named, supervisors[0])
