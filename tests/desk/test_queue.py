# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The queue: whose requests, in which order, narrowed how, page by page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from grc.service_requests.models import ServiceRequest
from tests.cast import file_request, make_service
from tests.desk.conftest import at, page
from tests.desk.crowd import crowd

pytestmark = pytest.mark.django_db
QUEUE = "/bureau/"


def shown(response):
    """Return the references of the list, in order."""
    rows = response.content.decode().split('class="rows"')[-1]
    return re.findall(r'class="reference">([0-9A-Z]{4}-[0-9A-Z]{4})<', rows)


def references(*service_requests):
    return [service_request.display_reference for service_request in service_requests]


@pytest.mark.parametrize(
    "query",
    [
        "before=tampered",
        "before=1-",
        "before=99999999999999999-999999999999999999",
        "after=0-0",
        "before=%00",
        "before=" + "9" * 5000,
        "after=١٢٣-١",
        "service=x&team=-1&kind=flying&priority=%00&channel=pigeon&state=gas&holder=all",
        "service=" + "9" * 40,
        "q=%00%EF%BB%BF",
        "q=" + "a" * 3000,
        "service=1&service=2&before=1-1&before=2-2",
    ],
)
def test_a_tampered_address_is_the_first_page(query, desk, service_request, agent):
    """Nothing that an address can say breaks the queue; what is not understood narrows nothing."""
    response = desk(agent).get(f"{QUEUE}?{query}")
    assert response.status_code == 200


def test_other_teams_requests_are_not_listed(desk, service_request, outsider, stranger):
    """An agent sees their teams' requests; another town's nobody's (law R2.02)."""
    assert shown(desk(outsider).get(QUEUE)) == []
    assert desk(stranger).get(QUEUE).status_code == 404


def test_an_empty_queue_teaches_the_next_step(desk, agent):
    """Empty: where requests come from, and how to type one in."""
    assert "The queue is empty" in page(desk(agent).get(QUEUE))


def test_a_search_without_result_says_what_to_try(desk, service_request, agent):
    """Nothing found: check the spelling, or remove a filter."""
    text = page(desk(agent).get(QUEUE, {"q": "Zorglub"}))
    assert "Nothing matches these filters" in text


def test_open_requests_come_newest_first(desk, service, agent):
    """Ended ones are not in the way."""
    old, new = file_request(service), file_request(service)
    ended = file_request(service).take(by=agent)
    ended.perform("close", by=agent, message="Fait.", outcome="done")
    response = desk(agent).get(QUEUE)
    assert shown(response) == references(new, old)
    assert "2 requests" in page(response)


def test_a_row_says_what_one_needs_to_choose(desk, taken, agent):
    """Reference, words, place, name, step, holder and since when, marks: all as text."""
    ServiceRequest.objects.filter(pk=taken.pk).update(
        due_on=timezone.localdate() - timedelta(days=3), priority=30
    )
    taken.reply("Alors ?")
    text = page(desk(agent).get(QUEUE))
    for words in (
        taken.display_reference,
        "Un trou devant le 12.",
        "12 rue des Fleurs",
        "Marie Dupont",
        "Pothole",
        "In progress",
        "Alice Agent since",
        "Overdue by 3 days",
        "High priority",
        "The requester wrote",
    ):
        assert words in text


def test_filters_narrow(desk, service, agent, colleague, town, team, workflow):
    """Each filter keeps what it says, and together they add up."""
    other_service = make_service(town, team, workflow, code="lamp", name={"fr": "Lampadaire"})
    plain = file_request(service)
    mine = file_request(service).take(by=agent)
    lamp = file_request(other_service, channel="phone").take(by=colleague)
    lamp.set_priority(40, by=colleague)
    late = file_request(service)
    ServiceRequest.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(1))
    browser = desk(agent)
    expected = {
        "holder=mine": [mine],
        "holder=nobody": [late, plain],
        f"service={other_service.pk}": [lamp],
        f"team={team.pk}": [late, lamp, mine, plain],
        f"team={team.pk + 1}": [],
        "kind=in_progress": [lamp, mine],
        "priority=40": [lamp],
        "channel=phone": [lamp],
        "state=overdue": [late],
        f"kind=in_progress&service={service.pk}": [mine],
    }
    found = {query: shown(browser.get(f"{QUEUE}?{query}")) for query in expected}
    assert found == {query: references(*rows) for query, rows in expected.items()}


def test_ended_requests_are_one_choice_away(desk, taken, agent):
    """State “Ended” shows them, “Open and ended” shows all."""
    taken.perform("close", by=agent, message="Fait.", outcome="done")
    browser = desk(agent)
    assert shown(browser.get(QUEUE)) == []
    assert shown(browser.get(f"{QUEUE}?state=ended")) == references(taken)
    assert shown(browser.get(f"{QUEUE}?state=any")) == references(taken)


@pytest.mark.parametrize("words", ["dupont", "Marie Dup", "DUPONT marie", "reference"])
def test_a_search_finds_ended_requests_too(words, desk, taken, agent):
    """By reference as it is dictated, or by the beginning of the name, whatever the state."""
    taken.perform("close", by=agent, message="Fait.", outcome="done")
    q = taken.display_reference.lower().replace("-", " ") if words == "reference" else words
    assert shown(desk(agent).get(QUEUE, {"q": q})) == references(taken)


def test_a_search_never_leaves_one_s_sight(desk, service_request, outsider):
    """Another team's reference finds nothing."""
    assert shown(desk(outsider).get(QUEUE, {"q": service_request.display_reference})) == []


def test_each_active_filter_can_be_removed(desk, taken, agent):
    """Filters in force are said in words, each a link that drops it and keeps the others."""
    response = desk(agent).get(f"{QUEUE}?holder=mine&kind=in_progress&before=5000000000000000-1")
    text = response.content.decode()
    assert "Who has it: Me" in text
    assert 'href="/bureau/?holder=mine"' in text
    assert 'href="/bureau/?kind=in_progress"' in text


def test_without_scripts_the_filters_are_a_form(desk, service_request, agent):
    """A GET form with a button; the list is in the same page."""
    text = page(desk(agent).get(QUEUE))
    form = text.split("<form", 2)
    assert any(
        'method="get" action="/bureau/"' in part and "Filter</button>" in text for part in form
    )


def test_every_row_is_on_exactly_one_page(desk, service, agent):
    """Walking to the oldest and back meets each request once, those of the same moment too."""
    rows = crowd(service, 130)
    same_moment = ServiceRequest.objects.filter(pk__in=[row.pk for row in rows[40:60]])
    same_moment.update(submitted_at=rows[40].submitted_at)
    browser = desk(agent)
    down, address = [], QUEUE
    while address:
        response = browser.get(address)
        down.append(shown(response))
        address = _link(response, "next")
    assert [len(one) for one in down] == [25, 25, 25, 25, 25, 5]
    walked = [reference for one in down for reference in one]
    assert len(set(walked)) == 130
    up = [down[-1]]
    while address := _link(response, "prev"):
        response = browser.get(address)
        up.append(shown(response))
    assert up == down[::-1]


def _link(response, rel):
    found = re.search(rf'href="([^"]*)" rel="{rel}"', response.content.decode())
    return found and found[1].replace("&amp;", "&")


def test_a_page_keeps_the_filters(desk, service, agent):
    """The second page of a narrowed list is narrowed as well."""
    crowd(service, 60)
    taken = ServiceRequest.objects.newest_first().last().take(by=agent)
    browser = desk(agent)
    response = browser.get(f"{QUEUE}?holder=nobody")
    assert "holder=nobody" in _link(response, "next")
    assert taken.display_reference not in shown(browser.get(_link(response, "next")))


def test_counting_stops_at_a_thousand(desk, service, agent):
    """Beyond, the number says nothing more and would cost."""
    crowd(service, 1_001)
    assert "more than 1,000 requests" in page(desk(agent).get(QUEUE))


def test_the_list_stays_beside_the_request(desk, service, agent):
    """A request opened from a narrowed list shows that list beside it."""
    mine, other = file_request(service).take(by=agent), file_request(service)
    text = page(desk(agent).get(at("request", mine) + "?holder=mine"))
    beside = text.split('id="queue-list"')[1].split("</section>")[0]
    assert mine.display_reference in beside
    assert other.display_reference not in beside
    assert 'aria-current="page"' in beside
