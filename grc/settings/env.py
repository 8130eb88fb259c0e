# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Typed readers of the environment. A value that cannot be read stops the start, in words."""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """Return the value of NAME, or the content of the file that NAME_FILE names.

    Raises ImproperlyConfigured when neither is set and there is no default.
    """
    if (path := os.environ.get(f"{name}_FILE")) is not None:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from error
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it, or {name}_FILE, and start again.")
    return value


def flag(name: str, default: bool) -> bool:
    """Return a yes/no value: true or false, in letters."""
    value = os.environ.get(name, str(default)).lower()
    if value not in ("true", "false"):
        raise ImproperlyConfigured(f"{name} is {value!r}: write true or false.")
    return value == "true"


def choice(name: str, words: tuple[str, ...], default: str) -> str:
    """Return one of these words."""
    value = os.environ.get(name, default)
    if value not in words:
        raise ImproperlyConfigured(f"{name} is {value!r}: write {' or '.join(words)}.")
    return value


def words(name: str, default: str) -> tuple[str, ...]:
    """Return words that commas part, without the blanks around them; none for an empty value."""
    return tuple(filter(None, (word.strip() for word in text(name, default).split(","))))


def networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return networks that commas part, such as 10.2.0.0/16; none where it is not set."""
    try:
        return tuple(ip_network(word) for word in words(name, ""))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}. Write networks as 10.2.0.0/16.") from error


def integer(name: str, default: int) -> int:
    """Return a whole number."""
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number.") from error


def database(
    name: str, default: str | None = None, *, options: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, Any]:
    """Return Django's settings for a database URL, postgresql://user:secret@host:port/name.

    A socket directory is given as ?host=/path. Other parameters become options, over those given.
    """
    parts = urlsplit(text(name, default))
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"{name} must begin with postgresql://; no other is supported.")
    options = {**options, **dict(parse_qsl(parts.query))}
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }
