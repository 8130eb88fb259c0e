# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "Messages out"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from notifications.checks import check_templates

        autodiscover_modules("notifications")
        checks.register(check_templates)
