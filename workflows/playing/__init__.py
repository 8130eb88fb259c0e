# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Workflows played without a database: scenarios, and what happened to real requests once more.

A ``Case`` stands for a request, a ``World`` for the house: its facts, its calendar. Nothing leaves:
what would be written is counted.
"""

from workflows.playing.case import Asked, Came, Case, Demanded, Said
from workflows.playing.coverage import Coverage, coverage_of
from workflows.playing.player import Player
from workflows.playing.replay import Answered, Gave, Lived, Pressed, Replay, Sent, Wrote, relive
from workflows.playing.standing import Possible, Standing, Turn, is_claim, stand
from workflows.playing.telling import Failure, Played, play, play_all
from workflows.playing.world import PlainWorld, World

__all__ = [
    "Answered",
    "Asked",
    "Came",
    "Case",
    "Coverage",
    "Demanded",
    "Failure",
    "Gave",
    "Lived",
    "PlainWorld",
    "Played",
    "Player",
    "Possible",
    "Pressed",
    "Replay",
    "Said",
    "Sent",
    "Standing",
    "Turn",
    "World",
    "Wrote",
    "coverage_of",
    "is_claim",
    "play",
    "play_all",
    "relive",
    "stand",
]
