# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grc.core.refusals import NotNow
from grc.municipalities.enums import LegalCode

if TYPE_CHECKING:
    from datetime import date


class LegalTextMissing(NotNow):
    """The law wants a text printed, and the town has none in force on that day."""

    def __init__(self, code: str, on: date) -> None:
        super().__init__(
            _(
                "No text “%(name)s” is in force on %(day)s. Ask an administrator to write it: it "
                "must be printed."
            )
            % {"name": LegalCode(code).label, "day": date_format(on, "DATE_FORMAT")}
        )
        self.code, self.on = code, on
