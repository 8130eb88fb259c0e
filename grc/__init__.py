# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The house: a citizen-relationship system for towns."""

__version__ = "0.1.0"
