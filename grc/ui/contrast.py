# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Contrast of colours as WCAG 2 defines it, and the nearest town colour that can be read.

Text needs a ratio of 4.5, edges and marks 3 (law R3.06). Colours are written #rrggbb.
"""

from __future__ import annotations

import colorsys

TEXT = 4.5
EDGE = 3.0
LIGHT_PAPER, LIGHT_INK = "#fdfcfa", "#1f211f"
DARK_PAPER, DARK_INK = "#171918", "#e9e7e2"
# The strongest tint of an accent that lies under text of the same accent, in per cent.
LIGHT_TINT, DARK_TINT = 8, 14


def ratio(a: str, b: str) -> float:
    """Return the contrast ratio of two colours, from 1 (equal) to 21 (black and white)."""
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(a: str, percent: float, b: str) -> str:
    """Return ``percent`` of a in b, as CSS ``color-mix(in srgb, a percent, b)`` does."""
    share = percent / 100
    pairs = zip(_channels(a), _channels(b), strict=True)
    return _hex(tuple(x * share + y * (1 - share) for x, y in pairs))


def on_colour(accent: str) -> str:
    """Return the text colour, white or near-black, that reads best on an accent."""
    return max("#ffffff", "#101211", key=lambda text: ratio(text, accent))


def readable_accent(accent: str, paper: str = LIGHT_PAPER) -> str:
    """Return the accent itself if text in it can be read on the paper, or the nearest that can.

    The hue is kept; only the lightness moves, away from the paper. Its own tint is a paper too.
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*(c / 255 for c in _channels(accent)))
    step = -0.005 if _luminance(paper) > 0.18 else 0.005
    candidate = _hex(_channels(accent))
    while not _is_readable(candidate, paper) and 0 < lightness + step < 1:
        lightness += step
        rgb = colorsys.hls_to_rgb(hue, lightness, saturation)
        candidate = _hex(tuple(c * 255 for c in rgb))
    return candidate


def theme_css(accent: str) -> str:
    """Return the style sheet of a town: its accent, readable in the light and in the dark."""
    light = readable_accent(accent, LIGHT_PAPER)
    dark = readable_accent(accent, DARK_PAPER)
    return (
        f":root{{--accent:{light};--on-accent:{on_colour(light)}}}\n"
        f"@media (prefers-color-scheme:dark){{"
        f":root{{--accent:{dark};--on-accent:{on_colour(dark)}}}}}\n"
    )


def _is_readable(accent: str, paper: str) -> bool:
    tint = LIGHT_TINT if _luminance(paper) > 0.18 else DARK_TINT
    return ratio(accent, mix(accent, tint, paper)) >= TEXT and ratio(accent, paper) >= TEXT


def _channels(colour: str) -> tuple[int, int, int]:
    digits = colour.removeprefix("#")
    if len(digits) != 6:
        raise ValueError(f"A colour is written #rrggbb, not {colour!r}.")
    red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    return red, green, blue


def _hex(channels: tuple[float, ...]) -> str:
    return "#" + "".join(f"{min(255, max(0, round(c))):02x}" for c in channels)


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
