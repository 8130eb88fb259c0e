# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A database server before anything reads the settings; loaded first of all (addopts -p)."""

import os
import sys
from pathlib import Path

from grc.dev.postgres import provide_environment

provide_environment(Path(os.environ.get("DATA_DIR", Path(__file__).resolve().parents[1] / ".data")))

# A run starts some two hundred processes: what they are made of is compiled once, as deployed.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
