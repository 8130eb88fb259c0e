# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A town whose processes are killed, the people who go on using it, and the proof afterwards."""
