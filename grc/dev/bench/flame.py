# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A flame graph of one journey: what was running, looked at a thousand times a second.

Frames of one library that follow each other are one box, those of the house and of its templates
have their names: the picture shows what we can change.
"""

from __future__ import annotations

import signal
from collections import Counter
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

EVERY: Final = 0.001
HOUSE: Final = ("grc", "notifications", "workflows", "invariants")
ROOMS: Final = frozenset(path.name for path in Path(__file__).parents[2].iterdir() if path.is_dir())
TEMPLATES: Final = "django/template/base.py"
WIDTH, ROW, LETTER = 1200, 17, 6.2
# A box narrower than this, in points, is left out.
NARROWEST: Final = 2.0
COLOURS: Final = {"house": "#7fb5b0", "template": "#e6c27a", "django.db": "#d59a8a"}
OTHERS: Final = "#d8d8d2"

Stack = tuple[str, ...]


@dataclass
class Box:
    """A call, with the moments it was seen in and the calls it made."""

    seen: int = 0
    calls: dict[str, Box] = field(default_factory=dict)


def sample(work: Callable[[], Any]) -> Counter[Stack]:
    """Do the work and return how often each stack was seen meanwhile. In the main thread only."""
    found: Counter[Stack] = Counter()

    # A thread that looks would see this one where it lets others run: while it waits for the
    # database. A signal comes at any moment.
    def look(_signal: int, frame: FrameType | None) -> None:
        found[_stack(frame)] += 1

    before = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, EVERY, EVERY)
    try:
        work()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return found


def draw(stacks: Counter[Stack], title: str, written: Path) -> None:
    """Write the stacks as an SVG picture; each box says its share when pointed at."""
    root = Box()
    for stack, seen in stacks.items():
        _add(root, stack, seen)
    parts: list[str] = []
    depth = _draw(root, 0.0, float(WIDTH), 0, max(1, root.seen), parts)
    height = (depth + 2) * ROW
    written.write_text(
        "<!-- SPDX-FileCopyrightText: 2026 The Catalaune authors -->\n"
        "<!-- SPDX-License-Identifier: EUPL-1.2 -->\n"
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="monospace" font-size="10" role="img" aria-label="{escape(title)}">\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n",
        encoding="utf-8",
    )


def _stack(frame: FrameType | None) -> Stack:
    names: list[str] = []
    while frame is not None:
        name = _name(frame)
        if name and (not names or names[-1] != name):
            names.append(name)
        frame = frame.f_back
    names.reverse()
    return tuple(_without_surroundings(names))


def _without_surroundings(names: list[str]) -> list[str]:
    """Make one box of what surrounds the first function of the house: server and middleware."""
    first = next((place for place, name in enumerate(names) if _is_house(name)), len(names) - 2)
    return ["server and middleware", *names[max(0, first) :]]


def _is_house(name: str) -> bool:
    return name.startswith("template ") or name.partition(".")[0] in (*ROOMS, *HOUSE)


def _name(frame: FrameType) -> str:
    """Return what a frame is called in the picture; empty for one that says nothing."""
    path, function = frame.f_code.co_filename, frame.f_code.co_name
    if path.endswith(TEMPLATES) and function == "_render":
        return f"template {getattr(frame.f_locals.get('self'), 'name', '')}"
    module = str(frame.f_globals.get("__name__", ""))
    package = module.partition(".")[0]
    if package in HOUSE:
        if module.startswith("grc.dev") or function in ("__call__", "<lambda>", "wrapper"):
            return ""
        return f"{module.removeprefix('grc.')}.{function}"
    if package == "django":
        return ".".join(module.split(".")[:2])
    return package


def _add(box: Box, stack: Stack, seen: int) -> None:
    box.seen += seen
    for name in stack:
        box = box.calls.setdefault(name, Box())
        box.seen += seen


def _draw(box: Box, left: float, width: float, depth: int, total: int, parts: list[str]) -> int:
    """Draw what a box called, widest first; return how deep it went."""
    deepest = depth
    for name, called in sorted(box.calls.items(), key=lambda pair: -pair[1].seen):
        share = called.seen / max(1, box.seen) * width
        if share < NARROWEST:
            continue
        parts.append(_rectangle(name, left, share, depth, called.seen / total))
        deepest = max(deepest, _draw(called, left, share, depth + 1, total, parts))
        left += share
    return deepest


def _rectangle(name: str, left: float, width: float, depth: int, share: float) -> str:
    top = depth * ROW
    room = int((width - 6) / LETTER)
    words = name if len(name) <= room else f"{name[: room - 1]}…" if room > 4 else ""
    said = f'<text x="{left + 3:.1f}" y="{top + 12}">{escape(words)}</text>' if words else ""
    return (
        f"<g><title>{escape(name)}: {share:.1%}</title>"
        f'<rect x="{left:.1f}" y="{top}" width="{width - 0.5:.1f}" height="{ROW - 1}" '
        f'fill="{_colour(name)}"/>{said}</g>'
    )


def _colour(name: str) -> str:
    if name.startswith("template "):
        return COLOURS["template"]
    if name in ("django.db", "psycopg"):
        return COLOURS["django.db"]
    return COLOURS["house"] if _is_house(name) else OTHERS
