# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Tags of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from grc.core.markup import to_html
from grc.desk.answers import sending_of

if TYPE_CHECKING:
    from grc.answers.models import Round
    from grc.desk.answers import Sending

register = template.Library()


@register.filter
def as_letter(text: str) -> str:
    """Give the text of an answer as its reader receives it."""
    return to_html(text)


@register.simple_tag
def sending_with(round_: Round) -> Sending:
    """Give what goes with a version: its files, which way, to whom else."""
    return sending_of(round_.answer, round_.content)
