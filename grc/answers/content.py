# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a round freezes, and so what a visa is bound to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grc.answers.enums import SendingChannel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grc.answers.models import Answer


def frozen_content(answer: Answer) -> dict[str, Any]:
    """Return all that a visa is bound to: text, outcome, grounds, signature, recipients, files."""
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
            "address": answer.address_to_be,
        },
        "channel": answer.channel_to_be,
        "copies": answer.copies,
        "files": [file.as_content for file in answer.enclosed()] if answer.pk else [],
    }


def channel_of(content: Mapping[str, Any]) -> str:
    """Return by which channel a frozen content leaves; empty where anybody may tell it.

    Rounds that were frozen before there was a choice went by e-mail where there was an address.
    """
    by_mail = SendingChannel.EMAIL.value if content["recipient"]["email"] else ""
    return str(content.get("channel", by_mail))


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
