# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A flame graph shows what was running, in boxes as wide as it took long."""

from __future__ import annotations

import re
import time
from collections import Counter
from xml.etree import ElementTree

from grc.dev.bench import flame

BOX = re.compile(r'<title>([^<]+): [\d.]+%</title><rect x=\S+ y=\S+ width="([\d.]+)"')


def busy_for(seconds: float) -> None:
    ended = time.perf_counter() + seconds
    while time.perf_counter() < ended:
        pass


def test_what_runs_is_seen():
    """Most of the moments fall into the function that took most of the time."""
    stacks = flame.sample(lambda: busy_for(0.2))
    seen = sum(stacks.values())
    assert seen > 10
    assert sum(n for stack, n in stacks.items() if stack[-1] == "tests") > seen / 2


def test_an_error_ends_the_watching():
    """The work's exception is the caller's."""
    try:
        flame.sample(lambda: 1 / 0)
    except ZeroDivisionError:
        pass
    else:
        raise AssertionError("the error was swallowed")


def test_a_box_is_as_wide_as_its_share(tmp_path):
    stacks = Counter({("desk.queue.listing", "django.db"): 75, ("template <b>",): 25})
    flame.draw(stacks, "Where & why", tmp_path / "flame.svg")
    drawn = (tmp_path / "flame.svg").read_text(encoding="utf-8")
    ElementTree.fromstring(drawn)  # noqa: S314 - our own
    widths = dict(
        re.findall(r"<title>([^<]+): [\d.]+%</title><rect x=\S+ y=\S+ width=\"([\d.]+)\"", drawn)
    )
    assert widths == {
        "desk.queue.listing": "899.5",
        "django.db": "899.5",
        "template &lt;b&gt;": "299.5",
    }
