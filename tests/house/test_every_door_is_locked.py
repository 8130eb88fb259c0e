# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody without a key knocks on every door of the URLconf (law R5.26)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = pytest.mark.django_db

# Doors that a citizen may open. Anything else sends to the sign-in, or is not found.
PUBLIC = {
    "home",
    "service",
    "service_form",
    "received",
    "tracking",
    "tracking_file",
    "lost_link",
    "link_sent",
    "form",
    "conditions",
    "theme",
    "set_language",
    "styleguide",
    "styleguide_shape",
    "styleguide_error",
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_reauthenticate",
}
SAMPLES = {"int": "1", "str": "x", "slug": "x", "uuid": "00000000-0000-0000-0000-000000000001"}


def doors(patterns=None, prefix=""):
    """Yield the name and a sample path of every URL pattern."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from doors(pattern.url_patterns, prefix + path_of(pattern))
        elif isinstance(pattern, URLPattern):
            yield pattern.name or pattern.lookup_str, "/" + prefix + path_of(pattern)


def path_of(pattern):
    route = str(pattern.pattern).lstrip("^").rstrip("$").replace(r"\Z", "")
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        kind = {"string": "str"}.get(kind, kind)
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            route = route.replace(written, SAMPLES.get(kind, "x"))
        route = replace_custom(route, name)
    return replace_groups(route)


def replace_custom(route, name):
    while f":{name}>" in route:
        start = route.index(f":{name}>")
        route = route[: route.rindex("<", 0, start)] + "x" + route[start + len(name) + 2 :]
    return route


def replace_groups(route):
    """Regex routes of libraries: any named group becomes a letter."""
    while "(?P<" in route:
        start = route.index("(?P<")
        depth, end = 0, start
        for end in range(start, len(route)):
            depth += {"(": 1, ")": -1}.get(route[end], 0)
            if depth == 0:
                break
        route = route[:start] + "x" + route[end + 1 :]
    return route


@pytest.mark.parametrize(("name", "path"), sorted(set(doors())))
def test_anonymous(name, path, town, service_request):
    """Every page but the public ones asks to sign in, read or written to; none fails."""
    for method in ("get", "post"):
        response = getattr(Client(), method)(path)
        said = (method, name, path, response.status_code)
        assert response.status_code < 500, said
        if name not in PUBLIC:
            assert response.status_code in (302, 403, 404, 405), said
            if response.status_code == 302:
                assert response.headers["Location"].startswith("/compte/login/"), response.headers


@pytest.mark.parametrize(
    "host", ["unknown.example", "testserver.evil.example", "xn--bad", "a" * 300]
)
def test_an_unknown_host_is_refused(host, client, town):
    """A name that no town declares shows nothing, whatever the path."""
    for path in ("/", "/bureau/", "/compte/login/"):
        assert client.get(path, headers={"host": host}).status_code in (400, 404)


def test_health_answers_on_any_host(client, db):
    """The balancer knows no town."""
    response = client.get("/health/", headers={"host": "10.0.0.1"})
    assert (response.status_code, response.content) == (200, b"ok")
