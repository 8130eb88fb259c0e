# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Findings in the reader's language."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language, gettext

from workflows.findings import Finding
from workflows.text import Wording


def sentence(finding: Finding) -> str:
    """Return the finding in the active language, the town's own labels included."""
    language = get_language() or settings.LANGUAGE_CODE
    params = {
        name: param.said_in(language) if isinstance(param, Wording) else param
        for name, param in finding.params.items()
    }
    return gettext(finding.message) % params
