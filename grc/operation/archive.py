# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The archive: one tar with the database, the files, a list of the files, and the manifest.

It is written under another name and renamed when it is whole: what bears the name of a backup is
one. The manifest comes last, because it holds the hash of everything before it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Final, Self

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.utils import validate_file_name
from django.utils.translation import gettext as _

from grc.operation.manifest import Manifest, Part
from grc.operation.refusals import CannotRestore

DATABASE: Final = "database.dump"
LIST: Final = "files.jsonl"
MANIFEST: Final = "manifest.json"
FILES: Final = "files/"
PARTIAL: Final = ".catalaune-partial-"
_JUST_MADE: Final = 60.0
_BLOCK: Final = 1 << 20


class Hashed:
    """A file that is read once, and hashed on the way."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest, self.size = file, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self._digest.update(block)
        self.size += len(block)
        return block

    @property
    def part(self) -> Part:
        """Size and hash of what was read so far."""
        return Part(self.size, self._digest.hexdigest())

    def exhaust(self) -> Part:
        while self.read(_BLOCK):
            pass
        return self.part


@dataclass(frozen=True)
class Listed:
    """A line of the list: one stored file as the archive holds it."""

    name: str
    size: int
    sha256: str

    def to_json(self) -> bytes:
        return json.dumps([self.name, self.size, self.sha256]).encode() + b"\n"

    @classmethod
    def from_json(cls, line: bytes) -> Self:
        return cls(*json.loads(line))


class ArchiveWriter:
    """Appends members to a new archive. Parts other than files are remembered for the manifest."""

    def __init__(self, tar: tarfile.TarFile, lines: IO[bytes]) -> None:
        self._tar, self._list = tar, lines
        self.parts: dict[str, Part] = {}
        self.files = self.file_bytes = 0

    def add_database(self, path: Path) -> None:
        with path.open("rb") as dump:
            self.parts[DATABASE] = self._add(DATABASE, dump, path.stat().st_size)

    def add_file(self, name: str, file: IO[bytes], size: int) -> Part:
        """Append a stored file; return what was read of it."""
        part = self._add(FILES + name, file, size)
        self._list.write(Listed(name, part.size, part.sha256).to_json())
        self.files += 1
        self.file_bytes += part.size
        return part

    def add_list(self) -> None:
        size = self._list.tell()
        self._list.seek(0)
        self.parts[LIST] = self._add(LIST, self._list, size)

    def add_manifest(self, manifest: Manifest) -> None:
        text = manifest.to_json()
        self._add(MANIFEST, BytesIO(text), len(text))

    def _add(self, name: str, file: IO[bytes], size: int) -> Part:
        member, hashed = tarfile.TarInfo(name), Hashed(file)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, hashed)
        # The library remembers every member: a town's million files would not fit in memory.
        self._tar.members.clear()  # type: ignore[attr-defined]
        return hashed.part


@contextmanager
def writing(path: Path) -> Iterator[ArchiveWriter]:
    """Open a new archive; it is complete when this is left."""
    with (
        tempfile.TemporaryFile(dir=path.parent) as lines,
        tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar,
    ):
        yield ArchiveWriter(tar, lines)


class ArchiveReader:
    """Reads an archive, and believes nothing that the manifest does not confirm."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offsets: dict[str, tarfile.TarInfo] = {}

    def manifest(self) -> Manifest:
        """Find and read the manifest. Raises CannotRestore when this is no whole archive."""
        for member, _file in self._members():
            if not member.name.startswith(FILES):
                self._offsets[member.name] = member
        if not {DATABASE, LIST, MANIFEST} <= self._offsets.keys():
            raise CannotRestore(
                _("%(path)s is not a whole backup of Catalaune. Take another archive.")
                % {"path": self.path}
            )
        with self._part(MANIFEST) as file:
            return Manifest.from_json(file.read())

    def verify(self, manifest: Manifest) -> None:
        """Hash everything. Raises CannotRestore, naming the part that is not as it was made."""
        for name in (DATABASE, LIST):
            with self._part(name) as file:
                if Hashed(file).exhaust() != manifest.parts.get(name):
                    raise _changed(name)
        for listed, file in self.files():
            _refuse_outside(listed.name)
            if Hashed(file).exhaust() != Part(listed.size, listed.sha256):
                raise _changed(listed.name)

    def extract_database(self, path: Path) -> None:
        with self._part(DATABASE) as file, path.open("wb") as dump:
            while block := file.read(_BLOCK):
                dump.write(block)

    def files(self) -> Iterator[tuple[Listed, IO[bytes]]]:
        """Give each stored file with its line of the list, in the order of both."""
        with self._part(LIST) as lines:
            listed = map(Listed.from_json, lines)
            for member, file in self._members():
                if not member.name.startswith(FILES):
                    continue
                line = next(listed, None)
                if line is None or FILES + line.name != member.name:
                    raise _changed(member.name)
                yield line, file
            if (left := next(listed, None)) is not None:
                raise _changed(left.name)

    @contextmanager
    def _part(self, name: str) -> Iterator[IO[bytes]]:
        with tarfile.open(self.path, "r:") as tar:
            file = tar.extractfile(self._offsets[name])
            if file is None:
                raise _changed(name)
            yield file

    def _members(self) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
        try:
            with tarfile.open(self.path, "r:") as tar:
                for member in tar:
                    # As when writing: it would remember every one.
                    tar.members.clear()  # type: ignore[attr-defined]
                    file = tar.extractfile(member)
                    if file is None:
                        raise _changed(member.name)
                    yield member, file
        except tarfile.TarError as error:
            raise CannotRestore(
                _("%(path)s is not an archive of Catalaune, or it was cut.") % {"path": self.path}
            ) from error
        except OSError as error:
            raise CannotRestore(
                _("%(path)s cannot be read: %(reason)s.")
                % {"path": self.path, "reason": error.strerror or error}
            ) from error


@contextmanager
def partial(folder: Path) -> Iterator[Path]:
    """Make an empty file of ours alone in the folder; delete it on the way out unless kept.

    What a killed run left there is deleted: the kernel let go of its lock.
    """
    for remains in folder.glob(f"{PARTIAL}*"):
        _delete_if_abandoned(remains)
    descriptor, name = tempfile.mkstemp(prefix=PARTIAL, dir=folder)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield Path(name)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)
        os.close(descriptor)


def keep(written: Path, path: Path) -> None:
    """Give a partial file its name once it is safely on the disk. Raises FileExistsError."""
    if path.exists():
        raise FileExistsError(path)
    _sync(written)
    written.rename(path)
    _sync(path.parent)


def _delete_if_abandoned(path: Path) -> None:
    """A lock that can be taken has no owner, unless he only just made the file."""
    with suppress(OSError), path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if time.time() - path.stat().st_mtime > _JUST_MADE:
            path.unlink()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse_outside(name: str) -> None:
    """A seal is no signature: whoever makes an archive may name a file as they like."""
    try:
        validate_file_name(name, allow_relative_path=True)
    except SuspiciousFileOperation as error:
        raise CannotRestore(
            _(
                "%(name)s would lie outside the folder of files: "
                "this archive was not made by backup."
            )
            % {"name": name}
        ) from error


def _changed(name: str) -> CannotRestore:
    return CannotRestore(
        _("%(part)s is not what was backed up: the archive is damaged. Take another archive.")
        % {"part": name}
    )
