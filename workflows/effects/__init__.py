# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a transition does beside moving the request: a short list out of a closed set.

All effects of a transition happen in one transaction, in their order, or not at all.
"""

from workflows.effects.kinds import (
    NAMES,
    Ask,
    Assign,
    BeginAnswer,
    Call,
    Contribute,
    Effect,
    Entrust,
    Item,
    Join,
    Library,
    Link,
    Nature,
    Notify,
    PassOn,
    Propose,
    SetDue,
    SetPriority,
    Tell,
    Urgency,
    Whom,
    Worded,
    Words,
    name_of,
    own_words,
)
from workflows.effects.reading import (
    MOST_DAYS,
    MOST_EFFECTS,
    MOST_ITEMS,
    SERVICE,
    read_effects,
)
from workflows.effects.writing import effect_to_data

__all__ = [
    "MOST_DAYS",
    "MOST_EFFECTS",
    "MOST_ITEMS",
    "NAMES",
    "SERVICE",
    "Ask",
    "Assign",
    "BeginAnswer",
    "Call",
    "Contribute",
    "Effect",
    "Entrust",
    "Item",
    "Join",
    "Library",
    "Link",
    "Nature",
    "Notify",
    "PassOn",
    "Propose",
    "SetDue",
    "SetPriority",
    "Tell",
    "Urgency",
    "Whom",
    "Worded",
    "Words",
    "effect_to_data",
    "name_of",
    "own_words",
    "read_effects",
]
