# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Two people at once, for real: threads with connections of their own, started together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


def together(town: Any, *gestures: Callable[[], Any]) -> list[Any]:
    """Run the gestures at the same moment, each in its own transaction of the town.

    Returns their results, or the exceptions they raised, in the order given.
    """
    from django.db import connection

    barrier = threading.Barrier(len(gestures))
    results: list[Any] = [None] * len(gestures)

    def run(index: int, gesture: Callable[[], Any]) -> None:
        barrier.wait(timeout=10)
        try:
            with town.scope():
                results[index] = gesture()
        except Exception as error:  # noqa: BLE001 - the test looks at what was raised
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(gestures)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def winners(results: list[Any]) -> list[Any]:
    return [result for result in results if not isinstance(result, Exception)]


def losers(results: list[Any]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]
