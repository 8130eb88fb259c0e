# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from notifications.exceptions import TransportError
from notifications.models import Delivery
from notifications.transports.email import send
from tests.notifications.smtp import Relay


def _delivery(**parts: Any) -> Delivery:
    return Delivery(
        **{
            "address": "zoe@example.org",
            "name": "Zoé",
            "sender": "town@example.org",
            "subject_line": "Hello",
            "text": "Hello",
            "message_id": "<1@example.org>",
            "created_at": timezone.now(),
            "headers": {"Auto-Submitted": "auto-replied"},
            **parts,
        }
    )


@pytest.mark.parametrize(
    "parts",
    [
        {"address": "zoe@example.org\r\nBcc: everyone@example.org"},
        {"address": "zoe@example.org\nBcc: everyone@example.org"},
        {"name": "Zoé\r\nBcc: everyone@example.org"},
        {"sender": "Town <town@example.org>\r\nBcc: everyone@example.org"},
        {"reply_to": "town@example.org\r\nBcc: everyone@example.org"},
        {"subject_line": "Hello\r\nBcc: everyone@example.org"},
        {"thread": "<1@example.org>\r\nBcc: everyone@example.org"},
        {"message_id": "<1@example.org>\r\nBcc: everyone@example.org"},
        {"headers": {"X-Reference": "1\r\nBcc: everyone@example.org"}},
        {"headers": {"X-Reference: 1\r\nBcc": "everyone@example.org"}},
    ],
    ids=lambda parts: next(iter(parts)),
)
def test_no_header_is_slipped_in(relay: Relay, parts: dict[str, Any]) -> None:
    """A line break in any part is refused for good; nothing reaches the relay."""
    with pytest.raises(TransportError) as refusal:
        send(_delivery(**parts))
    assert refusal.value.permanent
    assert relay.recipients == []


@pytest.mark.parametrize("address", ["zoe", "", "zoé@example.org", "zoe@" + "a" * 300 + ".example"])
def test_impossible_addresses_fail_for_good(relay: Relay, address: str) -> None:
    """An address that no relay could take is not tried again."""
    with pytest.raises(TransportError) as refusal:
        send(_delivery(address=address))
    assert refusal.value.permanent
    assert refusal.value.answer
    assert relay.recipients == []


def test_accents_and_international_domains(relay: Relay) -> None:
    """Names keep their accents, and an international domain is reached by its ASCII form."""
    send(
        _delivery(
            name="Zoé, « l’Étoile »",
            address="zoe@châlons.example",
            sender="Ville de Châlons <accueil@châlons.example>",
            subject_line="Reçu ✓ " + "très " * 40,
            text="Où ?\n.\n.. " + "é" * 2000,
        )
    )
    (message,) = relay.messages
    assert relay.recipients == [["zoe@xn--chlons-xta.example"]]
    (to,) = message["To"].addresses
    assert (to.display_name, to.addr_spec) == ("Zoé, « l’Étoile »", "zoe@xn--chlons-xta.example")
    assert message["From"].addresses[0].display_name == "Ville de Châlons"
    assert message["Subject"].strip() == ("Reçu ✓ " + "très " * 40).strip()
    body = message.get_body(["plain"])
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").rstrip() == "Où ?\n.\n.. " + "é" * 2000


def test_without_html_there_is_one_part(relay: Relay) -> None:
    """A message without HTML is plain text, not an alternative of one."""
    send(_delivery(html=""))
    assert relay.messages[0].get_content_type() == "text/plain"


def test_thread(relay: Relay) -> None:
    """A message of a thread points to the one that opened it; another points nowhere."""
    send(_delivery(thread="<root@example.org>"))
    send(_delivery())
    threaded, alone = relay.messages
    assert threaded["In-Reply-To"] == threaded["References"] == "<root@example.org>"
    assert "In-Reply-To" not in alone
    assert "References" not in alone


def test_an_answer_with_nul(relay: Relay) -> None:
    """Whatever bytes the relay answers, the database can keep them."""
    relay.to_content = "550 \0 é" + "x" * 5000
    with pytest.raises(TransportError) as refusal:
        send(_delivery())
    assert "\0" not in refusal.value.answer
    assert len(refusal.value.answer) == 2000


def test_a_rude_goodbye_changes_nothing(relay: Relay) -> None:
    """A relay that took the message and then breaks the connection has taken it."""
    relay.breaks_at_goodbye = True
    assert send(_delivery()) == "250 2.0.0 queued as 1"
