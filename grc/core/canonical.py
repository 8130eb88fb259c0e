# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Canonical JSON and its hash: the same content always has the same fingerprint."""

from __future__ import annotations

import hashlib
import json
from typing import Any

FORMAT = 1


def canonical_json(content: dict[str, Any]) -> bytes:
    """Return UTF-8 JSON with sorted keys, no spaces and a format number.

    Raises TypeError for content that JSON cannot hold, ValueError for NaN and infinities.
    """
    return json.dumps(
        {"format": FORMAT, **content},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    ).encode()


def content_hash(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON, in hexadecimal (64 characters)."""
    return hashlib.sha256(canonical_json(content)).hexdigest()
