# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who has a draft open: told to those who have it open too, in ids, and to nobody else."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Error, Page, expect

from grc.live import company as companies
from grc.live.company import Company
from tests.chromium import open_chromium
from tests.live.browser import Server, session_of

DRAFT = (1, 12)
OTHER = "0123456789abcdef"


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def company(told) -> Company:
    return Company(lambda group, words: told.append(f"{group} {' '.join(words)}"))


@pytest.mark.parametrize(
    "word",
    [
        "",
        "x 1 12 3",
        f"{OTHER} 0 12 3",
        f"{OTHER} 1 12",
        f"{OTHER} 1 12 3,",
        f"{OTHER} 1 12 -,3",
        f"{OTHER} 1 12 ３",
        f"{OTHER} 1 12 " + ",".join("1" * 51),
    ],
)
def test_what_no_process_says_is_not_understood(company, word):
    """Nothing but ids, never more than fifty people."""
    with pytest.raises(ValueError, match="not a word"):
        company.hear(word)


def test_somebody_stays_while_one_of_their_pages_does(company, told):
    """Two tabs are one person; what does not change is not told again."""
    company.enter("a", 3, frozenset({DRAFT}))
    company.enter("b", 3, frozenset({DRAFT}))
    company.enter("b", 3, frozenset({DRAFT}))
    assert len(told) == 2
    company.leave("a")
    assert company.at(DRAFT) == {3}
    company.leave("b")
    company.leave("unknown")
    assert company.at(DRAFT) == frozenset()
    assert set(told) == {"town.1.draft.12 draft:12"}


async def test_what_another_process_says_holds_for_a_moment(company, told, monkeypatch):
    """Its people are here until it says otherwise, or nothing any more, as when it died."""

    async def say(self: Company) -> None:
        return None

    monkeypatch.setattr(Company, "_say", say)
    company.hear(f"{OTHER} 1 12 3,4")
    company.hear(f"{OTHER} 1 12 3,4")
    assert company.at(DRAFT) == {3, 4}
    assert len(told) == 1
    company.hear(f"{OTHER} 1 12 -")
    assert company.at(DRAFT) == frozenset()
    monkeypatch.setattr(companies, "HOLDS", -1.0)
    company.hear(f"{OTHER} 1 12 3")
    company._forget_silent(float("inf"))
    assert company.at(DRAFT) == frozenset()
    assert len(told) == 4


def test_a_word_fits_in_an_announcement(company):
    """PostgreSQL refuses 8,000 bytes: a crowd in one draft is cut, and is still understood."""
    for number in range(80):
        company.enter(f"c{number}", 10**17 + number, frozenset({(10**17, 10**17)}))
    word = company._word((10**17, 10**17))
    assert len(word) < 8000
    assert companies._WORD.fullmatch(word)


# --- On real sockets -----------------------------------------------------------------------------
real = pytest.mark.django_db(transaction=True)


def word(service_request: Any) -> str:
    return f"draft:{service_request.pk}"


def beside(service_request: Any, *people: Any) -> dict[str, Any]:
    return {"beside": {word(service_request): sorted(person.pk for person in people)}}


@real
def test_a_draft_that_one_does_not_see_is_refused(
    service_request, outsider, stranger, agent, visit
):
    """As if it did not exist; and whoever has it open never hears of who knocked."""
    page = visit(agent)
    page.watch(word(service_request))
    nosy = visit(outsider)
    assert nosy.watch(word(service_request)) == {"refused": [word(service_request)]}
    assert nosy.is_closed_with() == 4404
    assert page.hear() == beside(service_request)
    page.say(watch=[])
    assert page.hear() == {"watching": []}


@real
def test_two_people_hear_of_each_other(service_request, agent, colleague, visit):
    """By ids, oneself apart; gone with the page."""
    first = visit(agent)
    assert first.watch(word(service_request)) == {"watching": [word(service_request)]}
    assert first.hear() == beside(service_request)
    second = visit(colleague)
    second.watch(word(service_request))
    assert second.hear() == beside(service_request, agent)
    first.hear_until(beside(service_request, colleague))
    second.say(watch=[f"request:{service_request.pk}"])
    first.hear_until(beside(service_request))


@real
def test_who_only_reads_the_request_is_told_nothing(service_request, agent, colleague, visit):
    """Company is told to those at the draft, not to every open page of the request."""
    reader = visit(agent)
    reader.watch(f"request:{service_request.pk}")
    visit(colleague).watch(word(service_request))
    reader.say(watch=[])
    assert not any("beside" in said for said in reader.hear_until({"watching": []}))


@real
def test_whoever_loses_the_request_is_gone_from_the_draft(
    town, service_request, agent, administrator, other_team, visit
):
    """Rights are read again: who may no longer see the request is no company any more."""
    first, second = visit(administrator), visit(agent)
    first.watch(word(service_request))
    second.watch(word(service_request), f"request:{service_request.pk}")
    first.hear_until(beside(service_request, agent))
    with town.scope():
        service_request.pass_on(other_team, by=administrator)
    first.hear_until(beside(service_request))
    assert second.hear_until({"refused": [f"request:{service_request.pk}", word(service_request)]})


@real
def test_whoever_signed_out_hears_of_nobody(service_request, agent, colleague, visit):
    """A session that ended is asked again before a name leaves."""
    page = visit(agent)
    page.watch(word(service_request))
    page.hear()
    cookie = f"session={session_of(colleague)}"
    Session.objects.exclude(pk=cookie.removeprefix("session=")).delete()
    visit(cookie=cookie).watch(word(service_request))
    while page.hears_another():
        assert page.last_heard == beside(service_request)
    assert page.closing_code == 4403


@pytest.fixture
def second_server(django_db_setup: None) -> Iterator[Server]:
    with Server() as running:
        yield running


@real
def test_people_of_two_processes_hear_of_each_other_until_one_is_killed(
    service_request, agent, colleague, visit, second_server
):
    """Processes tell each other; what a dead one said is forgotten after some seconds."""
    here = visit(agent)
    here.watch(word(service_request))
    there = visit(colleague, at=second_server)
    there.watch(word(service_request))
    there.hear_until(beside(service_request, agent))
    here.hear_until(beside(service_request, colleague))
    second_server.process.send_signal(signal.SIGKILL)
    here.hear_until(beside(service_request))


# --- In real browsers ----------------------------------------------------------------------------
@pytest.fixture
def editors(service_request, agent, colleague, town, server) -> Iterator[list[Page]]:
    """One draft, open in the browsers of two people, one after the other."""
    from grc.answers.models import Answer

    with town.scope():
        Answer.objects.draft_for(service_request, by=agent)
    address = f"http://testserver:{server.port}"
    path = f"/bureau/demandes/{service_request.display_reference}/reponse/"
    keys = [session_of(person) for person in (agent, colleague)]
    with open_chromium("--host-resolver-rules=MAP * 127.0.0.1") as browser:
        pages = []
        for key in keys:
            context = browser.new_context(locale="en")
            cookies: list[Any] = [
                {"name": "session", "value": key, "url": address},
                {"name": "language", "value": "en", "url": address},
            ]
            context.add_cookies(cookies)
            pages.append(context.new_page())
            pages[-1].goto(address + path)
            pages[-1].wait_for_selector("body[data-live-state=watching]", state="attached")
        yield pages


@real
@pytest.mark.browser
def test_the_editor_says_who_writes_here_too(editors, agent, colleague):
    """By name, without reloading, on both sides; gone a moment after the other leaves."""
    mine, theirs = editors
    mine.locator("#id_body").fill("Bonjour,")
    status = mine.locator("[data-beside]")
    expect(status).to_have_text(f"{colleague} is writing here too.", timeout=10_000)
    expect(theirs.locator("[data-beside]")).to_have_text(f"{agent} is writing here too.")
    assert mine.locator("#id_body").input_value() == "Bonjour,"
    theirs.goto("about:blank")
    expect(status).to_have_text("", timeout=10_000)


@real
@pytest.mark.browser
def test_a_page_that_crashed_is_no_company(editors, colleague):
    """Its socket ends with it: nobody writes there any more."""
    mine, theirs = editors
    status = mine.locator("[data-beside]")
    expect(status).to_have_text(f"{colleague} is writing here too.", timeout=10_000)
    with suppress(Error):
        theirs.goto("chrome://crash")
    expect(status).to_have_text("", timeout=10_000)


@real
def test_names_are_told_of_people_of_the_town_only(
    client, service_request, agent, colleague, stranger, outsider, town
):
    """Whoever sees the request reads the names of colleagues, of nobody elsewhere."""
    address = f"/bureau/demandes/{service_request.display_reference}/reponse/avec/"
    asked = {"with": [agent.pk, colleague.pk, stranger.pk, "x", "9" * 30, "²"]}
    client.force_login(outsider)
    assert client.get(address, asked).status_code == 404
    client.force_login(agent)
    client.cookies["language"] = "en"
    assert client.get(address, asked).json() == {"words": f"{colleague} is writing here too."}
    assert client.get(address).json() == {"words": ""}
    both = client.get(address, {"with": [colleague.pk, outsider.pk]}).json()["words"]
    assert both.endswith("are writing here too.")
