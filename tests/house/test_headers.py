# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What browsers are told on every page (law R5.10, R5.11), and what a deployment is checked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["/", "/compte/login/", "/suivi/", "/no-such-page/"]


@pytest.fixture
def pages(client, town):
    return [client.get(path) for path in PAGES]


def test_nothing_inline_and_nothing_foreign_may_run(pages):
    """The policy starts from nothing and allows this site only, without unsafe words."""
    for response in pages:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "style-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "base-uri 'none'" in policy
        assert "unsafe" not in policy


def test_the_other_headers_are_there(pages):
    """Types are not guessed, referrers stay here, windows and resources are not shared."""
    for response in pages:
        headers = response.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "geolocation=(self)" in headers["Permissions-Policy"]
        assert headers["X-Frame-Options"] == "DENY"


def test_no_page_holds_anything_inline(pages):
    """Neither script, style, handler nor style attribute in what is served."""
    import re

    for response in pages:
        html = response.content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html), html


def test_a_deployment_passes_djangos_own_check():
    """manage.py check --deploy finds nothing under the settings of a deployment."""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "grc.settings.base",
        "SECRET_KEY": "z9Q!" * 20 + "abcdefghijklm",
        "STATIC_ROOT": str(ROOT),
    }
    result = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


def test_a_deployment_names_its_cookies_for_this_host_alone():
    """__Host- cookies are Secure, without a domain, for the whole host."""
    code = (
        "from grc.settings import base as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.DEBUG)"
    )
    out = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"SECRET_KEY": "x"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert out == ["__Host-session", "__Host-csrf", "True", "True", "True", "False"]


def test_the_check_of_health_needs_no_tls(town, settings):
    """It is asked from beside the server; everything else is sent to https."""
    settings.SECURE_SSL_REDIRECT = True
    client = Client()
    assert client.get("/health/").status_code == 200
    assert client.get("/").status_code == 301


def test_pages_need_not_know_the_owners_password():
    """Without DATABASE_OWNER_URL, who migrates has the rights of the pages: none to migrate."""
    env = os.environ | {"SECRET_KEY": "x"}
    del env["DATABASE_OWNER_URL"]
    code = (
        "from grc.settings import base as s;"
        "print(s.DATABASES['owner']['USER'] == s.DATABASES['default']['USER'] == 'catalaune')"
    )
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert said.stdout == "True\n"
