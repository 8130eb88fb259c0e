# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a resident does at the citizens' door, and the sentences they read there."""

from __future__ import annotations

import html
import io
import re
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

FORM = "/demarches/pothole/"
# One question of each kind; only the first must be answered.
EVERY_KIND: list[dict[str, Any]] = [
    {
        "code": "what",
        "kind": "long_text",
        "label": {"fr": "Quoi ?", "en": "What?"},
        "required": True,
    },
    {"code": "short", "kind": "short_text", "label": {"fr": "En bref", "en": "In brief"}},
    {"code": "mail", "kind": "email", "label": {"fr": "Autre courriel", "en": "Other e-mail"}},
    {"code": "call", "kind": "phone", "label": {"fr": "Autre numéro", "en": "Other number"}},
    {
        "code": "size",
        "kind": "number",
        "label": {"fr": "Taille", "en": "Size"},
        "minimum": 1,
        "maximum": 9,
    },
    {"code": "day", "kind": "date", "label": {"fr": "Jour", "en": "Day"}},
    {"code": "danger", "kind": "boolean", "label": {"fr": "Danger ?", "en": "Danger?"}},
    {
        "code": "one",
        "kind": "choice",
        "label": {"fr": "Lequel ?", "en": "Which?"},
        "choices": [
            {"code": "left", "label": {"fr": "Gauche", "en": "Left"}},
            {"code": "right", "label": {"fr": "Droite", "en": "Right"}},
        ],
    },
    {
        "code": "many",
        "kind": "choices",
        "label": {"fr": "Lesquels ?", "en": "Which ones?"},
        "choices": [
            {"code": "red", "label": {"fr": "Rouge", "en": "Red"}},
            {"code": "blue", "label": {"fr": "Bleu", "en": "Blue"}},
        ],
    },
    {"code": "place", "kind": "address", "label": {"fr": "Où ?", "en": "Where?"}},
    {"code": "photo", "kind": "file", "label": {"fr": "Photos", "en": "Photos"}},
]


def filled(**changes: Any) -> dict[str, Any]:
    """Return a form filled in well; hyphens of names are written as underscores here."""
    typed = {
        "what": "Un trou devant le 12.",
        "place": "12 rue des Fleurs",
        "requester-name": "Marie Dupont",
        "requester-email": "marie@example.org",
        "requester-phone": "",
        "form-token": str(uuid.uuid4()),
    }
    renamed = {
        name.replace("_", "-")
        if name.startswith(("requester_", "form_", "place_"))
        else name: value
        for name, value in changes.items()
    }
    return {name: value for name, value in (typed | renamed).items() if value is not None}


def said(language: str, msgid: str, **params: object) -> str:
    """Return a sentence as this reader sees it, single-spaced."""
    with translation.override(language):
        sentence = translation.gettext(msgid)
    return " ".join((sentence % params if params else sentence).split())


def text_of(response: Any) -> str:
    """Return the page as it is read: without tags, single-spaced."""
    return words_of(response.content.decode())


def words_of(page: str) -> str:
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def picture(name: str = "trou.png", colour: str = "red") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (6, 4), colour).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")
