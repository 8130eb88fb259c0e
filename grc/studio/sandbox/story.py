# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A story on its way between the page and the server: short, and read as whatever comes in.

The story is the whole state of a sandbox. It stands in the page, so that going back, reloading and
two clicks at once mean what they look like, and nothing is kept here.
"""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from grc.core.refusals import NotNow, NotValid
from workflows.reading import UNPRINTABLE, Reader
from workflows.scenario import MOST_MOVES, Press, Scenario, read_scenario, scenario_to_data
from workflows.text import LocalisedText

if TYPE_CHECKING:
    from workflows.scenario import Given, Move

#: Characters of a story in an address: servers and proxies refuse longer ones at 8,192.
LONGEST: Final = 6_000
#: Bytes of a story once it is unpacked: some characters may stand for very many.
LARGEST: Final = 200_000
#: One move stays free for what is expected at the end.
MOST_IN_STORY: Final = MOST_MOVES - 1


def story_of(given: Given, play: tuple[Move, ...] = ()) -> Scenario:
    """Return a story without a name."""
    return Scenario("story", LocalisedText("story"), given, play)


def pack(story: Scenario) -> str:
    """Return a story as it stands in an address. Raises NotNow for one that is too long."""
    data = scenario_to_data(story)
    kept = {key: data[key] for key in ("given", "play") if key in data}
    plain = json.dumps(kept, separators=(",", ":"))
    packed = urlsafe_b64encode(zlib.compress(plain.encode(), 9)).decode().rstrip("=")
    if len(packed) > LONGEST or len(plain) > LARGEST or len(story.play) > MOST_IN_STORY:
        raise NotNow(_("The story is long enough: keep it as a scenario, or go back in it."))
    return packed


def unpack(packed: str) -> Scenario:
    """Return the story of an address. Raises NotValid for what is none."""
    try:
        if len(packed) > LONGEST:
            raise ValueError
        given = urlsafe_b64decode(packed.encode("ascii") + b"=" * (-len(packed) % 4))
        unpacking = zlib.decompressobj()
        plain = unpacking.decompress(given, LARGEST)
        if unpacking.unconsumed_tail or not unpacking.eof:
            raise ValueError
        data = json.loads(plain)
    except (ValueError, RecursionError, zlib.error):
        raise _unreadable() from None
    return _read(data)


def read_move(written: str) -> Move:
    """Return the move that a button sends. Raises NotValid for what is none."""
    try:
        data = json.loads(written[:LONGEST])
    except (ValueError, RecursionError):
        raise _unreadable() from None
    return _read({"play": [data]}).play[0]


def write_move(move: Move) -> str:
    """Return a move as a button sends it."""
    data = scenario_to_data(replace(story_of(_NOTHING), play=(move,)))["play"][0]
    return json.dumps(data, separators=(",", ":"))


def _read(data: Any) -> Scenario:
    if not isinstance(data, dict) or set(data) - {"given", "play"}:
        raise _unreadable()
    reader = Reader()
    story = read_scenario(reader, {"code": "story", "label": "story"} | data, "")
    if reader.findings or not _is_printable(story):
        raise _unreadable()
    return story


def _is_printable(story: Scenario) -> bool:
    """Tell whether no value holds what neither pages nor PostgreSQL can hold."""
    pressed = (move.values for move in story.play if isinstance(move, Press))
    held = [
        value
        for values in (story.given.values, story.given.options, *pressed)
        for _code, value in values
    ]
    said = (one for value in held for one in (value if isinstance(value, tuple) else (value,)))
    return not any(isinstance(one, str) and UNPRINTABLE.search(one) for one in said)


def _unreadable() -> NotValid:
    return NotValid(_("This story cannot be read any more: begin another one."))


_NOTHING: Final = Scenario("story", LocalisedText("story")).given
