# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""PostgreSQL guarantees, declared as Django constraints.

What must never happen is refused by the database, and the model says so where it is read:

``RowSecurity``
    Rows are seen and written only inside the scope of their town.
``SameTown``, ``CompositeForeignKey``
    A key never points to another town's row (plain keys do not look at row security).
``AppendOnly``
    Rows may be inserted, never changed nor deleted.
``Frozen``
    A row that reached a condition no longer changes, but for named columns.
``Demanded``
    A change of a row is refused unless something holds, in this table or another.
``take_turns``
    Who would make a name that must be the only one waits for whoever makes one.
``town_scope``
    The one door: opens the transaction and sets the town for all that happens inside.

This package knows no citizen, no agent and no HTTP; every other package may use it.
"""

from invariants.composite_key import CompositeForeignKey, SameTown
from invariants.row_security import RowSecurity
from invariants.scope import current_town, town_scope
from invariants.triggers import AppendOnly, Demanded, Frozen
from invariants.turns import take_turns

__all__ = [
    "AppendOnly",
    "CompositeForeignKey",
    "Demanded",
    "Frozen",
    "RowSecurity",
    "SameTown",
    "current_town",
    "take_turns",
    "town_scope",
]
