# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Which addresses of other systems may be spoken to: none inside the house (law R5.36).

A name is looked up once, everything that it stands for is judged, and the connection goes to what
was judged: whoever answers otherwise a moment later is not asked.
"""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop

Address = IPv4Address | IPv6Address
LONGEST_URL: Final = 2000
_PORTS: Final = {"https": 443, "http": 80}
#: The well-known prefix of NAT64: what follows is an address of IPv4 (RFC 6052).
_NAT64: Final = IPv6Network("64:ff9b::/96")
# Written out: what Python calls global has changed between its versions (IANA, special purpose).
_CLOSED: Final = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    )
)  # fmt: skip
# Of IPv6 only what is routed at all is open, and of that none that wraps or documents another.
_OPEN: Final = IPv6Network("2000::/3")
_CLOSED_6: Final = tuple(
    IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)


class Refused(ValueError):
    """This address may not be spoken to; the message says why."""


@dataclass(frozen=True)
class Target:
    """An address of the web, taken apart and judged but for what its name stands for."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What the header ``Host`` says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(url: str) -> Target:
    """Take an address apart. Raise ``Refused`` for what no town should call."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Refused(gettext_noop("This is not an address of the web.")) from error
    if len(url) > LONGEST_URL or not url.isascii() or any(c <= " " or c == "\x7f" for c in url):
        raise Refused(
            gettext_noop("The address is too long, or has characters that do not belong there.")
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.WEBHOOK_PLAIN_HTTP):
        raise Refused(gettext_noop("The address must begin with https://."))
    if not host or "%" in host or "\\" in parts.netloc:
        raise Refused(gettext_noop("The address names no host."))
    if "@" in parts.netloc:
        raise Refused(gettext_noop("The address must not hold a name or a password."))
    if parts.fragment:
        raise Refused(gettext_noop("The address must not have a part after #."))
    if settings.WEBHOOK_HOSTS and host not in settings.WEBHOOK_HOSTS:
        raise Refused(gettext_noop("This host may not be called (setting WEBHOOK_HOSTS)."))
    port = _PORTS[parts.scheme] if port is None else port
    if settings.WEBHOOK_PORTS and str(port) not in settings.WEBHOOK_PORTS:
        raise Refused(gettext_noop("This port may not be called (setting WEBHOOK_PORTS)."))
    _judge_literal(host)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path)


def resolve(target: Target, *, timeout: float) -> list[Address]:
    """Return every address that the name stands for, all of them judged.

    Raise ``Refused`` when one may not be spoken to, ``OSError`` when there is none in time.
    """
    found = _look_up(target, timeout)
    for address in found:
        if not is_open(address):
            raise Refused(f"{target.host} stands for {address}, which may not be called.")
    return found


def is_open(address: Address) -> bool:
    """Return whether an address is of the open Internet, or was opened by a setting."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        inner = address.ipv4_mapped
        if inner is None and address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_open(inner)
    # Another version of IP holds nothing of this one.
    if any(address in network for network in settings.WEBHOOK_NETWORKS):
        return True
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _CLOSED)
    return address in _OPEN and not any(address in network for network in _CLOSED_6)


def _judge_literal(host: str) -> None:
    try:
        address = ip_address(host)
    except ValueError:
        return
    if not is_open(address):
        raise Refused(gettext_noop("This address is inside the house: it may not be called."))


def _look_up(target: Target, timeout: float) -> list[Address]:
    # The system's resolver knows no deadline: it is left to a thread that nobody waits for.
    answers: list[list[Address]] = []
    errors: list[OSError] = []

    def ask() -> None:
        try:
            answers.append(addresses_of(target.host, target.port))
        except (OSError, UnicodeError) as error:
            errors.append(error if isinstance(error, OSError) else OSError(str(error)))

    thread = threading.Thread(target=ask, name="look up", daemon=True)
    thread.start()
    thread.join(timeout)
    if errors:
        raise errors[0]
    if not answers or not answers[0]:
        raise TimeoutError(f"{target.host} was not found in time.")
    return answers[0]


def addresses_of(host: str, port: int) -> list[Address]:
    """Ask the system what a name stands for, each address once."""
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(row[4][0]) for row in rows))
