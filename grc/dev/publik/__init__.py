# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What workflows exported from Publik (w.c.s.) use, counted, and how Catalaune says it."""
