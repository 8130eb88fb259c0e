# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Which files are taken in: the extension, the first bytes and the declared list must agree.

Pictures are decoded and written again, which drops position and device data (law R2.15, R5.31);
archives and anything that runs are refused (law R5.30).
"""

from __future__ import annotations

import io
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grc.core.refusals import NotValid
from grc.core.text import clean

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from PIL import Image

LARGEST = 10_000_000
MOST_PIXELS = 50_000_000
LONGEST_EDGE = 2_400
PICTURES = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
OFFICE = {
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ACCEPTED = ("pdf", "jpg", "jpeg", "png", "webp", "odt", "docx", "txt")
# What a browser's file dialog is told to offer.
ACCEPT_ATTRIBUTE = ",".join(f".{extension}" for extension in ACCEPTED)


@dataclass(frozen=True, kw_only=True)
class AcceptedFile:
    """A file that may be kept: its cleaned name, its true type, its bytes."""

    name: str
    content_type: str
    content: bytes


def accept(upload: UploadedFile[bytes]) -> AcceptedFile:
    """Return the file as it will be kept.

    Raises NotValid with what is wrong and what to do, naming the file.
    """
    name = clean(PurePath((upload.name or "").replace("\\", "/")).name)[-200:] or "file"
    extension = name.rpartition(".")[2].lower()
    if (upload.size or 0) > LARGEST:
        raise NotValid(
            _("%(name)s is larger than 10 MB. Choose a smaller file, or a photo of lower size.")
            % {"name": name}
        )
    if extension not in ACCEPTED:
        raise NotValid(
            _("%(name)s is not of an accepted type. Send one of: %(types)s.")
            % {"name": name, "types": ", ".join(ACCEPTED)}
        )
    content = upload.read()
    if not content:
        raise NotValid(_("%(name)s is empty. Choose it again.") % {"name": name})
    content_type, content = _checked(name, extension, content)
    return AcceptedFile(name=name, content_type=content_type, content=content)


def _checked(name: str, extension: str, content: bytes) -> tuple[str, bytes]:
    if extension in PICTURES:
        return _picture(name, content)
    if extension == "pdf" and content.startswith(b"%PDF-"):
        return "application/pdf", content
    if extension in OFFICE and _is_office(content):
        return OFFICE[extension], content
    if extension == "txt" and _is_text(content):
        return "text/plain", content
    raise _unlike(name)


def _unlike(name: str) -> NotValid:
    return NotValid(
        _("%(name)s is damaged, or is not what its name says. Open it, save it again, and retry.")
        % {"name": name}
    )


def _picture(name: str, content: bytes) -> tuple[str, bytes]:
    # Read with the first picture: workers need neither it nor its memory.
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
            kind = image.format or ""
            if image.width * image.height > MOST_PIXELS:
                raise NotValid(
                    _("%(name)s has too many pixels. Take the photo in a lower resolution.")
                    % {"name": name}
                )
            image = ImageOps.exif_transpose(image)
    except NotValid:
        raise
    except Exception as error:
        raise _unlike(name) from error
    return f"image/{kind.lower()}", _rewritten(name, image, kind)


def _rewritten(name: str, image: Image.Image, kind: str) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    try:
        image.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
        if kind == "JPEG" and image.mode not in ("RGB", "L"):
            image = image.convert("RGB")
        clean_image = Image.new(image.mode, image.size)
        if image.mode == "P" and (palette := image.getpalette()):
            clean_image.putpalette(palette)
        clean_image.paste(image)
        clean_image.save(out, format=kind, quality=85)
    except Exception as error:
        raise _unlike(name) from error
    return out.getvalue()


def _is_office(content: bytes) -> bool:
    """Return whether this is a zip of a document's shape, and no bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            unpacked = sum(entry.file_size for entry in entries)
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    shaped = "[Content_Types].xml" in names or "content.xml" in names
    return shaped and len(entries) <= 2_000 and unpacked <= 200_000_000


def _is_text(content: bytes) -> bool:
    try:
        return "\x00" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False
