# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the mailbox takes, refuses and keeps."""

import smtplib
import socket
from pathlib import Path

import pytest

from grc.dev.mailbox import Mailbox, Store
from grc.dev.mailbox.server import PortTaken
from tests.dev.letters import letter, send


@pytest.mark.parametrize(
    ("address", "code"), [("x-Reject@exemple.test", 550), ("a@later.test", 451)]
)
def test_failures_on_demand(mailbox: Mailbox, address: str, code: int) -> None:
    """An address that asks for a failure gets it, and nothing is kept."""
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        send(mailbox, letter(address))
    assert refusal.value.recipients[address][0] == code
    assert mailbox.messages() == []


def test_busy_port(mailbox: Mailbox, tmp_path: Path) -> None:
    """A port that is taken gives a sentence with its number, and leaves no socket behind."""
    with pytest.raises(PortTaken, match=f"Port {mailbox.http_port} is taken"):
        Mailbox(tmp_path, http_port=mailbox.http_port)


def test_only_this_machine(mailbox: Mailbox) -> None:
    """The mailbox listens on the loopback address only."""
    addresses = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    outside = {str(address[4][0]) for address in addresses} - {"127.0.0.1"}
    for host in {host for host in outside if not host.startswith("127.")}:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((host, mailbox.smtp_port), timeout=2)


def test_message_is_kept(mailbox: Mailbox) -> None:
    """A message is there, readable, as soon as the sender was told so."""
    send(mailbox)
    [mail] = mailbox.messages()
    assert mail.subject == "Votre demande"
    assert mail.sender == "Ville de Châlons <ne-pas-repondre@ville.test>"
    assert mail.recipients == ["camille@exemple.test"]
    assert "https://ville.test/suivi/1" in mail.text
    assert "<h1>Votre demande</h1>" in mail.html
    assert [file.name for file in mail.attachments] == ["Réponse signée.pdf"]
    assert [file.content for file in mail.attachments] == [b"%PDF-1.7"]


def test_hidden_copies_are_recipients(mailbox: Mailbox) -> None:
    """The envelope counts, not the header: who got a hidden copy finds it."""
    send(mailbox, letter(), to_addrs=["a@exemple.test", "b@exemple.test"])
    [mail] = mailbox.messages(to="B@exemple")
    assert mail.recipients == ["a@exemple.test", "b@exemple.test"]


def test_newest_first(mailbox: Mailbox) -> None:
    """Messages come in the reverse order of their arrival."""
    for subject in ("un", "deux", "trois"):
        send(mailbox, letter(subject=subject))
    assert [mail.subject for mail in mailbox.messages()] == ["trois", "deux", "un"]


def test_accented_address(mailbox: Mailbox) -> None:
    """An address that is not ASCII is taken and found (SMTPUTF8)."""
    with smtplib.SMTP("127.0.0.1", mailbox.smtp_port, timeout=10) as smtp:
        smtp.ehlo()
        smtp.mail("été@ville.test", ["SMTPUTF8"])
        assert smtp.rcpt("rené@châlons.test")[0] == 250
        assert smtp.data(b"Subject: =?utf-8?q?=C3=A9t=C3=A9?=\r\n\r\nBonjour")[0] == 250
    [mail] = mailbox.messages(to="rené@châlons")
    assert mail.subject == "été"


def test_kept_after_a_restart(tmp_path: Path) -> None:
    """Messages are files: another mailbox on the same folder has them."""
    with Mailbox(tmp_path) as first:
        send(first)
    with Mailbox(tmp_path) as second:
        assert len(second.messages()) == 1


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\r\n\r\n",
        b"Subject: =?nonsense?q?x?=\r\n\r\nx",
        b"Subject: =?utf-8?b?!!!?=\r\n\r\nx",
        b"Subject: \xff\xfe\r\nFrom: \xe9t\xe9\r\n\r\n\xff",
        b"Content-Type: text/plain; charset=klingon\r\n\r\n\xe9",
        b'Content-Type: text/html; charset="utf-8\\\r\n\r\n<p>',
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!!",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: image/png; name*=klingon''%ff\r\nContent-ID: <\r\n\r\n\x00",
        b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nx",
    ],
)
def test_badly_made_messages(tmp_path: Path, source: bytes) -> None:
    """No message, however it is made, keeps the others from being read."""
    store = Store(tmp_path)
    store.add(source, sender="", recipients=["a@exemple.test"])
    [mail] = store.newest(to="a@")
    read = (mail.sender, mail.subject, mail.text, mail.html, mail.attachments, [*mail.inline()])
    assert len(read) == 6
    assert mail.source.endswith(source)
