# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnswersConfig(AppConfig):
    name = "grc.answers"
    label = "answers"
    verbose_name = _("Answers")

    def ready(self) -> None:
        from grc.answers import beginning, library, ties  # noqa: F401 - heard by rooms below
        from grc.answers.leaving import being_sent
        from grc.service_requests.versions.moving import tell_sending

        tell_sending(being_sent)
