# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Can this machine print letters?"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from grc.answers.letters import missing_packages
from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation


def check(installation: Installation) -> Iterator[Finding]:
    """The libraries and a font that PDFs are made with are here."""
    if missing := missing_packages():
        yield Finding(
            "letters.missing",
            _("Letters cannot be printed: %(packages)s is missing.")
            % {"packages": ", ".join(missing)},
            _("Run apt install %(packages)s, then start the processes again.")
            % {"packages": " ".join(missing)},
        )
