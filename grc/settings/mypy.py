# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Settings for the type checker: no database is asked, only models are read."""

import os

os.environ.setdefault("DATABASE_URL", "postgresql://nobody@localhost/nothing")
os.environ.setdefault("DATABASE_OWNER_URL", "postgresql://nobody@localhost/nothing")

from grc.settings.dev import *  # noqa: F403 - the difference to dev is the point
