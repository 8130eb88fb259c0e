#!/usr/bin/env python
# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Django's command line. Without DATABASE_URL it finds, or starts, the embedded PostgreSQL."""

import os
import sys
from pathlib import Path


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grc.settings.dev")
    if os.environ["DJANGO_SETTINGS_MODULE"] != "grc.settings.base":
        from grc.dev.postgres import provide_environment

        root = Path(__file__).resolve().parent
        provide_environment(Path(os.environ.get("DATA_DIR", root / ".data")))
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
