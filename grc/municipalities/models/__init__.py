# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The town: who it is, where it answers, how it looks, and the law that it prints."""

from grc.municipalities.models.legal_text import LegalText
from grc.municipalities.models.letterhead import Letterhead
from grc.municipalities.models.municipality import Host, Municipality

__all__ = ["Host", "LegalText", "Letterhead", "Municipality"]
