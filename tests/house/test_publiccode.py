# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Other public bodies find this software by publiccode.yml: it is valid, in both languages."""

from __future__ import annotations

import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
CODE = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))


def test_what_the_standard_asks_for_is_there():
    """publiccode.yml 0.7: the mandatory keys, with values it knows (law R8.21)."""
    assert CODE["publiccodeYmlVersion"] == "0"
    for key in ("name", "url", "platforms", "developmentStatus", "softwareType"):
        assert CODE[key], key
    assert CODE["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert CODE["legal"]["license"] == "EUPL-1.2"
    assert CODE["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert CODE["maintenance"]["contacts"]
    assert set(CODE["localisation"]["availableLanguages"]) == {"fr", "en"}


def test_each_language_says_the_same_things():
    """French and English are complete: short text, long text, as many features."""
    french, english = CODE["description"]["fr"], CODE["description"]["en"]
    for description in (french, english):
        assert 0 < len(description["shortDescription"]) <= 150
        assert 150 <= len(description["longDescription"]) <= 10_000
    assert len(french["features"]) == len(english["features"])


def test_the_version_is_the_softwares():
    """One version everywhere."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert CODE["softwareVersion"] == project["version"]
