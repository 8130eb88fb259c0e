# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServiceRequestsConfig(AppConfig):
    name = "grc.service_requests"
    label = "service_requests"
    verbose_name = _("Requests")

    def ready(self) -> None:
        from grc.service_requests import ties  # noqa: F401 - heard by others
        from grc.service_requests.effects import calling  # noqa: F401 - heard by others
        from grc.service_requests.facts import words_of
        from grc.service_requests.law import acknowledging  # noqa: F401 - heard by others
        from grc.service_requests.timers import firing  # noqa: F401 - heard by others
        from workflows.vocabularies import provide

        provide(words_of)
