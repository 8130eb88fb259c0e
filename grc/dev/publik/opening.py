# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Open a folder of exports that nobody vouches for.

Contents decide, not names; sizes are bounded; a document type is refused before any entity of it
can expand or be fetched.
"""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

LARGEST_FILE = 8_000_000  # bytes; real exports stay below 300 kB
LARGEST_BUNDLE = 64_000_000  # bytes, unpacked
MOST_MEMBERS = 5_000
MOST_ELEMENTS = 200_000
DEEPEST = 100

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_GZIP = b"\x1f\x8b"
_UNPACKING = (
    *(OSError, EOFError, ValueError, RuntimeError, zlib.error),
    *(tarfile.TarError, zipfile.BadZipFile),
)


class Refused(Exception):
    """This file is not read; the message says why, in a few words."""


@dataclass(frozen=True)
class Opened:
    """One file of the folder, or of a bundle in it: its XML, or why there is none.

    Neither: it is something else than XML, and nobody's concern.
    """

    name: str
    root: Element | None = None
    refusal: str = ""


def open_all(folder: Path) -> Iterator[Opened]:
    """Open every file under the folder, in the order of their names; links are not followed."""
    for directory, below, names in os.walk(folder):
        below.sort()
        for name in sorted(names):
            path = Path(directory, name)
            shown = _printable(str(path.relative_to(folder)))
            if path.is_symlink() or not path.is_file():
                yield Opened(shown, refusal="it is not a plain file")
            else:
                yield from _open(path, shown)


def parse(data: bytes) -> Element:
    """Parse XML that may be hostile; raises ``Refused`` for what cannot or must not be read."""
    builder, depth, count = TreeBuilder(), 0, 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise Refused("it has too many elements")
        builder.start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    def refuse(*_declaration: object) -> None:
        raise Refused("it declares a document type or entities")

    if len(data) > LARGEST_FILE:
        raise Refused(f"it is larger than {LARGEST_FILE // 1_000_000} MB")
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Refused(f"it is not well-formed XML ({_printable(str(error))})") from error
    return builder.close()


def _open(path: Path, name: str) -> Iterator[Opened]:
    try:
        with path.open("rb") as handle:
            head = handle.read(LARGEST_FILE + 1)
        if zipfile.is_zipfile(path):
            yield from _bundle(name, _zipped(path))
        elif head.startswith(_GZIP):
            with gzip.open(path) as packed:
                yield from _bundle(name, _tarred(packed.read(LARGEST_BUNDLE + 1)))
        elif head[257:262] == b"ustar":
            with path.open("rb") as handle:
                yield from _bundle(name, _tarred(handle.read(LARGEST_BUNDLE + 1)))
        else:
            yield _read(name, head)
    except Refused as refused:
        yield Opened(name, refusal=str(refused))
    except _UNPACKING as error:
        yield Opened(name, refusal=f"it cannot be unpacked ({type(error).__name__})")


def _read(name: str, data: bytes) -> Opened:
    head = data[:200]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    if not head.lstrip(b" \t\r\n\0").startswith(b"<"):
        return Opened(name)
    try:
        return Opened(name, root=parse(data))
    except Refused as refused:
        return Opened(name, refusal=str(refused))


def _bundle(name: str, members: Iterator[tuple[str, bytes]]) -> Iterator[Opened]:
    total = 0
    for number, (member, data) in enumerate(members, start=1):
        total += len(data)
        if number > MOST_MEMBERS or total > LARGEST_BUNDLE:
            raise Refused("the bundle is too large: the rest of it was left aside")
        yield _read(f"{name}/{_printable(member)}", data)


def _zipped(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as bundle:
        for member in bundle.infolist():
            if not member.is_dir():
                with bundle.open(member) as handle:
                    yield member.filename, handle.read(LARGEST_FILE + 1)


def _tarred(data: bytes) -> Iterator[tuple[str, bytes]]:
    """In memory: a header of a compressed bundle could otherwise ask for any amount of it."""
    if len(data) > LARGEST_BUNDLE:
        raise Refused("the bundle is too large")
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as bundle:
        for member in bundle:
            handle = bundle.extractfile(member) if member.isfile() else None
            if handle is not None:
                yield member.name, handle.read(LARGEST_FILE + 1)


def _printable(text: str) -> str:
    """One line, whatever a name holds."""
    return "".join(each if each.isprintable() else "?" for each in text)[:200]
