# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Tags of the desk."""

from __future__ import annotations

from django import template

from grc.core.markup import to_html

register = template.Library()


@register.filter
def as_letter(text: str) -> str:
    """Give the text of an answer as its reader receives it."""
    return to_html(text)
