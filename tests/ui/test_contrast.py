# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Every colour that meets another can be read, in the light and in the dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import grc.ui
from grc.ui import contrast

CSS = (Path(grc.ui.__file__).parent / "static/ui/catalaune.css").read_text(encoding="utf-8")

TEXT_PAIRS = [
    *((text, paper) for text in ("ink", "muted") for paper in ("paper", "wash", "accent-tint")),
    *(("ink", f"{name}-tint") for name in ("ok", "warn", "danger", "info")),
    *((name, "paper") for name in ("accent", "ok", "warn", "danger", "info")),
    *((name, "wash") for name in ("accent", "warn", "danger")),
    *((name, f"{name}-tint") for name in ("accent", "ok", "warn", "danger", "info")),
    ("warn", "accent-tint"),
    ("danger", "accent-tint"),
    ("muted", "warn-tint"),
    ("on-accent", "accent"),
]
EDGE_PAIRS = [
    *(("edge", paper) for paper in ("paper", "wash", "accent-tint")),
    *((name, "paper") for name in ("accent", "ok", "warn", "danger", "info")),
    ("accent", "wash"),
]


def tokens(mode: str) -> dict[str, str]:
    """Return the colour tokens of a mode as #rrggbb, tints mixed as a browser would."""
    light = re.search(r"^:root \{(.*?)^\}", CSS, re.S | re.M)
    dark = re.search(r"prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}", CSS, re.S)
    assert light
    assert dark
    declared = dict(re.findall(r"--([\w-]+):\s*([^;]+);", light[1]))
    if mode == "dark":
        declared |= dict(re.findall(r"--([\w-]+):\s*([^;]+);", dark[1]))
    return {name: resolve(value, declared) for name, value in declared.items() if colour(value)}


def colour(value: str) -> bool:
    return value.startswith(("#", "color-mix"))


def resolve(value: str, declared: dict[str, str]) -> str:
    if value.startswith("#"):
        return value
    value = re.sub(r"var\(--([\w-]+)\)", lambda match: declared[match[1]], value)
    mixed = re.fullmatch(r"color-mix\(in srgb, (#\w{6}) (\d+)%, (#\w{6})\)", value)
    assert mixed, f"A tint that this test cannot mix: {value}"
    return contrast.mix(mixed[1], int(mixed[2]), mixed[3])


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("text", "paper"), TEXT_PAIRS)
def test_text_can_be_read(mode: str, text: str, paper: str) -> None:
    """Every text has a contrast of 4.5 with what lies under it."""
    found = tokens(mode)
    assert contrast.ratio(found[text], found[paper]) >= contrast.TEXT


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("edge", "paper"), EDGE_PAIRS)
def test_edges_can_be_seen(mode: str, edge: str, paper: str) -> None:
    """Every edge of a control or mark has a contrast of 3 with what lies under it."""
    found = tokens(mode)
    assert contrast.ratio(found[edge], found[paper]) >= contrast.EDGE


def test_the_papers_of_the_module_are_those_of_the_sheet() -> None:
    """Town colours are checked against the papers that are really drawn."""
    light, dark = tokens("light"), tokens("dark")
    assert (light["paper"], dark["paper"]) == (contrast.LIGHT_PAPER, contrast.DARK_PAPER)


def test_a_wrong_colour_is_refused() -> None:
    """A colour is written #rrggbb."""
    with pytest.raises(ValueError, match="#rrggbb"):
        contrast.ratio("#fff", "#000000")


def test_known_ratios() -> None:
    """The ratio is the one of WCAG."""
    assert contrast.ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast.ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("accent", ["#0b5b66", "#5b2a86", "#7a1f2b"])
def test_a_readable_accent_is_kept(accent: str) -> None:
    """A town whose colour can be read keeps it as it is."""
    assert contrast.readable_accent(accent) == accent


channel = st.integers(0, 255)
any_colour = st.builds("#{:02x}{:02x}{:02x}".format, channel, channel, channel)


@given(accent=any_colour, paper=st.sampled_from([contrast.LIGHT_PAPER, contrast.DARK_PAPER]))
def test_every_accent_becomes_readable(accent: str, paper: str) -> None:
    """Whatever colour a town chooses, the proposed one can be read, and so can text on it."""
    proposed = contrast.readable_accent(accent, paper)
    assert contrast.ratio(proposed, paper) >= contrast.TEXT
    assert contrast.ratio(contrast.on_colour(proposed), proposed) >= contrast.TEXT


def test_a_town_gets_both_modes() -> None:
    """The sheet of a town sets its accent for the light and for the dark."""
    sheet = contrast.theme_css("#ffd200")
    light, dark = re.findall(r"--accent:(#\w{6})", sheet)
    assert contrast.ratio(light, contrast.LIGHT_PAPER) >= contrast.TEXT
    assert contrast.ratio(dark, contrast.DARK_PAPER) >= contrast.TEXT
    assert "prefers-color-scheme:dark" in sheet
