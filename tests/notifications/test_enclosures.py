# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import Error

from notifications.enclosures import Enclosure
from notifications.sending import send
from tests.notifications.smtp import Relay
from tests.notifications.town import Town

PLAN = b"%PDF-1.7 \r\n a plan \x00\xff"
LINES = b"one\ntwo\r\nthree\rfour"


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def _kept(content: bytes, name: str = "plan.pdf", kind: str = "application/pdf") -> Enclosure:
    path = default_storage.save("kept", ContentFile(content))
    sha256 = hashlib.sha256(content).hexdigest()
    return Enclosure(path=path, name=name, content_type=kind, sha256=sha256)


def test_a_file_that_changed_is_withheld(chalons: Town, relay: Relay, storage: Path) -> None:
    """Bytes that are not those that were enclosed leave under no circumstances."""
    enclosure = _kept(PLAN)
    delivery = chalons.defer(enclosures=[enclosure])
    (storage / enclosure.path).write_bytes(PLAN + b"!")
    send(chalons.pk, delivery.pk)
    withheld = chalons.fetch(delivery)
    assert (withheld.state, withheld.attempts) == ("withheld", 1)
    assert withheld.transport_answer == "The file 'plan.pdf' is not the one that was enclosed."
    assert chalons.told == "failed withheld"
    assert relay.messages == []


def test_a_file_that_is_gone_is_withheld(chalons: Town, relay: Relay, storage: Path) -> None:
    """A message does not leave without one of its files."""
    enclosure = _kept(PLAN)
    delivery = chalons.defer(enclosures=[enclosure])
    (storage / enclosure.path).unlink()
    send(chalons.pk, delivery.pk)
    assert chalons.fetch(delivery).state == "withheld"
    assert relay.messages == []


def test_a_storage_that_is_away_is_waited_for(
    chalons: Town, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that cannot be read for now is no reason to give up."""
    delivery = chalons.defer(enclosures=[_kept(PLAN)])

    def broken(*_args: object) -> None:
        raise OSError("Stale file handle")

    monkeypatch.setattr(type(default_storage), "open", broken, raising=False)
    send(chalons.pk, delivery.pk)
    waiting = chalons.fetch(delivery)
    assert (waiting.state, waiting.transport_answer) == ("pending", "Stale file handle")
    assert relay.messages == []


def test_what_is_enclosed_is_frozen(chalons: Town) -> None:
    """Nobody changes what leaves with a message that was written."""
    delivery = chalons.defer(enclosures=[_kept(PLAN)])
    with chalons.scope(), pytest.raises(Error, match="frozen"):
        type(delivery).objects.filter(pk=delivery.pk).update(enclosures=[])


def test_files_arrive_byte_for_byte(chalons: Town, relay: Relay) -> None:
    """Each file arrives whole under its name; the text keeps its two forms."""
    files = [_kept(PLAN, "Plan d’accès.pdf"), _kept(LINES, "notes.txt", "text/plain")]
    delivery = chalons.defer(enclosures=files)
    send(chalons.pk, delivery.pk)
    (message,) = relay.messages
    arrived = list(message.iter_attachments())
    assert [(part.get_filename(), part.get_payload(decode=True)) for part in arrived] == [
        ("Plan d’accès.pdf", PLAN),
        ("notes.txt", LINES),
    ]
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().strip() == "Yes, Zoé"


def test_sent_again_it_is_the_same_message(chalons: Town, relay: Relay) -> None:
    """A message that is sent twice has the same bytes twice, its files included."""
    from notifications.transports.email import _seal

    delivery = chalons.defer(enclosures=[_kept(PLAN)])
    assert _seal(delivery).content == _seal(delivery).content
