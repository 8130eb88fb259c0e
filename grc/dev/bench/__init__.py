# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How fast the town is: a synthetic town of any size, measured through its real processes.

``python -m grc.dev.bench.town N`` builds the town; ``python -m grc.dev.bench`` measures it.
"""
