# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a round freezes, and so what a visa is bound to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grc.answers.models import Answer


def frozen_content(answer: Answer) -> dict[str, Any]:
    """Return all that a visa is bound to: text, outcome, recipient."""
    service_request = answer.service_request
    return {
        "answer": answer.pk,
        "reference": service_request.reference,
        "body": answer.body,
        "outcome": answer.outcome,
        "recipient": {
            "name": service_request.requester_name,
            "email": service_request.requester_email,
        },
    }
