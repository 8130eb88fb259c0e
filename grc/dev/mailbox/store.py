# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The messages received, one file each, in the form in which they came."""

import contextlib
import email
import os
import re
import secrets
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from functools import cached_property, lru_cache
from itertools import takewhile
from pathlib import Path

IDENTIFIER = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{8}")
SUFFIX = ".eml"
ENVELOPE = ("Return-Path", "Delivered-To")


@dataclass(frozen=True)
class Attachment:
    """A part of a message that is neither its text nor its HTML."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """One message, as a person reads it. Never raises on a message that is badly made."""

    identifier: str
    source: bytes

    @cached_property
    def _message(self) -> "Message[str, str]":
        return email.message_from_bytes(self.source)

    @property
    def received_at(self) -> datetime:
        """When the mailbox took it."""
        return datetime.strptime(self.identifier[:21], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)

    @property
    def recipients(self) -> list[str]:
        """Whom the envelope named, hidden copies included."""
        envelope = takewhile(lambda header: header[0] in ENVELOPE, self._message.raw_items())
        return [_decoded(value) for name, value in envelope if name == "Delivered-To"]

    @cached_property
    def sender(self) -> str:
        return self.header("From")

    @cached_property
    def subject(self) -> str:
        return self.header("Subject")

    def header(self, name: str) -> str:
        """The header decoded, on one line; as it came when it cannot be decoded."""
        wanted = name.casefold()
        for found, value in self._message.raw_items():
            if found.casefold() == wanted:
                return _decoded(value)
        return ""

    @cached_property
    def text(self) -> str:
        return self._first("text/plain")

    @cached_property
    def html(self) -> str:
        return self._first("text/html")

    @cached_property
    def attachments(self) -> list[Attachment]:
        """Every part that is neither a body nor a picture of one."""
        shown = {"text/plain", "text/html"}
        return [
            Attachment(_file_name(part), part.get_content_type(), _content(part))
            for part in self._parts()
            if part.get_content_disposition() == "attachment"
            or (part.get_content_type() not in shown and "Content-ID" not in part)
        ]

    def inline(self) -> Iterator[tuple[str, Attachment]]:
        """The pictures that the HTML shows by their Content-ID."""
        for part in self._parts():
            if name := str(part.get("Content-ID", "")).strip().strip("<>"):
                yield name, Attachment(_file_name(part), part.get_content_type(), _content(part))

    def _parts(self) -> Iterator["Message[str, str]"]:
        return (part for part in self._message.walk() if not part.is_multipart())

    def _first(self, content_type: str) -> str:
        for part in self._parts():
            is_body = part.get_content_disposition() != "attachment"
            if is_body and part.get_content_type() == content_type:
                return _text(part)
        return ""


class Store:
    """The folder of the messages, newest first."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def add(self, source: bytes, *, sender: str, recipients: Sequence[str]) -> str:
        """Keep a message with its envelope; return its identifier.

        The envelope is written as a delivering server writes it: Return-Path and Delivered-To.
        """
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        identifier = f"{moment}-{secrets.token_hex(4)}"
        envelope = [f"Return-Path: <{sender}>", *(f"Delivered-To: {to}" for to in recipients)]
        head = "".join(f"{line}\r\n" for line in envelope).encode()
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".", delete=False) as file:
            file.write(head + source)
        os.replace(file.name, self._path(identifier))
        return identifier

    def get(self, identifier: str) -> Mail:
        """Raises KeyError when there is no such message."""
        if not IDENTIFIER.fullmatch(identifier):
            raise KeyError(identifier)
        try:
            return _read(self._path(identifier))
        except FileNotFoundError:
            raise KeyError(identifier) from None

    def newest(self, *, to: str = "") -> Iterable[Mail]:
        """Every message, newest first; with `to`, those whose envelope names such a recipient."""
        wanted = to.strip().casefold()
        for identifier in sorted(self._identifiers(), reverse=True):
            try:
                mail = self.get(identifier)
            except KeyError:
                continue
            if any(wanted in recipient.casefold() for recipient in mail.recipients):
                yield mail

    def _identifiers(self) -> Iterator[str]:
        for entry in os.scandir(self.folder):
            name = entry.name.removesuffix(SUFFIX)
            if IDENTIFIER.fullmatch(name):
                yield name

    def _path(self, identifier: str) -> Path:
        return self.folder / f"{identifier}{SUFFIX}"


@lru_cache(maxsize=4096)
def _read(path: Path) -> Mail:
    return Mail(path.stem, path.read_bytes())


def _decoded(raw: object) -> str:
    # Bytes that are not ASCII arrive as surrogates; most senders of such headers mean UTF-8.
    text = str(raw).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    with contextlib.suppress(HeaderParseError, LookupError, UnicodeError, ValueError):
        text = str(make_header(decode_header(text)))
    return " ".join(text.split())


def _content(part: "Message[str, str]") -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError):
        content = str(part.get_payload()).encode(errors="replace")
    return content if isinstance(content, bytes) else b""


def _text(part: "Message[str, str]") -> str:
    charset = part.get_content_charset("utf-8")
    try:
        return _content(part).decode(charset, errors="replace")
    except (LookupError, ValueError):
        return _content(part).decode("utf-8", errors="replace")


def _file_name(part: "Message[str, str]") -> str:
    try:
        return _decoded(part.get_filename() or "")
    except (LookupError, UnicodeError, ValueError, TypeError):
        return ""
