# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A claim that stays young while its worker lives: a dead worker's is taken up in seconds."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from invariants import town_scope
from notifications.models import Delivery

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)

#: Seconds between two renewals, and after one that failed: several may fail, or the database be
#: away for a moment, before the claim is taken for abandoned.
RENEWED_EVERY: Final = 4.0
TRIED_AGAIN_AFTER: Final = 1.0


@contextmanager
def holding(claimed: Delivery) -> Iterator[None]:
    """Renew a claim from a thread of its own until the block ends, however slow the relay is."""
    done = threading.Event()
    thread = threading.Thread(target=_renew, args=(claimed, done), name="claim", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _renew(claimed: Delivery, done: threading.Event) -> None:
    pause = RENEWED_EVERY
    try:
        while not done.wait(pause):
            try:
                with town_scope(claimed.municipality_id):
                    Delivery.objects.held(claimed).update(claimed_at=timezone.now())
                pause = RENEWED_EVERY
            except (DatabaseError, InterfaceError) as error:
                logger.warning("The claim on delivery %s is not renewed: %s", claimed.pk, error)
                pause = TRIED_AGAIN_AFTER
    finally:
        connection.close()
