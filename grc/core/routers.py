# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Which database role does what: the owner changes tables, the application uses them."""

from __future__ import annotations

from typing import Any


class OwnerMigrates:
    """Let migrations run as the owner only: manage.py migrate --database=owner."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:
        # Two aliases, one database: rows read through either belong together.
        return True
