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
from procrastinate.manager import JobManager
from procrastinate.psycopg_connector import PsycopgConnector

from notifications.outage import is_outage
from notifications.waking import WEBHOOK_QUEUE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from procrastinate import App
    from procrastinate.connector import BaseConnector, Notify
    from procrastinate.jobs import Job, JobInserted, Status
    from procrastinate.manager import NotificationCallback

logger = logging.getLogger(__name__)

#: Seconds of an outage that a worker outlives, and between two tries.
PATIENCE: Final = 30.0
PAUSE: Final = 0.5
#: Calls to other systems that one worker makes at once, of its four hands.
MOST_CALLS: Final = 2


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


class FewCalls(JobManager):
    """Procrastinate's job manager, whose workers call few other systems at once.

    A receiver that takes its time would hold all the hands of a worker, and mails would wait.
    """

    def __init__(self, connector: BaseConnector, app: App) -> None:
        super().__init__(connector)
        self._app, self._calls = app, set[int | None]()
        self._heard: NotificationCallback | None = None

    async def listen_for_jobs(
        self, *, on_notification: NotificationCallback, queues: Iterable[str] | None = None
    ) -> None:
        self._heard = on_notification
        await super().listen_for_jobs(on_notification=on_notification, queues=queues)

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        if len(self._calls) >= MOST_CALLS:
            wanted = {task.queue for task in self._app.tasks.values()} if queues is None else queues
            queues = sorted(set(wanted) - {WEBHOOK_QUEUE})
            if not queues:
                return None
        job = await super().fetch_job(queues, worker_id)
        if job is not None and job.queue == WEBHOOK_QUEUE:
            self._calls.add(job.id)
        return job

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        try:
            await super().finish_job(job, status, delete_job)
        finally:
            if job.id in self._calls:
                self._calls.remove(job.id)
                if self._heard is not None:
                    # A hand is free: let the worker look at once for what it had to leave.
                    told: JobInserted = {"type": "job_inserted", "job_id": 0}
                    await self._heard(channel="", notification=told)


def be_patient(app: App) -> None:
    """Give the application this connector (setting ``PROCRASTINATE_ON_APP_READY``)."""
    app.connector = Connector()
    app.job_manager = FewCalls(app.connector, app)
