# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Coming in: sign-in, its limits, a new password, the one-time link of a new town."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from notifications.models import Delivery
from tests.cast import PASSWORD
from tests.desk.conftest import page

pytestmark = pytest.mark.django_db
LOGIN, RESET = "/compte/login/", "/compte/password/reset/"
NEW = "quatre mots faciles ensemble"


@pytest.fixture
def browser(town: Any) -> Client:
    client = Client()
    client.cookies["language"] = "en"
    return client


def sign_in(browser: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return browser.post(LOGIN, {"login": email, "password": password} | more)


@pytest.mark.parametrize("email", ["agent@chalons.example", "nobody@chalons.example"])
def test_a_wrong_password_says_the_same_whoever_it_is(email, browser, agent):
    """Nobody learns who has an account (law R5.27)."""
    response = sign_in(browser, email, "wrong password of mine")
    text = page(response).replace(email, "…")
    assert "Error:" in text
    assert "errorlist" in text or "error-summary" in text
    assert sign_in(browser, "third@chalons.example", "wrong").content.count(b"<li>") == (
        response.content.count(b"<li>")
    )


def test_too_many_tries_are_stopped_with_a_kind_sentence(browser, agent):
    """After five failures even the right password must wait, and the page says so (law R5.21)."""
    for _ in range(5):
        sign_in(browser, agent.email, "wrong password of mine")
    response = sign_in(browser, agent.email)
    assert "_auth_user_id" not in browser.session
    assert re.search("(?i)too many|wait|later", page(response))


def test_somebody_who_left_cannot_sign_in(browser, agent):
    """A disabled person does not come in."""
    agent.is_active = False
    agent.save()
    sign_in(browser, agent.email)
    assert browser.get("/bureau/").status_code == 302


def test_nobody_signs_up(browser):
    """People are invited by an administrator (law R5.25)."""
    response = browser.post("/compte/signup/", {"email": "x@y.example", "password1": NEW})
    assert "Accounts are opened by the town hall" in page(response)
    from grc.accounts.models import User

    assert not User.objects.filter(email="x@y.example").exists()


def test_a_page_asked_for_opens_after_signing_in(browser, agent, service_request):
    """Signing in leads where one was going; never to another site."""
    address = f"/bureau/demandes/{service_request.display_reference}/"
    response = browser.get(address)
    assert response.headers["Location"] == f"{LOGIN}?next={address}"
    assert sign_in(browser, agent.email, next=address).headers["Location"] == address
    browser.post("/compte/logout/")
    response = sign_in(browser, agent.email, next="https://elsewhere.example/")
    assert response.headers["Location"] == "/bureau/"


def test_signing_in_opens_the_queue_and_out_closes_it(browser, agent):
    """In by the form, out by the button; the session is gone on the server (law R5.22)."""
    assert sign_in(browser, agent.email).headers["Location"] == "/bureau/"
    assert browser.get("/bureau/").status_code == 200
    key = browser.session.session_key
    assert browser.post("/compte/logout/").headers["Location"] == LOGIN
    from django.contrib.sessions.models import Session

    assert not Session.objects.filter(session_key=key).exists()


@pytest.mark.parametrize(
    "path",
    [
        LOGIN,
        RESET,
        f"{RESET}done/",
        f"{RESET}key/1-abc-def/",
        f"{RESET}key/done/",
        "/compte/signup/",
        "/compte/inactive/",
    ],
)
def test_pages_around_signing_in_look_like_ours(path, browser):
    """The town's name, one main title, no trace of the library's own pages."""
    text = page(browser.get(path))
    assert "Châlons" in text
    assert text.count("<h1") == 1
    assert 'href="/static/ui/catalaune.css"' in text
    assert "Menu:" not in text


@pytest.mark.parametrize("path", ["/compte/logout/", "/compte/password/change/"])
def test_pages_of_somebody_signed_in_look_like_ours(path, desk, agent):
    """Signing out by the address, changing one's password."""
    text = page(desk(agent).get(path, follow=True))
    assert "Châlons" in text
    assert text.count("<h1") == 1


def test_an_unknown_address_gets_the_same_page(browser, agent):
    """Asking for a link says the same words whether the address is known or not (law R5.27)."""
    pages = []
    for email in (agent.email, "nobody@chalons.example"):
        response = browser.post(RESET, {"email": email}, follow=True)
        pages.append(re.sub('value="[^"]*"', "", page(response)))
    assert pages[0] == pages[1]
    written = Delivery.objects.get()
    assert written.address == agent.email
    assert "/compte/password/reset/key/" in written.text
    assert "Châlons" in written.text


def test_a_short_password_is_refused(browser, agent):
    """At least twelve characters (law R2.09)."""
    form = _open_link(browser, _link_by_mail(browser, agent))
    response = browser.post(form, {"password1": "court", "password2": "court"})
    assert response.status_code == 200
    assert agent.has_usable_password()
    agent.refresh_from_db()
    assert agent.check_password(PASSWORD)


def test_a_link_changes_the_password_once(browser, agent):
    """The link works, then says that it no longer works, and where to ask for another."""
    link = _link_by_mail(browser, agent)
    form = _open_link(browser, link)
    response = browser.post(form, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Your password is changed" in page(response)
    assert sign_in(browser, agent.email, NEW).headers["Location"] == "/bureau/"
    late = Client()
    late.cookies["language"] = "en"
    assert "This link no longer works" in page(late.get(link, follow=True))


def test_a_link_lapses(browser, agent):
    """After three days another must be asked for."""
    import time_machine
    from django.utils import timezone

    link = _link_by_mail(browser, agent)
    with time_machine.travel(timezone.now() + timedelta(days=3, hours=2)):
        assert "This link no longer works" in page(browser.get(link, follow=True))


def test_a_new_town_s_administrator_comes_in_by_a_one_time_link(transactional_db, capsys):
    """The command prints a link; the administrator chooses a password with it, once (law R5.25)."""
    call_command("create_town", "epernay", host=["epernay.example"], admin="maire@epernay.example")
    link = capsys.readouterr().out.split()[-1]
    path = re.sub(r"^https?://[^/]+", "", link)
    browser = Client(SERVER_NAME="epernay.example")
    browser.cookies["language"] = "en"
    form = _open_link(browser, path)
    browser.post(form, {"password1": NEW, "password2": NEW})
    assert sign_in(browser, "maire@epernay.example", NEW).headers["Location"] == "/bureau/"
    assert browser.get("/bureau/").status_code == 200
    again = Client(SERVER_NAME="epernay.example")
    again.cookies["language"] = "en"
    assert "This link no longer works" in page(again.get(path, follow=True))


def _link_by_mail(browser: Client, user: Any) -> str:
    browser.post(RESET, {"email": user.email})
    return re.search(r"https?://[^/]+(/\S+)", Delivery.objects.get().text)[1]


def _open_link(browser: Client, link: str) -> str:
    """Open a link and return where its form is sent."""
    response = browser.get(link, follow=True)
    assert response.status_code == 200
    return response.redirect_chain[-1][0]
