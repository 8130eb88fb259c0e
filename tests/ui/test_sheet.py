# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Rules for every template and for the weight of what they load."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import grc

HOUSE = Path(grc.__file__).parent
STATIC = HOUSE / "ui/static/ui"
TEMPLATES = sorted(HOUSE.rglob("templates/**/*.html"))
MAILS = re.compile(r"/emails?/|/letters?/|/mails?/")
PAGES = [path for path in TEMPLATES if not MAILS.search(str(path))]
CSS = (STATIC / "catalaune.css").read_text(encoding="utf-8")


def name(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def test_the_style_sheet_keeps_its_budget() -> None:
    """The one sheet of all doors weighs at most 25 kB compressed (law R4.01)."""
    assert len(gzip.compress(CSS.encode(), 9)) <= 25_000


def test_the_scripts_keep_their_budget() -> None:
    """All scripts of this room together weigh less than 4 kB compressed."""
    scripts = b"".join(path.read_bytes() for path in STATIC.glob("*.js"))
    assert len(gzip.compress(scripts, 9)) < 4_000


def test_the_sheet_loads_nothing() -> None:
    """No web font, no import, no picture: one file is the whole look."""
    assert not re.search(r"@import|@font-face|url\(", CSS)


def test_the_sheet_bears_nothing_of_the_state() -> None:
    """The State's design system is forbidden to towns (law R9.01)."""
    assert not re.search(r"marianne|spectral|dsfr|\bfr-|#000091", CSS, re.IGNORECASE)


def test_every_token_used_is_declared() -> None:
    """A property that nobody declares would silently fall back to nothing."""
    used = set(re.findall(r"var\((--[\w-]+)", CSS))
    assert used <= set(re.findall(r"(--[\w-]+):", CSS))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_no_inline_script_or_style(path: Path) -> None:
    """The content security policy forbids them, so no template has any."""
    html = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", path.read_text("utf-8"), flags=re.S)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html, re.IGNORECASE)
    for script in re.findall(r"<script\b[^>]*>", html):
        assert "src=" in script


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_templates_bear_their_licence(path: Path) -> None:
    """Every template begins with its copyright and licence."""
    assert "SPDX-License-Identifier: EUPL-1.2" in path.read_text("utf-8")[:300]
