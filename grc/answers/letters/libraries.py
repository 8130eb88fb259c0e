# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What printing needs of the system: libraries that pip cannot bring, and at least one font."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from typing import Final

from django.utils.translation import gettext as _

from grc.core.refusals import Refusal

FONTS: Final = "fonts-liberation"
_FONTCONFIG: Final = "libfontconfig.so.1"
#: Each library and the package of Debian that holds it.
LIBRARIES: Final = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    _FONTCONFIG: "libfontconfig1",
}
_FC_SET_SYSTEM: Final = 0


class LettersUnavailable(Refusal):
    """This machine cannot make PDFs. All else works."""

    status = 503

    def __init__(self, packages: list[str]) -> None:
        super().__init__(
            _(
                "Letters cannot be printed on this machine: %(packages)s is missing. Ask whoever "
                "runs it to install it: apt install %(command)s."
            )
            % {"packages": ", ".join(packages), "command": " ".join(packages)}
        )
        self.packages = packages


def missing_packages() -> list[str]:
    """Return the packages of Debian that printing lacks here, none when it works."""
    missing = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if not missing and not _has_fonts():
        missing.append(FONTS)
    return missing


def _loads(library: str) -> bool:
    with suppress(OSError):
        ctypes.CDLL(library)
        return True
    return False


class _FontSet(ctypes.Structure):
    _fields_ = (("count", ctypes.c_int), ("room", ctypes.c_int), ("fonts", ctypes.c_void_p))


def _has_fonts() -> bool:
    """Without any font a letter would be made of empty pages, and nothing would say so."""
    fontconfig = ctypes.CDLL(_FONTCONFIG)
    fontconfig.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
    fontconfig.FcConfigGetFonts.argtypes = (ctypes.c_void_p, ctypes.c_int)
    fontconfig.FcConfigGetFonts.restype = ctypes.POINTER(_FontSet)
    fontconfig.FcConfigDestroy.argtypes = (ctypes.c_void_p,)
    config = fontconfig.FcInitLoadConfigAndFonts()
    try:
        found = fontconfig.FcConfigGetFonts(config, _FC_SET_SYSTEM)
        return bool(found) and found.contents.count > 0
    finally:
        fontconfig.FcConfigDestroy(config)
