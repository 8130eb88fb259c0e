# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How a worker holds on to the database: through a restart of it, and no longer than half a minute.

Then it ends, and whoever started it starts it again: a worker that waits for ever helps nobody.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any, Final

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector

from notifications.outage import is_outage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from procrastinate import App
    from procrastinate.connector import Notify

logger = logging.getLogger(__name__)

#: Seconds of an outage that a worker outlives, and between two tries.
PATIENCE: Final = 30.0
PAUSE: Final = 0.5


class PatientConnector(PsycopgConnector):
    """The worker's connector, which outlives a database that is restarted.

    What fetches a job is not tried again: it may have been done, and nobody would do that job.
    The worker ends then, which gives the job back.
    """

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        """Run what returns nothing: the end of a job, a heartbeat. Said twice it does no harm."""
        ends_at = time.monotonic() + PATIENCE
        while True:
            try:
                await super().execute_query_async(query, **arguments)
                return
            except ConnectorException as error:
                if not is_outage(error) or time.monotonic() > ends_at:
                    raise
                logger.warning("The database is away: %s", error.__cause__)
                await asyncio.sleep(PAUSE)

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        """Hear of new jobs until cancelled; those of a gap are found by looking."""
        channels = list(channels)
        while True:
            try:
                await super().listen_notify(on_notification, channels)
            except ConnectorException as error:
                if not is_outage(error):
                    raise
                logger.warning("Not listening for jobs: %s", error.__cause__)
            await asyncio.sleep(PAUSE)


class Connector(DjangoConnector):
    """Procrastinate's connector for Django, whose workers are patient."""

    def get_worker_connector(self) -> PatientConnector:
        # One connection: after a restart the pool tries each dead one twice, with growing pauses.
        return PatientConnector(kwargs=connector_params(self.alias), min_size=1, max_size=1)


def be_patient(app: App) -> None:
    """Give the application this connector (setting ``PROCRASTINATE_ON_APP_READY``)."""
    app.connector = app.job_manager.connector = Connector()
