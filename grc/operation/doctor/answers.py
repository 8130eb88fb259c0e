# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Does what was kept of the newest answers still hold?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.answers.verifying import Tally, verify
from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation

#: Answers of each town that are looked at: a batch or so. The command looks at all of them.
NEWEST: Final = 200


def check(installation: Installation) -> Iterator[Finding]:
    """Events, texts, visas and mails of the newest answers of each town agree."""
    # Looked at as pages look at them: their role must be let in.
    installation.as_application  # noqa: B018
    for town in installation.towns():
        tally = Tally()
        found = [
            f"{case.reference}: {defect.what}"
            for case, defect in verify(town, tally, newest=NEWEST)
        ]
        if found:
            yield Finding(
                "answers.defect",
                ngettext(
                    "%(town)s: %(count)d defect in the newest answers. %(first)s",
                    "%(town)s: %(count)d defects in the newest answers. %(first)s",
                    len(found),
                )
                % {"town": town.slug, "count": len(found), "first": found[0]},
                _(
                    "Run manage.py verify_answers for all of them, compare with a backup, and find "
                    "out who could write past the triggers."
                ),
            )
