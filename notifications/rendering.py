# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Templates to text and to HTML."""

from __future__ import annotations

from typing import Any

from django.template import Context, Engine


def as_text(name: str, context: dict[str, Any]) -> str:
    """Render a template without escaping: in plain text an entity would be read as it stands."""
    return Engine.get_default().get_template(name).render(Context(context, autoescape=False))


def as_html(name: str, context: dict[str, Any]) -> str:
    """Render a template, everything escaped."""
    return Engine.get_default().get_template(name).render(Context(context))
