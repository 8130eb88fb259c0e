# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Files: types and sizes limited, pictures without hidden data, nothing ever a server error."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from grc.core.refusals import NotValid
from grc.service_requests.file_types import LARGEST, accept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scratch_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(name, content):
    return SimpleUploadedFile(name, content)


def jpeg(**options):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", **options)
    return out.getvalue()


def zipped(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("run.exe", b"MZ"),
        ("page.html", b"<html>"),
        ("image.svg", b"<svg/>"),
        ("archive.zip", zipped("a")),
        ("no-extension", b"hello"),
        ("photo.jpg", b"%PDF-1.4"),
        ("photo.jpg", b"<?php echo 1;"),
        ("letter.pdf", b"MZ\x90"),
        ("letter.docx", zipped("evil.exe")),
        ("letter.odt", b"not a zip"),
        ("notes.txt", b"\xff\xfe\x00b"),
        ("empty.pdf", b""),
        ("", b"x"),
        ("../../etc/passwd", b"root"),
    ],
)
def test_what_is_not_accepted_is_refused_by_name(name, content):
    """Extension and bytes must agree with the list; the sentence names the file (law R5.30)."""
    with pytest.raises(NotValid):
        accept(upload(name or "x", content))


def test_a_file_too_large_is_refused_before_it_is_read():
    """Ten megabytes at most."""
    big = upload("big.pdf", b"%PDF-")
    big.size = LARGEST + 1
    with pytest.raises(NotValid, match=r"10\sM"):
        accept(big)


def test_a_picture_with_too_many_pixels_is_refused():
    """A pixel flood is not decoded."""
    out = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(out, "PNG")
    with pytest.raises(NotValid):
        accept(upload("flood.png", out.getvalue()))


def test_position_and_device_are_dropped_from_pictures():
    """EXIF does not survive (law R2.15)."""
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x8825] = {1: "N", 2: (48.0, 57.0, 0.0)}
    kept = accept(upload("photo.jpg", jpeg(exif=exif)))
    assert b"SecretCamera" not in kept.content
    assert not Image.open(io.BytesIO(kept.content)).getexif()


def test_a_rotated_picture_is_turned_before_its_data_go():
    """The orientation of EXIF becomes pixels."""
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = accept(upload("photo.jpg", jpeg(exif=exif)))
    assert Image.open(io.BytesIO(kept.content)).size == (30, 40)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("letter.pdf", b"%PDF-1.7 x", "application/pdf"),
        ("notes.txt", "déjà vu".encode(), "text/plain"),
        (
            "letter.docx",
            zipped("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_documents_are_kept_as_they_are(name, content, content_type):
    """Their bytes do not change."""
    kept = accept(upload(name, content))
    assert (kept.content, kept.content_type) == (content, content_type)


def test_the_same_file_twice_is_kept_once(service_request, agent):
    """A retried form does not double its files; the stored name says nothing of the file."""
    first = service_request.attach(upload("a.jpg", jpeg()), by=agent)
    second = service_request.attach(upload("a.jpg", jpeg()), by=agent)
    assert first.pk == second.pk
    assert "a.jpg" not in first.file.name


def test_real_bad_files_are_refused_in_words(shared_data):
    """Fuzzed pictures, bombs and polyglots: kept clean or refused, never an error."""
    folder = shared_data / "07-bad-input"
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".txt"]
    tried = 0
    for path in files:
        if "email" in path.parts:
            continue
        name = path.name if path.suffix else path.name + ".jpg"
        with suppress(NotValid):
            accept(upload(name, path.read_bytes()))
        tried += 1
    assert tried > 40
