# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A worker in a hurry, for runs at a small scale: what takes it half a minute takes ten seconds.

Nothing but its clocks differs; at a larger scale the worker is the one that is deployed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

#: Seconds after which a claim or a worker is taken for dead, between two signs of life, and
#: between two sweeps. A busy machine makes anybody wait: the first is long beside the second.
OLD: Final = 8
SIGN_OF_LIFE: Final = 1.0
EVERY: Final = 2


def main() -> None:
    import attr
    import django
    from django.conf import settings
    from django.core.management import execute_from_command_line

    settings.PROCRASTINATE_WORKER_DEFAULTS["update_heartbeat_interval"] = SIGN_OF_LIFE
    django.setup()

    from procrastinate.contrib.django import app

    from notifications import holding, sweeping
    from notifications.models import outbox

    vars(holding).update(RENEWED_EVERY=SIGN_OF_LIFE)
    vars(outbox).update(ABANDONED_AFTER=timedelta(seconds=OLD))
    vars(sweeping).update(SILENCE=OLD)
    known = app.periodic_registry.periodic_tasks
    for key, task in known.items():
        known[key] = attr.evolve(task, cron=f"* * * * * */{EVERY}")
    execute_from_command_line(["manage.py", "procrastinate", "worker"])


if __name__ == "__main__":
    main()
