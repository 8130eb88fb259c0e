# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How the letters of a town begin: lines that fit, and a logo that is a picture and no more."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, PngImagePlugin

from grc.core.refusals import NotValid
from grc.municipalities.models import Letterhead

pytestmark = pytest.mark.django_db


def make_letterhead(town: Any, **changes: Any) -> Letterhead:
    given = {
        "address": "Hôtel de ville\n1 place Foch\n51000 Châlons",
        "place": "Châlons",
        "mayor_name": "Hélène Marchand",
        "mayor_title": {"fr": "La maire"},
        "delegation_formula": {"fr": "Pour la maire et par délégation"},
    }
    return Letterhead.objects.create(municipality=town, **(given | changes))


def png(size: tuple[int, int] = (40, 20), **info: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", size, (200, 10, 10, 128)).save(out, format="PNG", **info)
    return out.getvalue()


@pytest.mark.parametrize(
    "changes",
    [
        {"address": "a\nb\nc\nd\ne\nf"},
        {"address": "x" * 61},
        {"address": ""},
        {"mayor_name": ""},
        {"mayor_title": {}},
        {"mayor_title": {"fr": " "}},
        {"delegation_formula": "words"},
        {"footer": {"fr": 1}},
    ],
)
def test_a_letterhead_that_lacks_something_is_refused(town, changes):
    """Whoever saves it: a letter must not leave without the name of its author (law R1.30)."""
    with pytest.raises(ValidationError):
        make_letterhead(town, **changes)


def test_a_town_has_one_letterhead(town):
    """The second is refused with a sentence."""
    make_letterhead(town)
    with pytest.raises(ValidationError, match="already has a letterhead"):
        make_letterhead(town)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\x89PNG\r\n\x1a\n cut",
        b"GIF89a",
    ],
)
def test_only_a_png_is_a_logo(town, content):
    """An SVG can hold programs and addresses."""
    with pytest.raises(NotValid, match="must be a PNG"):
        make_letterhead(town).set_logo(content, by=None)


def test_a_large_logo_is_refused(town):
    """By its bytes, and by its pixels before they are unpacked."""
    with pytest.raises(NotValid, match="500 kB"):
        make_letterhead(town).set_logo(b"\x89PNG" + bytes(500_000), by=None)
    bomb = io.BytesIO()
    Image.new("1", (5000, 5000)).save(bomb, format="PNG")
    with pytest.raises(NotValid, match="too many pixels"):
        Letterhead.objects.get().set_logo(bomb.getvalue(), by=None)


def test_a_logo_is_written_again(town, settings, tmp_path):
    """Nothing but its picture is kept: neither words nor what stands after its end."""
    settings.MEDIA_ROOT = tmp_path
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "secret words")
    letterhead = make_letterhead(town)
    letterhead.set_logo(png((3000, 300), pnginfo=words) + b"tail of secret words", by=None)
    kept = Letterhead.objects.get().logo_bytes()
    assert b"secret" not in kept
    image = Image.open(io.BytesIO(kept))
    assert (image.format, image.mode, image.width) == ("PNG", "RGBA", 1200)
    assert image.getpixel((5, 5))[3] == 128


def test_no_logo_is_no_bytes(town):
    assert make_letterhead(town).logo_bytes() == b""
