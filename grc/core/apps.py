# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    name = "grc.core"
    label = "core"

    def ready(self) -> None:
        from grc.core.roles import refuse_powerful_role

        connection_created.connect(refuse_powerful_role)
