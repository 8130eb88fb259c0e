# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Files that broke others: kept safely, or refused in a sentence; never an error."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from grc.service_requests.models import Attachment
from tests.portal.gestures import FORM, filled

pytestmark = pytest.mark.django_db


def files_under(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("kind", ["images", "upload"])
def test_real_bad_files_never_break_the_form(service, shared_data, kind):
    """Each is sent under its own name, and again as a picture: taken or refused, never an error."""
    for number, path in enumerate(files_under(shared_data / "07-bad-input" / kind)):
        for name in (path.name, f"{path.stem}.jpg", f"{path.stem}.pdf", f"{path.stem}.docx"):
            upload = SimpleUploadedFile(name, path.read_bytes())
            client = Client(REMOTE_ADDR=f"10.1.{number // 256}.{number % 256}")
            response = client.post(FORM, filled() | {"photo": upload})
            assert response.status_code in (303, 422), name
            if response.status_code == 422:
                assert "errorlist" in response.content.decode()


def test_pictures_that_are_kept_tell_nothing_of_the_phone(service, shared_data):
    """Position and device are gone from every photograph that is kept (law R5.31)."""
    photographs = files_under(shared_data / "07-bad-input" / "images" / "fixmystreet")
    kept = 0
    for path in photographs:
        upload = SimpleUploadedFile(f"{path.stem}.jpg", path.read_bytes())
        kept += Client().post(FORM, filled() | {"photo": upload}).status_code == 303
    assert kept
    for attachment in Attachment.objects.all():
        with attachment.file.open("rb") as content, Image.open(content) as picture:
            assert not picture.getexif()


@pytest.mark.parametrize(
    "name", ["..\\..\\evil.txt", "../../evil.txt", "a\x00b.txt", "é" * 300 + ".txt"]
)
def test_names_of_files_are_names_and_nothing_more(service, name):
    """A path, a null or a very long name ends as a plain name on the page."""
    upload = SimpleUploadedFile("x.txt", b"bonjour")
    upload._name = name
    response = Client().post(FORM, filled() | {"photo": upload})
    assert response.status_code == 303
    stored = Attachment.objects.get()
    assert "/" not in stored.name
    assert "\\" not in stored.name
    assert "\x00" not in stored.name
    assert stored.file.name.startswith(f"{stored.municipality_id}/")
