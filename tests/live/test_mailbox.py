# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What waits for one socket stays small, comes in order, and is never forgotten."""

from __future__ import annotations

import asyncio

import pytest
from channels.exceptions import ChannelFull

from grc.live.announcements import EVERYTHING
from grc.live.mailbox import Mailbox


def mailbox(**settings):
    return Mailbox(**{"capacity": 3, "rest": 0.0, "beat": 60.0} | settings)


def changed(*subjects):
    return {"type": "live.changed", "subjects": frozenset(subjects)}


async def test_a_full_mailbox_refuses_letters():
    """The channels API says so; what waits does not grow."""
    box = mailbox()
    for number in range(3):
        box.post({"type": "x", "number": number})
    with pytest.raises(ChannelFull):
        box.post({"type": "x"})
    assert [(await box.take())["number"] for _ in range(3)] == [0, 1, 2]


async def test_announcements_wait_as_one():
    """However many changes a slow reader misses, one message waits."""
    box = mailbox()
    for number in range(10_000):
        box.announce({f"a.b:{number % 3}"})
    assert await box.take() == changed("a.b:0", "a.b:1", "a.b:2")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(box.take(), 0.05)


async def test_too_many_subjects_become_everything():
    """Beyond the limit the message says to read all again: it does not grow."""
    box = mailbox()
    for number in range(10_000):
        box.announce({f"a.b:{number}"})
    assert await box.take() == changed(*EVERYTHING)


async def test_the_first_goes_at_once_and_the_next_after_a_rest():
    """A quiet page hears without delay; a busy one at most once in a rest."""
    box = mailbox(rest=0.2)
    loop = asyncio.get_running_loop()
    box.announce({"a.b:1"})
    began = loop.time()
    assert await box.take() == changed("a.b:1")
    assert loop.time() - began < 0.1
    box.announce({"a.b:2"})
    box.announce({"a.b:3"})
    assert await box.take() == changed("a.b:2", "a.b:3")
    assert loop.time() - began >= 0.2


async def test_a_letter_does_not_wait_for_the_rest():
    """Only announcements are slowed down."""
    box = mailbox(rest=60.0)
    box.announce({"a.b:1"})
    await box.take()
    box.announce({"a.b:2"})
    box.post({"type": "x"})
    async with asyncio.timeout(1):
        assert await box.take() == {"type": "x"}


async def test_a_silent_mailbox_beats():
    """Though nothing happens, rights are looked at again."""
    async with asyncio.timeout(2):
        assert await mailbox(beat=0.05).take() == {"type": "live.beat"}


async def test_a_busy_mailbox_beats_too():
    """A stream of changes does not put off the look at rights."""
    box = mailbox(beat=0.05)
    async with asyncio.timeout(2):
        heard = None
        while heard != {"type": "live.beat"}:
            box.announce({"a.b:1"})
            heard = await box.take()
            await asyncio.sleep(0)


async def test_a_reader_that_stops_waiting_loses_nothing():
    """A cancelled wait leaves the message for the next."""
    box = mailbox()
    waiting = asyncio.ensure_future(box.take())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    box.announce({"a.b:1"})
    assert await box.take() == changed("a.b:1")


async def test_letters_are_copies():
    """Who sends a letter may go on using what they wrote it from."""
    box = mailbox()
    letter = {"type": "x", "list": [1]}
    box.post(letter)
    letter["list"].append(2)
    assert await box.take() == {"type": "x", "list": [1]}
