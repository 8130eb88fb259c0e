# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a round freezes, and so what a visa is bound to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grc.answers.models import Answer


def frozen_content(answer: Answer) -> dict[str, Any]:
    """Return all that a visa is bound to: text, outcome, grounds, signature, recipient, files."""
    service_request = answer.service_request
    return {
        "answer": answer.pk,
        "reference": service_request.reference,
        "body": answer.body,
        "kind": answer.kind,
        "outcome": answer.outcome,
        "grounds": {"law": answer.grounds_law, "fact": answer.grounds_fact},
        "signatory": _signatory(answer),
        "recipient": {
            "name": service_request.requester_name,
            "email": service_request.requester_email,
        },
        "files": [],
    }


def _signatory(answer: Answer) -> dict[str, Any] | None:
    signatory = answer.signatory
    if signatory is None:
        return None
    return {
        "id": signatory.pk,
        "name": f"{signatory.first_name} {signatory.last_name}",
        "capacity": signatory.capacity,
        "mode": answer.signature_mode,
    }
