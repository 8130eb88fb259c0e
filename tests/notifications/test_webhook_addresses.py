# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Which addresses may be called: none inside the house, whatever a name stands for (law R5.36)."""

from __future__ import annotations

import socket
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from notifications.transports import addresses, posting
from notifications.transports.addresses import Refused, is_open, resolve, target_of
from notifications.transports.posting import post
from tests.notifications.receiver import receiving

INSIDE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255",  # noqa: S104
    "127.0.0.1", "127.255.255.254", "169.254.0.1", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1",
    "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::169.254.169.254", "64:ff9b:1::1", "100::1",
    "2001::1", "2001:db8::1", "2002:7f00:1::1", "2002:a00:1::", "3fff::1", "5f00::1", "fc00::1",
    "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1",
    "2606:4700::1111%eth0",
]  # fmt: skip
OUTSIDE = [
    "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255",
    "172.32.0.0", "192.167.255.255", "192.169.0.0", "223.255.255.255", "2606:4700::1111",
    "2a01:e0a::1", "::ffff:1.1.1.1", "64:ff9b::101:101",
]  # fmt: skip


@pytest.fixture(autouse=True)
def as_deployed(settings: Any) -> None:
    settings.WEBHOOK_HOSTS, settings.WEBHOOK_PORTS = (), ("443", "8443")
    settings.WEBHOOK_NETWORKS, settings.WEBHOOK_PLAIN_HTTP = (), False


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_inside_may_be_called(address: str) -> None:
    """Private, of this machine, of the link, of groups, of documents; wrapped in IPv6 as well."""
    assert not is_open(ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_the_open_internet_may_be_called(address: str) -> None:
    """Both versions of it, also through the gateways of a network that has IPv6 only."""
    assert is_open(ip_address(address))


def test_a_network_can_be_opened_and_no_other(settings: Any) -> None:
    """A town that keeps another system in its own house says in which network."""
    settings.WEBHOOK_NETWORKS = (ip_network("10.2.0.0/16"),)
    assert is_open(ip_address("10.2.3.4"))
    assert is_open(ip_address("::ffff:10.2.3.4"))
    assert not is_open(ip_address("10.3.0.1"))
    assert not is_open(ip_address("fd00::1"))


@pytest.mark.parametrize(
    "url",
    [
        "", "erp", "//erp.example/", "ftp://erp.example/", "file:///etc/passwd",
        "gopher://erp.example/", "http://erp.example/", "https://", "https:///hook",
        "https://user@erp.example/", "https://user:pass@erp.example/", "https://@erp.example/",
        "https://erp.example:22/", "https://erp.example:80/", "https://erp.example:99999/",
        "https://erp.example:x/", "https://erp.example/#part", "https://127.0.0.1/",
        "https://169.254.169.254/latest/", "https://[::1]/", "https://[fe80::1%25eth0]/",
        "https://[::ffff:10.0.0.1]/", "https://erp.example\\@10.0.0.1/", "https://erp.exa mple/",
        "https://erp.example/\r\nX: y", "https://erp.example/\u00e9", "https://\u00e9rp.example/",
        "https://erp.example/" + "a" * 2000, "https://[bad/",
    ],
)  # fmt: skip
def test_what_no_town_should_call_is_refused(url: str) -> None:
    """Only https, no name or password, usual ports, nothing that could be read in two ways."""
    with pytest.raises(Refused):
        target_of(url)


def test_an_address_is_taken_apart() -> None:
    """The host as it is asked for, the port of its scheme, the path with its question."""
    target = target_of("https://ERP.example:8443/hook?key=1")
    assert (target.host, target.port, target.path) == ("erp.example", 8443, "/hook?key=1")
    assert target.authority == "erp.example:8443"
    assert target_of("https://erp.example").authority == "erp.example"


def test_only_these_hosts(settings: Any) -> None:
    """With a list of hosts, no other."""
    settings.WEBHOOK_HOSTS = ("erp.example",)
    assert target_of("https://erp.example/").host == "erp.example"
    with pytest.raises(Refused, match="WEBHOOK_HOSTS"):
        target_of("https://erp.example.attacker.example/")


@pytest.mark.parametrize(
    "answers",
    [["10.0.0.1"], ["1.1.1.1", "10.0.0.1"], ["::1", "1.1.1.1"], ["1.1.1.1", "::ffff:127.0.0.1"]],
)
def test_one_address_inside_refuses_all(answers: list[str], monkeypatch: Any) -> None:
    """A name that stands for two addresses, one of them inside, is not called at all."""
    monkeypatch.setattr(addresses, "addresses_of", lambda *_: [ip_address(a) for a in answers])
    opened: list[Any] = []
    monkeypatch.setattr(posting.socket, "create_connection", lambda *a, **k: opened.append(a))
    with pytest.raises(Refused):
        post(target_of("https://erp.example/"), b"{}", [])
    assert opened == []


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
def test_other_ways_to_write_this_machine_are_refused(host: str) -> None:
    """What the system's resolver makes of a name is judged, not how it is written."""
    with pytest.raises((Refused, OSError)):
        resolve(target_of(f"https://{host}/"), timeout=5)


def test_a_name_is_asked_once_and_its_address_is_kept(settings: Any, monkeypatch: Any) -> None:
    """A name that changes its mind between the look and the call is not asked again."""
    settings.WEBHOOK_NETWORKS = (ip_network("127.0.0.0/8"),)
    settings.WEBHOOK_PORTS, settings.WEBHOOK_PLAIN_HTTP = (), True
    asked: list[str] = []

    def rebinding(host: str, port: int, *_args: Any, **_options: Any) -> list[Any]:
        asked.append(host)
        # The first time where the receiver is; later where nobody should go.
        address = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    connected: list[Any] = []
    connect = socket.create_connection

    def noting(address: Any, **options: Any) -> Any:
        connected.append(address[0])
        with monkeypatch.context() as patch:
            patch.setattr(socket, "getaddrinfo", ask)
            return connect(address, **options)

    ask = socket.getaddrinfo
    with receiving() as receiver:
        monkeypatch.setattr(addresses.socket, "getaddrinfo", rebinding)
        monkeypatch.setattr(posting.socket, "create_connection", noting)
        answer = post(target_of(f"http://erp.example:{receiver.port}/"), b"{}", [])
    assert (answer.status, asked, connected) == (204, ["erp.example"], ["127.0.0.1"])
    assert receiver.calls[0].headers["Host"] == f"erp.example:{receiver.port}"
