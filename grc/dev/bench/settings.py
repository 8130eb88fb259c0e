# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Settings of the bench: those of a deployment, behind a proxy that ends TLS, as the client plays.

Nothing is switched off. Limits on tries are not reached because each visitor has an address of
their own, which the proxy says.
"""

import os

os.environ.setdefault("SECRET_KEY", "bench-only-not-a-secret-bench-only-not-a-secret-bench")
os.environ.setdefault("TRUSTED_PROXIES", "1")
os.environ.setdefault("LOG_LEVEL", "WARNING")

from datetime import timedelta

from grc.settings.base import *  # noqa: F403 - the difference to base is the point

STATIC_ROOT = DATA_DIR / "bench" / "static"  # noqa: F405 - from base
EMAIL_TIMEOUT = 10
# Nobody undoes anything here: mails leave at once, and the outbox is empty at the end.
ANSWER_UNDO = timedelta(0)
