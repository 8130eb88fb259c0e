# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Does the code itself find something wrong when it starts?"""

from __future__ import annotations

from collections.abc import Iterator

from django.core import checks
from django.utils.translation import gettext as _

from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation


def check(installation: Installation) -> Iterator[Finding]:
    """Django's system checks find no error."""
    for message in checks.run_checks():
        if message.level >= checks.ERROR:
            yield Finding(
                f"code.{message.id}",
                " ".join(str(message.msg).split()),
                str(message.hint or _("Run manage.py check, and report this fault.")),
            )
