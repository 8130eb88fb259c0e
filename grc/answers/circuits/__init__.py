# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who must see an answer before it leaves. Pure Python: no table, no request, no clock.

``definition``
    What a circuit is: ordered stages, each with those it asks, how many of them, by when.
``progress``
    Where a circuit stands, from the visas that were given.
``writers``
    Who may not be the only one to approve a text, because they wrote in it.
``standing``
    In whose place somebody acts: their own, an absent person's, a delegator's.
``changes``
    What an authorised person may change in the circuit of one case.
"""
