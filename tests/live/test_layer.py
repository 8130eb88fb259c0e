# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The channels API, as far as consumers use it, and what is left of a socket that is gone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from grc.live.feed import Feed
from grc.live.layer import NotifyChannelLayer


@pytest.fixture
async def layer(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[NotifyChannelLayer]:
    """A layer whose feed connects to nothing."""

    async def run(self: Feed) -> None:
        return None

    monkeypatch.setattr(Feed, "run", run)
    layer = NotifyChannelLayer(capacity=2, rest=0.0)
    yield layer
    await layer.close()


async def test_a_name_that_is_not_one_is_refused(layer):
    """As the channels API asks."""
    with pytest.raises(TypeError):
        await layer.group_add("not a group", "specific.live!1")
    with pytest.raises(TypeError):
        await layer.send("not a channel", {"type": "x"})


async def test_channels_have_names_of_their_own(layer):
    """Two sockets never share a mailbox."""
    assert await layer.new_channel() != await layer.new_channel()


async def test_a_letter_reaches_its_group_and_nobody_else(layer):
    """Those who left, and those of other groups, receive nothing."""
    here, left, there = [await layer.new_channel() for _ in range(3)]
    await layer.group_add("here", here)
    await layer.group_add("here", left)
    await layer.group_add("there", there)
    await layer.group_discard("here", left)
    await layer.group_send("here", {"type": "x"})
    assert await layer.receive(here) == {"type": "x"}
    assert set(layer._mailboxes) == {here}


async def test_a_full_member_does_not_keep_the_letter_from_others(layer):
    """One slow socket is nobody else's trouble."""
    slow, quick = [await layer.new_channel() for _ in range(2)]
    for channel in (slow, quick):
        await layer.group_add("all", channel)
    for number in range(3):
        await layer.group_send("all", {"type": "x", "number": number})
        assert (await layer.receive(quick))["number"] == number
    assert [(await layer.receive(slow))["number"] for _ in range(2)] == [0, 1]


async def test_a_word_reaches_its_group(layer):
    """Announcements follow the same groups."""
    here, there = [await layer.new_channel() for _ in range(2)]
    await layer.group_add("here", here)
    await layer.group_add("there", there)
    layer.tell("here", {"queue"})
    assert await layer.receive(here) == {"type": "live.changed", "subjects": frozenset({"queue"})}
    assert there not in layer._mailboxes


async def test_a_forgotten_socket_leaves_nothing(layer):
    """Neither mailbox nor group remains, though many came and went."""
    for number in range(100):
        channel = await layer.new_channel()
        await layer.group_add(f"group.{number % 7}", channel)
        await layer.group_add("all", channel)
        layer.tell("all", {"queue"})
        layer.forget(channel)
    assert layer._mailboxes == {}
    assert layer._groups == {}


async def test_flushing_empties_all(layer):
    """The flush extension forgets every mailbox and every group."""
    channel = await layer.new_channel()
    await layer.group_add("all", channel)
    layer.tell("all", {"queue"})
    await layer.flush()
    assert not layer.is_watched("all")
    assert layer._mailboxes == {}


async def test_listening_begins_once(layer):
    """Every group asks the layer to listen; it does so once."""
    assert layer.start() is layer.start()
