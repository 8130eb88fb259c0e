# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Page shapes and error pages as a browser receives them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.template.loader import get_template
from django.test import Client
from django.utils import translation

from grc.ui.views import ERRORS, SHAPES


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def browser(bare_site: None) -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.mark.parametrize("status", ERRORS)
def test_error_pages_need_no_context(status: int) -> None:
    """An error page says what happened even when nothing else can be known."""
    shown = get_template(f"{status}.html").render()
    assert re.search(r"<h1>[^<]+</h1>", shown)
    assert "<title>Error:" in shown
    assert re.search(r'class="lede">[^<]+</p>', shown)


@pytest.mark.parametrize("status", [400, 403, 409])
def test_a_refusal_shows_its_sentence(status: int) -> None:
    """The sentence of a refusal is what the person reads, escaped."""
    shown = get_template(f"{status}.html").render({"sentence": "Ask <Claire> first."})
    assert "Ask &lt;Claire&gt; first." in shown


def test_a_missing_page_does_not_tell_why() -> None:
    """What Django knows about a missing row stays with Django."""
    shown = get_template("404.html").render({"exception": "No User matches the given query."})
    assert "matches" not in shown


def test_a_refused_fragment_says_its_sentence() -> None:
    """A gesture through htmx gets the sentence, without a page around it."""
    shown = get_template("ui/refusal_fragment.html").render({"sentence": "Take it first."})
    assert "data-refusal" in shown
    assert "Take it first." in shown
    assert "<html" not in shown


@pytest.mark.parametrize("shape", ["portal", "desk", "inbox"])
def test_shapes_survive_an_unknown_town(bare_site: None, shape: str) -> None:
    """A page shape can be rendered on the page of a host that no town declares."""
    shown = get_template(f"ui/{shape}.html").render({"municipality": None})
    assert '<main id="main"' in shown
    assert "None" not in shown


@pytest.mark.parametrize("name", SHAPES)
def test_each_page_has_its_landmarks(browser: Client, name: str) -> None:
    """A page has one title, one h1, a language, and a skip link before anything else."""
    html = browser.get(f"/styleguide/{name}/").content.decode()
    assert '<html lang="en"' in html
    assert html.count("<h1") == 1
    assert re.search(r"<title>[^<]+ – Catalaune-sur-Marne</title>", html)
    first = re.search(r"<(a|button|input)\b[^>]*>", html.split("<body", 1)[1])
    assert first
    assert 'class="skip" href="#main"' in first[0]


def test_unknown_shapes_do_not_exist(browser: Client) -> None:
    """The style guide shows what it lists and nothing else."""
    assert browser.get("/styleguide/nowhere/").status_code == 404
    assert browser.get("/styleguide/error/418/").status_code == 404


@pytest.mark.parametrize("status", ERRORS)
def test_an_error_page_has_its_status(browser: Client, status: int) -> None:
    """An error page is shown with the status it is for."""
    assert browser.get(f"/styleguide/error/{status}/").status_code == status


def test_the_title_announces_errors(browser: Client) -> None:
    """A page with a refused form says Error first in its title."""
    html = browser.get("/styleguide/portal-errors/").content.decode()
    assert "<title>Error: " in html


def test_the_language_changes_without_script(browser: Client) -> None:
    """The switch is a form: a button sends the language and the page comes back in it."""
    html = browser.get("/styleguide/portal/").content.decode()
    assert 'action="/i18n/setlang/"' in html
    assert '<button type="submit" class="link" name="language" value="fr" lang="fr">' in html
    assert 'name="next" value="/styleguide/portal/"' in html
    answer = browser.post("/i18n/setlang/", {"language": "fr", "next": "/styleguide/portal/"})
    assert answer.headers["Location"] == "/styleguide/portal/"
    assert '<html lang="fr"' in browser.get("/styleguide/portal/").content.decode()


def test_the_desk_sends_the_csrf_token_with_htmx(browser: Client) -> None:
    """Every htmx gesture of the desk carries the token; htmx adds no inline style and no eval."""
    html = browser.get("/styleguide/desk/").content.decode()
    assert re.search(r"""<body hx-headers='{"X-CSRFToken": "\w{64}"}'>""", html)
    for rule in ('"includeIndicatorStyles": false', '"allowEval": false'):
        assert rule in html


def test_the_portal_has_no_htmx(browser: Client) -> None:
    """Citizens load one small script, not a library."""
    html = browser.get("/styleguide/portal/").content.decode()
    assert re.findall(r'<script src="([^"]+)"', html) == ["/static/ui/submit-once.js"]
