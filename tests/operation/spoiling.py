# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Archives that are not what they were."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from grc.operation.archive import ArchiveReader, writing
from grc.operation.manifest import Manifest


def change(path: Path, member: str, edit: Callable[[bytes], bytes | None]) -> None:
    """Write the archive anew with one member edited, or left out."""
    with tarfile.open(path) as tar:
        parts = [(part.name, tar.extractfile(part).read()) for part in tar]  # type: ignore[union-attr]
    with tarfile.open(path, "w") as tar:
        for name, content in parts:
            edited = edit(content) if name.startswith(member) else content
            if edited is not None:
                info = tarfile.TarInfo(name)
                info.size = len(edited)
                tar.addfile(info, BytesIO(edited))


def change_manifest(path: Path, **values: Any) -> None:
    """Change what the manifest says, and seal it again as its maker would."""

    def edit(text: bytes) -> bytes:
        manifest = Manifest.from_json(text)
        return Manifest(**{**vars(manifest), **values}).to_json()

    change(path, "manifest", edit)


def smuggle(path: Path, name: str) -> None:
    """Write the archive anew with one file of that name, all hashes and the seal being right."""
    reader, dump = ArchiveReader(path), path.with_suffix(".dump")
    manifest = reader.manifest()
    reader.extract_database(dump)
    with writing(path) as writer:
        writer.add_database(dump)
        writer.add_file(name, BytesIO(b"mine"), 4)
        writer.add_list()
        writer.add_manifest(replace(manifest, parts=writer.parts))
