# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Tags of the citizens' pages."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def telephone(number: str) -> SafeString:
    """Give a number that a phone can call and that no line breaks in two."""
    return format_html(
        '<a href="tel:{}">{}</a>', number.replace(" ", ""), number.replace(" ", "\u00a0")
    )
