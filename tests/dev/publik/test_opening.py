# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from grc.dev.publik import opening
from grc.dev.publik.opening import Refused, open_all, parse
from tests.dev.publik.exports import workflow

GOOD = workflow().encode()
BOMB = (
    b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<workflow><name>&b;</name></workflow>"
)


def refusals(folder: Path) -> dict[str, str]:
    return {opened.name: opened.refusal for opened in open_all(folder)}


def read(folder: Path) -> list[str]:
    return [opened.name for opened in open_all(folder) if opened.root is not None]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (BOMB, "it declares a document type or entities"),
        (b'<!DOCTYPE w SYSTEM "file:///etc/passwd"><workflow/>', "it declares a document type"),
        (b"<!DOCTYPE html><html></html>", "it declares a document type"),
        (b"<workflow><name>caf\xe9</name></workflow>", "it is not well-formed XML"),
        (b'<?xml version="1.0" encoding="klingon"?><workflow/>', "it is not well-formed XML"),
        (b'<?xml version="1.0" encoding="utf-32"?><workflow/>', "it is not well-formed XML"),
        (b"<workflow><name></workflow>", "it is not well-formed XML"),
        (b"<workflow>", "it is not well-formed XML"),
        (b"<workflow>&unknown;</workflow>", "it is not well-formed XML"),
        (b"<a>" * 101 + b"</a>" * 101, "it has too many elements"),
        (b"<a>" + b"<b/>" * 200_001 + b"</a>", "it has too many elements"),
    ],
)
def test_hostile_file_is_told_and_the_rest_goes_on(tmp_path: Path, data: bytes, why: str) -> None:
    """A file that must not or cannot be read is named with its reason; the others are read."""
    (tmp_path / "a.wcs").write_bytes(data)
    (tmp_path / "b.wcs").write_bytes(GOOD)
    assert refusals(tmp_path)["a.wcs"].startswith(why)
    assert read(tmp_path) == ["b.wcs"]


def test_huge_file_is_not_held_in_memory(tmp_path: Path) -> None:
    """Ten megabytes are refused for their size, well-formed or not."""
    (tmp_path / "a.wcs").write_bytes(b"<workflow>" + b" " * 10_000_000 + b"</workflow>")
    assert refusals(tmp_path) == {"a.wcs": "it is larger than 8 MB"}


def test_refusal_is_one_line(tmp_path: Path) -> None:
    """A file name with line breaks or control characters cannot write a line of its own."""
    (tmp_path / "a\nNot read: b\x1b[2J").write_bytes(b"<workflow>")
    assert list(refusals(tmp_path)) == ["a?Not read: b?[2J"]


def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    """Only plain files are opened: a pipe would never end, a link may lead anywhere."""
    outside = tmp_path / "outside"
    outside.write_bytes(GOOD)
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "link").symlink_to(outside)
    os.mkfifo(folder / "pipe")
    assert refusals(folder) == dict.fromkeys(("link", "pipe"), "it is not a plain file")


def test_other_files_are_nobody_s_concern(tmp_path: Path) -> None:
    """What does not begin as XML is passed over in silence, whatever its name says."""
    (tmp_path / "roles.xml").write_text('{"a": 1}')
    (tmp_path / "empty.wcs").write_bytes(b"")
    assert refusals(tmp_path) == {"roles.xml": "", "empty.wcs": ""}
    assert read(tmp_path) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_content_decides_not_the_name(tmp_path: Path, encoding: str) -> None:
    """An export is known by what is in it, at any depth, in any encoding that XML declares."""
    deep = tmp_path / "one" / "two"
    deep.mkdir(parents=True)
    (deep / "no-ending").write_bytes(workflow().encode(encoding))
    assert read(tmp_path) == ["one/two/no-ending"]


def tar(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as bundle:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            bundle.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def zipped(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in members.items():
            bundle.writestr(name, data)


def test_bundles_are_read(tmp_path: Path) -> None:
    """Members of tar, gzipped tar and zip are read as files are; hostile ones are told."""
    members = {"one": GOOD, "two": BOMB}
    (tmp_path / "a").write_bytes(tar(members))
    (tmp_path / "b").write_bytes(gzip.compress(tar(members)))
    zipped(tmp_path / "c", members)
    assert read(tmp_path) == ["a/one", "b/one", "c/one"]
    assert [name for name, why in refusals(tmp_path).items() if why] == ["a/two", "b/two", "c/two"]


def test_bundle_that_swells_is_left_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What unpacks to more than a bundle may hold is refused, the files beside it are read."""
    monkeypatch.setattr(opening, "LARGEST_BUNDLE", 100_000)
    swollen = {f"{number}": b" " * 60_000 for number in range(3)}
    zipped(tmp_path / "a.zip", swollen)
    (tmp_path / "b.tgz").write_bytes(gzip.compress(tar(swollen)))
    (tmp_path / "c").write_bytes(GOOD)
    found = refusals(tmp_path)
    assert found["a.zip"].startswith("the bundle is too large")
    assert found["b.tgz"].startswith("the bundle is too large")
    assert read(tmp_path) == ["c"]


@pytest.mark.parametrize("data", [b"\x1f\x8bnothing", b"x" * 257 + b"ustar" + b"x" * 400])
def test_broken_bundle_is_told(tmp_path: Path, data: bytes) -> None:
    """A bundle that cannot be unpacked is one line, not a traceback."""
    (tmp_path / "a").write_bytes(data)
    assert refusals(tmp_path)["a"].startswith("it cannot be unpacked")


def test_entities_are_refused_before_they_expand() -> None:
    """The parser stops at the declaration."""
    with pytest.raises(Refused, match="document type"):
        parse(BOMB)
