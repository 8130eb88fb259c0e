# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the commands of the operator share: their language, and words while they work."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation


class OperatorCommand(BaseCommand):
    """Speaks the language asked for, else the installation's first; works on a broken house."""

    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="of what is said; LANGUAGE_CODE by default",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            self.work(options)

    def work(self, options: dict[str, Any]) -> None:
        raise NotImplementedError

    def say(self, sentence: str) -> None:
        """Tell how far it is, beside the result."""
        self.stderr.write(sentence, str)
        self.stderr.flush()
