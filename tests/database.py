# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A database server before anything reads the settings; loaded first of all (addopts -p)."""

import os
from pathlib import Path

from grc.dev.postgres import provide_environment

provide_environment(Path(os.environ.get("DATA_DIR", Path(__file__).resolve().parents[1] / ".data")))
