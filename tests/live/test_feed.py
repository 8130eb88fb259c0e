# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the process remembers, for pages that come a little after their making."""

from __future__ import annotations

import asyncio

from grc.live.announcements import EVERYTHING, Announcement
from grc.live.feed import REMEMBERED, Feed
from grc.live.layer import NotifyChannelLayer


def listening_feed(seconds: float) -> Feed:
    """A feed that began to listen that long ago."""
    feed = Feed(NotifyChannelLayer())
    feed._begin()
    feed.listening_since -= seconds
    return feed


async def test_nothing_is_known_before_listening():
    """A process that does not listen sends everybody to read again."""
    assert Feed(NotifyChannelLayer()).heard_since(1, 0) == EVERYTHING


async def test_nothing_is_known_of_the_time_before():
    """A page older than the listening may have missed anything."""
    assert listening_feed(10).heard_since(1, 11) == EVERYTHING


async def test_only_the_towns_own_changes_are_returned():
    """Towns do not learn of each other, not even that something happened."""
    feed = listening_feed(10)
    feed._note(Announcement(1, frozenset({"a.b:1"})))
    feed._note(Announcement(2, frozenset({"a.b:2"})))
    feed._note(Announcement(1, frozenset({"a.b:3"})))
    assert feed.heard_since(1, 5) == {"a.b:1", "a.b:3"}
    assert feed.heard_since(3, 5) == frozenset()


async def test_older_changes_are_left_out():
    """What the page was made after, it shows."""
    feed = listening_feed(10)
    feed._heard.append(
        (asyncio.get_running_loop().time() - 6, Announcement(1, frozenset({"a.b:1"})))
    )
    assert feed.heard_since(1, 5) == frozenset()
    assert feed.heard_since(1, 7) == {"a.b:1"}


async def test_what_was_forgotten_is_everything():
    """Memory is bounded: beyond it the page reads itself again, and never misses a change."""
    feed = listening_feed(10)
    for number in range(REMEMBERED + 1):
        feed._note(Announcement(1, frozenset({f"a.b:{number}"})))
    assert len(feed._heard) == REMEMBERED
    assert feed.heard_since(2, 5) == EVERYTHING
    assert feed.heard_since(2, -1) == frozenset()


async def test_what_waits_to_be_told_is_bounded():
    """A flood of commits, while the database is slow to answer, does not pile up."""
    feed = listening_feed(10)
    for number in range(5000):
        feed._note(Announcement(1, frozenset({f"a.b:{number}"})))
    assert feed._pending == {1: EVERYTHING}


async def test_beginning_again_forgets():
    """After a cut, what was heard before says nothing about the gap."""
    feed = listening_feed(10)
    feed._note(Announcement(1, frozenset({"a.b:1"})))
    feed._begin()
    assert feed.heard_since(1, 5) == EVERYTHING
