# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What differs between two definitions, in sentences, each with its places on both sides."""

from workflows.comparing.asking import delay_words
from workflows.comparing.changes import Change, Nature
from workflows.comparing.matching import counterparts
from workflows.comparing.ways import trigger_word
from workflows.comparing.whole import by_step, compare, marks

__all__ = [
    "Change",
    "Nature",
    "by_step",
    "compare",
    "counterparts",
    "delay_words",
    "marks",
    "trigger_word",
]
