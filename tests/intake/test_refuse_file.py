# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A file that cannot be imported at all: one sentence, and nothing was written."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError

from grc.catalog.models import Service
from grc.intake import reading
from grc.service_requests.models import ServiceRequest
from tests.intake.files import COLUMNS, a_row, as_csv, bring_in
from workflows.models import Workflow

HEADER = ",".join(COLUMNS) + "\n"
GOOD = as_csv([a_row(number) for number in range(1, 4)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "paris.csv"


def refusal(path: Path, **options: str) -> str:
    with pytest.raises(CommandError) as raised:
        bring_in(path, **options)
    assert not ServiceRequest.objects.exists()
    assert not Service.objects.exists()
    return str(raised.value)


def test_no_file(town: Any, path: Path) -> None:
    """A path that leads nowhere is said, and a folder is no file."""
    assert "There is no file" in refusal(path)
    assert "There is no file" in refusal(path.parent)


def test_empty(town: Any, path: Path) -> None:
    """A file without a byte is not taken for a file without requests."""
    path.write_bytes(b"")
    assert refusal(path) == "The file is empty."


def test_gzip_of_nothing(town: Any, path: Path) -> None:
    """An empty file stays empty when it is packed."""
    path.write_bytes(gzip.compress(b""))
    assert refusal(path) == "The file is empty."


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-16-le"])
def test_another_encoding_throughout(town: Any, path: Path, encoding: str) -> None:
    """A whole file in another encoding is refused before anything is written, not row by row."""
    path.write_bytes(GOOD.encode(encoding))
    assert "utf-8" in refusal(path)


def test_another_encoding_in_many_rows(town: Any, path: Path) -> None:
    """Accents undecodable again and again are another encoding, even where most rows have none."""
    bare = {"type": "Eau", "soustype": "Eau"}
    rows = [a_row(number, **bare) for number in range(100)] + [a_row(n) for n in range(200, 212)]
    path.write_bytes(as_csv(rows).encode("latin-1"))
    assert "Save it anew" in refusal(path)


def test_bytes_that_are_no_text(town: Any, path: Path) -> None:
    """A picture is not a list of requests."""
    path.write_bytes(bytes(range(256)) * 100)
    assert "does not name columns" in refusal(path)


def test_first_line_without_end(town: Any, path: Path) -> None:
    """A first line longer than any row does not fill the memory."""
    path.write_bytes(b"numero," * 200_000)
    assert "does not name columns" in refusal(path)


def test_missing_columns(town: Any, path: Path) -> None:
    """Every missing column is named, with those that the file has."""
    path.write_text(GOOD.replace("prefixe", "canal", 1).replace("lat", "y", 1), encoding="utf-8")
    sentence = refusal(path)
    assert "“prefixe”, “lat”" in sentence
    assert "canal" in sentence


def test_another_delimiter(town: Any, path: Path) -> None:
    """A file cut at semicolons lacks every column of a mapping that declares commas."""
    path.write_text(GOOD.replace(",", ";"), encoding="utf-8")
    assert "has no column" in refusal(path)


def test_column_twice(town: Any, path: Path) -> None:
    """Two columns of one name could not both be kept."""
    path.write_text(GOOD.replace("numero", "ville", 1), encoding="utf-8")
    assert refusal(path) == "Two columns have the same name: “ville”."


@pytest.mark.parametrize("kept", [30, 0.5, -5])
def test_gzip_cut_off(town: Any, path: Path, kept: float) -> None:
    """A packed file that stops in the middle is noticed before its first row is imported."""
    packed = gzip.compress(GOOD.encode() * 50)
    path.write_bytes(packed[: int(kept * len(packed)) if isinstance(kept, float) else kept])
    assert "damaged or cut off" in refusal(path)


def test_gzip_damaged(town: Any, path: Path) -> None:
    """A changed byte inside a packed file is noticed too."""
    packed = bytearray(gzip.compress(GOOD.encode()))
    packed[len(packed) // 2] ^= 0xFF
    path.write_bytes(packed)
    assert "damaged or cut off" in refusal(path)


@pytest.mark.parametrize("filling", [b"0" * 900_000, b"0\n" * 200_000, HEADER.encode() * 5000])
def test_gzip_without_bottom(
    town: Any, path: Path, monkeypatch: pytest.MonkeyPatch, filling: bytes
) -> None:
    """A file made to unpack a thousand times its size stops at a declared measure."""
    monkeypatch.setattr(reading, "UNPACKED_FREELY", 200_000)
    path.write_bytes(gzip.compress(HEADER.encode() + filling))
    assert "more than 200 times its size" in refusal(path)


def test_unknown_town(town: Any, path: Path) -> None:
    """A town that does not exist is said."""
    path.write_text(GOOD, encoding="utf-8")
    assert refusal(path, municipality="atlantis") == "No town is called “atlantis”."


@pytest.mark.parametrize("name", ["atlantis", "../mappings/paris-dansmarue", ""])
def test_unknown_mapping(town: Any, path: Path, name: str) -> None:
    """A mapping that does not exist is said, with those that do; a name is never a path."""
    path.write_text(GOOD, encoding="utf-8")
    assert "paris-dansmarue" in refusal(path, mapping=name)


def test_workflow_without_published_version(town: Any, path: Path) -> None:
    """A workflow that the town only drafted is not published behind its back."""
    from workflows.library import load

    workflow = Workflow.objects.create(municipality=town, slug="report", name="report")
    workflow.draft(load("report"), by=None)
    path.write_text(GOOD, encoding="utf-8")
    assert "no published version" in refusal(path)
    assert workflow.published is None


def test_workflow_without_the_step(town: Any, path: Path) -> None:
    """The steps of a mapping must be steps of the town's own workflow."""
    from workflows.library import load

    definition = load("simple")
    definition["start"] = definition["steps"][0]["code"] = "fresh"
    named = [way for way in definition["transitions"] if isinstance(way["from"], list)]
    for transition in named:
        transition["from"] = ["fresh" if code == "new" else code for code in transition["from"]]
    workflow = Workflow.objects.create(municipality=town, slug="report", name="report")
    workflow.draft(definition, by=None).publish(by=None)
    path.write_text(GOOD, encoding="utf-8")
    assert "has no step “new”. Choose one of: fresh, in_progress" in refusal(path)


def test_report_over_the_file(town: Any, path: Path) -> None:
    """The report never erases what is imported."""
    from django.core.management import call_command

    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(CommandError, match="name another report"):
        call_command(
            "import_requests", path, mapping="paris-dansmarue", municipality=town.slug, report=path
        )
    assert path.read_text(encoding="utf-8") == GOOD


def test_report_that_cannot_be_written(town: Any, path: Path) -> None:
    """A report without a place is said before the first row is imported."""
    from django.core.management import call_command

    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command(
            "import_requests",
            path,
            mapping="paris-dansmarue",
            municipality=town.slug,
            report=path / "report.csv",
        )
    assert not ServiceRequest.objects.exists()


def test_header_only(town: Any, path: Path) -> None:
    """A file of no requests can be read: nothing to import is no failure."""
    path.write_text(HEADER, encoding="utf-8")
    assert bring_in(path).figures == (0, 0, 0, 0)
