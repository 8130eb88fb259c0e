# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How many clicks and keys a gesture of everyday work costs, counted in a real browser."""
