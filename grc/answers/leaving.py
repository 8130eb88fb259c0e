# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Which answers are approved and not sent yet: their requests wait for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grc.answers.enums import AnswerState
from grc.answers.models import Answer

if TYPE_CHECKING:
    from collections.abc import Collection


def being_sent(requests: Collection[int]) -> set[int]:
    """Return those of these requests whose answer is on its way out."""
    approved = Answer.objects.filter(service_request__in=requests, state=AnswerState.APPROVED)
    return set(approved.values_list("service_request", flat=True))
