# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a laptop needs and a town does not: embedded database, mailbox, demo, bench."""
