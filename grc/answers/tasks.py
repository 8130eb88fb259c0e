# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the worker does for answers by the clock."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from grc.answers import text_review
from grc.municipalities.models import Municipality
from notifications.waking import QUEUE

logger = logging.getLogger(__name__)


@app.periodic(cron="0 5 * * *", periodic_id="text_reviews")
@app.task(queue=QUEUE, queueing_lock="answers.remind_of_reviews", priority=1)
def remind_of_reviews(timestamp: int) -> None:
    """Each morning: tell owners which texts to read again. Runs twice harmlessly.

    A town that fails does not hold up the others; its error is raised at the end.
    """
    errors: list[Exception] = []
    for municipality in Municipality.objects.order_by("pk"):
        try:
            text_review.remind(municipality)
        except Exception as error:
            logger.exception("Town %s could not be reminded of its texts.", municipality.pk)
            errors.append(error)
    if errors:
        raise ExceptionGroup("Some towns could not be reminded of their texts.", errors)
