# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Reading the mailbox over HTTP."""

import http.client
import json
from pathlib import Path

import pytest

from grc.dev.mailbox import Mailbox
from tests.dev.letters import letter, send


class Reader:
    """A browser without eyes."""

    def __init__(self, mailbox: Mailbox):
        self._port = mailbox.http_port

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={"Accept-Language": "en"} | names)
        answer = connection.getresponse()
        body = answer.read().decode(errors="replace")
        connection.close()
        return answer.status, dict(answer.getheaders()), body


@pytest.fixture
def reader(mailbox: Mailbox) -> Reader:
    return Reader(mailbox)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/messages/../../etc/passwd",
        "/messages/..%2f..%2fetc%2fpasswd",
        "/messages/%2e%2e/secret",
        "/messages/20260101T000000000000-00000000",
        "/messages/20260101T000000000000-00000000/source",
        "/messages//etc/passwd/source",
        "/mailbox.css/../web.py",
        "/web.py",
        "/list/secret",
    ],
)
def test_what_is_not_a_message(reader: Reader, tmp_path: Path, path: str) -> None:
    """Nothing but messages and two assets is served: no other file, whatever the path."""
    (tmp_path / "secret.eml").write_text("secret")
    status, _, body = reader.get(path)
    assert status == 404
    assert "There is no such message" in body


def test_foreign_host(reader: Reader) -> None:
    """A foreign site that points its name at this machine reads nothing."""
    status, _, body = reader.get("/messages.json", Host="evil.test")
    assert (status, body) == (421, "")


def test_absent_attachment(reader: Reader, mailbox: Mailbox) -> None:
    """An attachment that a message does not have is not found."""
    send(mailbox)
    identifier = mailbox.messages()[0].identifier
    assert reader.get(f"/messages/{identifier}/attachments/1")[0] == 404


def test_json(reader: Reader, mailbox: Mailbox) -> None:
    """Tests read the messages as JSON, newest first, filtered by recipient."""
    send(mailbox, letter("a@exemple.test", "un"))
    send(mailbox, letter("b@exemple.test", "deux"))
    send(mailbox, letter("a@exemple.test", "trois"))
    status, headers, body = reader.get("/messages.json?to=A@exemple")
    rows = json.loads(body)
    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert [row["subject"] for row in rows] == ["trois", "un"]
    assert rows[0].keys() == {"to", "from", "subject", "date", "message-id", "url", "text"}
    assert rows[0]["to"] == ["a@exemple.test"]
    assert rows[0]["message-id"] == "<1@ville.test>"
    assert rows[0]["date"] == "Tue, 03 Mar 2026 09:00:00 +0100"
    assert "https://ville.test/suivi/1" in rows[0]["text"]
    path = rows[0]["url"].removeprefix(f"http://127.0.0.1:{mailbox.http_port}")
    assert "<h1>trois</h1>" in reader.get(path)[2]


def test_list(reader: Reader, mailbox: Mailbox) -> None:
    """The list refreshes itself, marks the open message and keeps the search."""
    send(mailbox, letter("a@exemple.test", "<b>un</b>"))
    identifier = mailbox.messages()[0].identifier
    _, _, body = reader.get(f"/list/{identifier}?to=a%40")
    assert '<meta http-equiv="refresh" content="5">' in body
    assert "&lt;b&gt;un&lt;/b&gt;" in body
    assert "<b>un" not in body
    assert 'aria-current="page"' in body
    assert f'href="/messages/{identifier}?to=a%40"' in body


def test_empty_list_teaches(reader: Reader, mailbox: Mailbox) -> None:
    """An empty list says what it waits for; an empty search says so."""
    assert "No message yet" in reader.get("/list")[2]
    send(mailbox)
    assert "No message for this recipient" in reader.get("/list?to=nobody")[2]


def test_failures_are_documented(reader: Reader) -> None:
    """The first page says which addresses fail."""
    body = reader.get("/")[2]
    assert "“reject”" in body
    assert "“later”" in body


def test_message_page(reader: Reader, mailbox: Mailbox) -> None:
    """A message shows its text, its HTML from a separate address, its files and its source."""
    send(mailbox)
    identifier = mailbox.messages()[0].identifier
    _, headers, body = reader.get(f"/messages/{identifier}")
    assert f'src="/messages/{identifier}/html"' in body
    assert "<h1>Votre demande</h1>" in body
    assert "<script>" not in body
    assert 'href="https://ville.test/suivi/1"' in body
    assert "default-src 'none'; style-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    _, headers, source = reader.get(f"/messages/{identifier}/source")
    assert headers["Content-Type"].startswith("text/plain")
    assert source.startswith("Return-Path: <ne-pas-repondre@ville.test>")


def test_html_part_is_sealed(reader: Reader, mailbox: Mailbox) -> None:
    """The HTML part comes without rights, its picture in it, its links opened outside."""
    send(mailbox)
    _, headers, body = reader.get(f"/messages/{mailbox.messages()[0].identifier}/html")
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "sandbox " in policy
    assert "script" not in policy
    assert "allow-same-origin" not in policy
    assert '<head><base target="_top">' in body
    assert 'src="data:image/png;base64,iVBORw=="' in body


def test_attachment(reader: Reader, mailbox: Mailbox) -> None:
    """A file is downloaded, never opened in the mailbox."""
    send(mailbox)
    identifier = mailbox.messages()[0].identifier
    status, headers, body = reader.get(f"/messages/{identifier}/attachments/0")
    assert (status, body) == (200, "%PDF-1.7")
    assert headers["Content-Disposition"] == "attachment"
    assert headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "fr"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("de,fr;q=0.2,en;q=0.7", "en"),
        ("de", "en"),
        ("fr;q=nonsense,en;q=0.1", "en"),
        ("*", "fr"),
    ],
)
def test_language(reader: Reader, accepted: str, language: str) -> None:
    """The page speaks the first of French and English that the browser asks for."""
    _, _, body = reader.get("/", Accept_Language=accepted)
    assert f'<html lang="{language}"' in body
    assert ("Recipient" in body) == (language == "en")
    assert ("Destinataire" in body) == (language == "fr")


def test_no_page_is_kept_by_the_browser(reader: Reader) -> None:
    """Every answer carries the headers that keep it private and inert."""
    for path in ("/", "/list", "/messages.json", "/mailbox.css", "/nothing"):
        headers = reader.get(path)[1]
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
