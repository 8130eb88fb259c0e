# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The town: who it is, where it answers, how it looks."""

from grc.municipalities.models.municipality import Host, Municipality

__all__ = ["Host", "Municipality"]
