# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Secrets of webhooks: never stored, worked out from ``SECRET_KEY`` and from what is stored.

A copy of the database alone signs nothing. What is stored is a salt, drawn for each secret, and a
few digits of a hash that tell whether the secret worked out is the one that was given out.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import b64encode
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

#: What is stored: salt and check, in hexadecimal digits.
KEPT: Final = r"^[0-9a-f]{64}:[0-9a-f]{16}$"
_PURPOSE: Final = "grc.webhooks.secrets"


class SecretLost(Exception):
    """``SECRET_KEY`` is not the one that the secret was made with."""


def make() -> str:
    """Draw a new secret; return what is stored of it."""
    salt = secrets.token_hex(32)
    return f"{salt}:{_check(_derive(salt, settings.SECRET_KEY))}"


def key_of(kept: str) -> bytes:
    """Return the 32 bytes of a secret.

    Raise ``SecretLost`` when neither ``SECRET_KEY`` nor one of ``SECRET_KEY_FALLBACKS`` gives it.
    """
    salt, _, check = kept.partition(":")
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        key = _derive(salt, secret)
        if constant_time_compare(_check(key), check):
            return key
    raise SecretLost


def shown(kept: str) -> str:
    """Return a secret as its receiver needs it: whsec_ and base64 (Standard Webhooks 1.0.0)."""
    return "whsec_" + b64encode(key_of(kept)).decode()


def _derive(salt: str, secret: str | bytes) -> bytes:
    return salted_hmac(_PURPOSE, salt, secret=secret, algorithm="sha256").digest()


def _check(key: bytes) -> str:
    return hashlib.sha256(b"check:" + key).hexdigest()[:16]
