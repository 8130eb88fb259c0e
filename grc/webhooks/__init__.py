# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Other systems of the town that are told when something happened: where they are, and how.

A workflow names a system by a code only; its address and its secrets are the town's. What leaves
is a ``Delivery`` of the transport ``webhook`` (docs/decisions/0015-webhooks.md).
"""
