# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with an installation, in words, and what to do: one module per capability.

A check looks at one thing and yields findings; it opens nothing, changes nothing, and shows
neither secrets nor what citizens wrote.
"""
