# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a language is called beside a field."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from grc.studio.languages import spoken


@pytest.mark.parametrize(
    ("reader", "language", "word"),
    [
        ("en", "fr", "French"),
        ("en", "en", "English"),
        ("fr", "fr", "français"),
        ("fr", "xx", "xx"),
    ],
)
def test_a_language_has_a_capital_in_english_only(reader, language, word):
    """“Name (French)”, “Nom (français)”."""
    with override(reader):
        assert spoken(language) == word
