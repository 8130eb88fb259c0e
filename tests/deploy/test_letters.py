# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Wherever a town is put up, what letters are printed with is installed."""

from __future__ import annotations

import pytest

from grc.answers.letters.libraries import FONTS, LIBRARIES
from tests.deploy.units import ROOT

# Pango brings it along.
PACKAGES = {*LIBRARIES.values(), FONTS} - {"libfontconfig1"}


@pytest.mark.parametrize("path", [".ci/run", "deploy/Containerfile", "docs/operators/install.md"])
def test_the_packages_of_letters_are_named(path):
    """In the image, in the guide, and before the tests."""
    text = (ROOT / path).read_text("utf-8")
    assert {package for package in PACKAGES if package not in text} == set()
