# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Without its libraries the town cannot print, says which is missing, and does all else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grc.answers.letters import (
    LettersUnavailable,
    Sheet,
    letter_pdf,
    letters_pdf,
    libraries,
    missing_packages,
    printing,
    proof_pdf,
)

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def no_pango(monkeypatch):
    """A machine without it, and a process that printed nothing yet."""
    printing._weasyprint.cache_clear()
    found = {"libnot-here.so.7": "libpango-1.0-0"}
    monkeypatch.setattr(libraries, "LIBRARIES", libraries.LIBRARIES | found)
    yield
    printing._weasyprint.cache_clear()


def test_the_missing_package_is_named(no_pango, letter):
    """Whoever prints reads what to ask for; the name is Debian's."""
    sheet = Sheet(title="x", language="fr", town="x", reference="x", sections=())
    for gesture in (
        lambda: letter_pdf(letter()),
        lambda: letters_pdf([letter()]),
        lambda: proof_pdf(sheet),
    ):
        with pytest.raises(LettersUnavailable, match=r"apt install .*libpango-1.0-0") as refused:
            gesture()
        assert refused.value.status == 503
        assert "libpango-1.0-0" in refused.value.packages


def test_a_machine_without_fonts_is_told_apart(press, monkeypatch):
    """Empty pages would look like letters."""
    assert missing_packages() == []
    monkeypatch.setattr(libraries, "_has_fonts", lambda: False)
    assert missing_packages() == ["fonts-liberation"]


def test_no_font_anywhere_is_noticed(press, tmp_path):
    """Asked of fontconfig itself, in a process that knows no folder of fonts."""
    empty = tmp_path / "fonts.conf"
    empty.write_text("<fontconfig></fontconfig>")
    code = "from grc.answers.letters.libraries import missing_packages as m; print(m())"
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"FONTCONFIG_FILE": str(empty), "PATH": "", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "['fonts-liberation']"


def test_weasyprint_is_read_with_the_first_letter():
    """A process that prints nothing does not hold its 35 MB."""
    code = (
        "import django, sys; django.setup(); import grc.urls, grc.answers.letters\n"
        "print([name for name in ('weasyprint', 'fontTools', 'tinycss2') if name in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "grc.settings.test"},
    )
    assert said.stdout.strip() == "[]"
