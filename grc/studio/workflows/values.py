# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The values that texts of a workflow name between braces, as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grc.service_requests.placeholders import BY_NAME
from workflows.options import PREFIX as OPTIONS
from workflows.placeholders import TOKEN
from workflows.playing.world import FILLED
from workflows.text import resolve

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from grc.studio.workflows.keys import Around


def in_words(text: str, around: Around) -> str:
    """Return a text with the label of each value in brackets: “[the name of the town]”."""

    def written(match: re.Match[str]) -> str:
        if match["name"] is None:
            return match[0][-1]
        return f"[{label_of(match['name'].strip(), around)}]"

    return TOKEN.sub(written, text) if "{" in text else text


def label_of(name: str, around: Around) -> str:
    """Return what a value is called; one that nobody knows says its own name."""
    if name in BY_NAME:
        return resolve(BY_NAME[name].label, around.language)
    if name.startswith(FILLED):
        ways = around.things("transitions")
        fields = [one for way in ways for one in way.get("form", {}).get("fields", ())]
        labels = {one["code"]: one["label"] for one in fields}
    elif name.startswith(OPTIONS):
        labels = {one["field"]["code"]: one["field"]["label"] for one in around.things("options")}
    else:
        labels = dict(around.asked())
    return resolve(labels.get(name.partition(".")[2], name), around.language)


def told(names: Iterable[str], around: Around) -> list[tuple[str, str]]:
    """Return the values that a text may hold, each with what it is; those of all texts first."""
    ordered = sorted(names, key=lambda name: (name not in BY_NAME, name))
    return [(name, label_of(name, around)) for name in ordered]
