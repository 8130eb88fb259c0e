# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Does somebody work through the jobs, and did some fail?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.operation.connecting import row, rows
from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation

#: Seconds; a worker gives a sign of life every ten.
SILENCE: Final = 60

_LAST_SIGN: Final = """
    SELECT extract(epoch FROM clock_timestamp() - max(last_heartbeat))::bigint
    FROM procrastinate_workers
"""
_FAILED: Final = """
    SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed'
    GROUP BY task_name ORDER BY task_name
"""


def check(installation: Installation) -> Iterator[Finding]:
    """A worker gave a sign of life a moment ago, and no job failed for good."""
    (silence,) = row(installation.database, _LAST_SIGN)
    if silence is None or silence > SILENCE:
        yield Finding(
            "worker.silent",
            _("No worker runs: mail does not leave.")
            if silence is None
            else _("No worker has given a sign of life for %(seconds)d seconds.")
            % {"seconds": silence},
            _("Start one: systemctl start catalaune-worker@1, or manage.py procrastinate worker."),
        )
    failed = rows(installation.database, _FAILED)
    if failed:
        count = sum(number for _task, number in failed)
        yield Finding(
            "worker.failed",
            ngettext("%(count)d job failed: %(tasks)s.", "%(count)d jobs failed: %(tasks)s.", count)
            % {"count": count, "tasks": ", ".join(task for task, _number in failed)},
            _(
                "Read why in the log of the worker, then run manage.py procrastinate shell: "
                "“list_jobs status=failed”, and “retry” or “cancel” with the number of each."
            ),
        )
