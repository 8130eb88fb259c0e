# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A workflow tried by hand: one made-up request, click by click, and kept as a scenario."""

from __future__ import annotations

import re
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from grc.service_requests.models import ServiceRequest
from grc.studio.sandbox.story import LONGEST, pack, read_move, story_of, unpack, write_move
from tests.cast import make_service
from workflows.library import load
from workflows.scenario import Given, Press, Write

pytestmark = pytest.mark.django_db

TAKE = Press("take", ("agent",))
CLOSE = Press("close", ("agent",))
HURRY = {
    "code": "hurry",
    "from": {"anywhere": True},
    "trigger": "button",
    "functions": ["agent"],
    "label": {"fr": "Se hâter", "en": "Hurry"},
    "when": {"fact": "values.what", "op": "contains_any", "value": ["lamp"]},
    "form": {"fields": [{"code": "cost", "kind": "number", "label": "Cost", "required": True}]},
    "effects": [
        {"do": "set_priority", "priority": "urgent"},
        {"do": "tell", "text": "We hurry, {requester.name}: {filled.cost} euros."},
    ],
}


def address(service, name="sandbox", **query):
    found = reverse(f"studio:workflow_{name}", args=[service.workflow.slug])
    return found + ("?" + "&".join(f"{key}={value}" for key, value in query.items()))


def story(*play, **given):
    return pack(story_of(Given(**given), play))


def shown(response):
    """Return the words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def clicked(browser, service, packed, move):
    return browser.get(address(service), {"story": packed, "move": write_move(move)})


def packed_in(response):
    found = re.search(r'name="story" value="([^"]+)"', response.text)
    assert found is not None
    return found[1]


@pytest.fixture
def hurrying(workflow, administrator):
    """The draft has a button with a condition, a question and effects."""
    return hurry(workflow, administrator)


def hurry(workflow, administrator):
    draft = workflow.open_draft(by=administrator)
    draft.definition["transitions"].append(HURRY)
    draft.save()
    return draft


@pytest.mark.parametrize(
    "strange",
    ["", "x", "%%%", "e" * (LONGEST + 1), "eJw", "eJyrVgIAAUMA9Q", "\u00e9"],
)
def test_a_story_that_cannot_be_read_is_refused_with_a_sentence(
    studio, administrator, service, strange
):
    """Whatever stands in the address, one can begin another story."""
    refused = studio(administrator).get(address(service), {"story": strange})

    assert refused.status_code == 422
    assert "This story cannot be read any more: begin another one." in refused.text
    assert "Begin</button>" in refused.text


@pytest.mark.parametrize(
    "move", ["", "[", "{}", '{"press":"take"}', "[" * 5000, '{"wait":{"days":0}}', "\x00"]
)
def test_a_move_that_is_none_is_refused_and_the_story_stays(studio, administrator, service, move):
    """What a hostile page sends is a sentence, not an error."""
    refused = studio(administrator).get(address(service), {"story": story(TAKE), "move": move})

    assert refused.status_code == 422
    assert packed_in(refused) == story(TAKE)


def test_a_move_that_is_not_possible_is_refused_with_the_reason(studio, administrator, service):
    """Where two pages were open, the second click reads why; the story is as it was."""
    browser = studio(administrator)

    refused = clicked(browser, service, story(TAKE), TAKE)

    assert refused.status_code == 409
    assert "The request is now at “In progress”" in refused.text
    assert packed_in(refused) == story(TAKE)


def test_one_click_begins_and_the_next_go_on(studio, administrator, service):
    """Each click shows what everybody sees, and what may come next; nothing is written."""
    browser = studio(administrator)

    begun = browser.post(address(service), {})
    assert begun.status_code == 303
    first = browser.get(begun["Location"])
    assert "Your request has arrived." in first.text
    working = clicked(browser, service, packed_in(first), TAKE)
    words = shown(working)
    assert "An agent is dealing with your request." in words
    assert "agent in charge: “Start the work”" in words
    assert "Now at “In progress”" in words
    assert not ServiceRequest.objects.exists()


def test_a_click_twice_is_a_click(studio, administrator, service):
    """Two clicks at once lead to the same page."""
    browser = studio(administrator)

    pages = [clicked(browser, service, story(), TAKE) for _ in range(2)]

    assert [packed_in(page) for page in pages] == [story(TAKE)] * 2


def test_what_cannot_be_pressed_says_why_as_the_desk_does(studio, administrator, service, hurrying):
    """The button stands there, disabled, with its condition in words."""
    page = studio(administrator).get(address(service), {"story": story()})

    assert "Possible once this holds: the field “What is the matter?”" in shown(page)


def test_a_button_that_asks_shows_its_form(studio, administrator, service, hurrying):
    """What is missing is said; once it is there, effects and the words to the requester show."""
    browser = studio(administrator)
    packed = story(values=(("what", "lamp"),))
    press = Press("hurry", ("agent",))

    asked = clicked(browser, service, packed, press)
    assert 'name="answer-cost"' in asked.text
    typed = {"story": packed, "move": write_move(press)}
    refused = browser.post(address(service), typed | {"answer-cost": "much"})
    assert refused.status_code == 422
    assert 'value="much"' in refused.text
    done = browser.post(address(service), typed | {"answer-cost": "12,5"}, follow=True)

    words = shown(done)
    assert "agent in charge: “Hurry” · Cost 12.5" in words
    assert "Set the priority: Urgent" in words
    assert "We hurry, Marie Dupont: 12.5 euros." in words
    assert "Priority Urgent" in words


def test_how_it_begins_is_asked_only_where_it_matters(studio, administrator, service, hurrying):
    """The condition looks at one field: it is asked, the others are not."""
    browser = studio(administrator)

    page = browser.get(address(service))
    assert 'name="values-what"' in page.text
    assert 'name="channel"' not in page.text
    begun = browser.post(address(service), {"values-what": "lamp"})
    open_ = browser.get(begun["Location"])
    assert "Possible once this holds" not in shown(open_)


FEE = {"code": "fee", "kind": "number", "label": {"fr": "Tarif", "en": "Fee"}, "minimum": 1}
QUICK = {"code": "quick", "kind": "boolean", "label": {"fr": "Vite", "en": "Quick"}}


@time_machine.travel("2027-03-01T10:00Z", tick=False)
def test_it_begins_with_what_a_service_chose(
    studio, administrator, service, town, team, workflow, hurrying
):
    """Choices are those of the service; a date is asked where a timer counts by it."""
    hurrying.definition["options"] = [{"field": FEE, "default": "12"}, {"field": QUICK}]
    hurrying.definition["transitions"].append(
        {
            "code": "late",
            "from": {"anywhere": True},
            "trigger": "timer",
            "after": {"since": "due_date", "days": 1},
            "label": {"fr": "Retard", "en": "Late"},
            "when": {"fact": "options.quick", "op": "is_true"},
            "effects": [{"do": "set_priority", "priority": "high"}],
        }
    )
    hurrying.save()
    other = make_service(town, team, workflow, code="lamp", options={"fee": "30", "quick": True})
    browser = studio(administrator)

    usual = browser.get(address(service), {"service": service.code})
    assert usual.context["form"]["options-fee"].value() == "12"
    chosen = browser.get(address(service), {"service": other.code})
    assert chosen.context["form"]["options-fee"].value() == "30"
    assert chosen.context["form"]["options-quick"].value() == "true"
    typed = {"service": other.code, "values-what": "lamp", "options-quick": "true"}
    refused = browser.post(address(service), typed | {"options-fee": "0", "due": "5"})
    assert refused.status_code == 422
    assert 'value="0"' in refused.text
    begun = browser.post(address(service), typed | {"options-fee": "3", "due": "5"}, follow=True)
    assert "Due date day 6 (6 Mar)" in shown(begun)
    assert unpack(packed_in(begun)).given.options == (("fee", "3"), ("quick", True))
    passed = browser.get(address(service), {"story": packed_in(begun), "move": '{"wait":"timer"}'})
    assert "“Late”, on day 7 (7 Mar)" in shown(passed)
    assert "Priority High" in shown(passed)


def test_time_passes_to_the_next_timer_or_so_long(studio, administrator, service):
    """What comes by itself is told with its day; an amount that is none is refused."""
    browser = studio(administrator)
    packed = story(TAKE)

    assert browser.get(address(service), {"story": packed, "amount": "-1"}).status_code == 409
    passed = browser.get(address(service), {"story": packed, "amount": "40", "unit": "days"})
    words = shown(passed)
    assert "40 days pass" in words
    assert "day 41" in words
    assert "on day " in words


def test_the_course_of_an_answer_is_played_too(studio, administrator, service):
    """Submitted, approved, sent with an outcome: the request ends, and its buttons with it."""
    browser = studio(administrator)
    page = clicked(browser, service, story(TAKE), read_move('{"answer":"submitted"}'))
    assert "submitted, waits for its validation" in shown(page)
    page = clicked(browser, service, packed_in(page), read_move('{"answer":"approved"}'))
    sent = {"story": packed_in(page), "move": '{"answer":"sent"}'}
    assert 'name="outcome"' in browser.get(address(service), sent).text
    ended = browser.post(address(service), sent | {"outcome": "refused"}, follow=True)
    assert "Answer sent" in shown(ended)
    assert "Ended as Refused" in shown(ended)


def test_one_goes_back_to_any_point(studio, administrator, service):
    """What came after it is no longer in the story."""
    page = studio(administrator).get(address(service), {"story": story(TAKE, Write()), "back": "1"})

    assert packed_in(page) == story(TAKE)


def test_a_story_is_kept_as_a_scenario_that_can_be_undone(studio, administrator, service, workflow):
    """It ends with what is so, its name is asked, and the draft has one edit more."""
    browser = studio(administrator)
    page = browser.get(address(service), {"story": story(TAKE)})
    token = re.search(r'name="based_on" value="([^"]+)"', page.text)[1]
    typed = {"story": story(TAKE), "based_on": token}

    assert browser.post(address(service, "keep"), typed).status_code == 422
    kept = browser.post(address(service, "keep"), typed | {"name": "Taken", "assigned": "on"})

    assert kept.status_code == 303
    assert workflow.pending_draft.definition["scenarios"] == [
        {
            "code": "taken",
            "label": "Taken",
            "play": [
                {"press": "take", "as": ["agent"]},
                {"expect": {"step": "in_progress", "assigned": True}},
            ],
        }
    ]
    assert "Taken" in browser.get(address(service, "trying")).text
    draft = workflow.pending_draft
    draft.undo(draft.last_edit.number, by=administrator)
    assert "scenarios" not in workflow.pending_draft.definition


def test_who_kept_a_story_meanwhile_is_told(studio, administrator, service, workflow):
    """What was typed stays; sent again knowingly, both scenarios are there."""
    browser = studio(administrator)
    page = browser.get(address(service), {"story": story(TAKE)})
    token = re.search(r'name="based_on" value="([^"]+)"', page.text)[1]
    typed = {"story": story(TAKE), "based_on": token, "name": "One"}
    browser.post(address(service, "keep"), typed)

    refused = browser.post(address(service, "keep"), typed | {"name": "Two"})

    assert refused.status_code == 409
    assert 'value="Two"' in refused.text
    again = re.search(r'name="based_on" value="([^"]+)"', refused.text)[1]
    browser.post(address(service, "keep"), typed | {"name": "Two", "based_on": again})
    codes = [one["code"] for one in workflow.pending_draft.definition["scenarios"]]
    assert codes == ["one", "two"]


@pytest.fixture
def told(workflow, administrator):
    """The draft has a scenario that expects what is not so."""
    draft = workflow.open_draft(by=administrator)
    draft.definition["scenarios"] = [
        {
            "code": "told",
            "label": {"fr": "On prend", "en": "It is taken"},
            "play": [{"press": "take", "as": ["agent"]}, {"expect": {"step": "closed"}}],
        }
    ]
    draft.save()
    return draft


def test_a_scenario_is_opened_continued_and_replaced(
    studio, administrator, service, told, workflow
):
    """What it expected and is not so is told; kept in its place, it keeps its name."""
    browser = studio(administrator)

    page = browser.get(address(service), {"from": "told"})
    assert "The request is at “In progress”, not at “Closed”." in page.text
    assert "What was expected and is not so is left out." in page.text
    token = re.search(r'name="based_on" value="([^"]+)"', page.text)[1]
    went_on = browser.get(
        address(service), {"story": packed_in(page), "from": "told", "move": '{"citizen":"writes"}'}
    )
    browser.post(
        address(service, "keep"),
        {"story": packed_in(went_on), "from": "told", "based_on": token, "name": "It is taken",
         "replace": "told"},
    )  # fmt: skip

    (kept,) = workflow.pending_draft.definition["scenarios"]
    assert kept["code"] == "told"
    assert kept["label"] == {"fr": "On prend", "en": "It is taken"}
    assert kept["play"] == [
        {"press": "take", "as": ["agent"]},
        {"citizen": "writes"},
        {"expect": {"step": "in_progress"}},
    ]


def test_a_scenario_that_is_not_there_is_not_found(studio, administrator, service):
    """An address of a scenario that was taken out leads nowhere."""
    assert studio(administrator).get(address(service), {"from": "gone"}).status_code == 404


def test_a_draft_that_leads_nowhere_says_what_comes_first(studio, administrator, service, workflow):
    """No story can be played where a step is missing: that is said, and where to mend it."""
    draft = workflow.open_draft(by=administrator)
    draft.definition["start"] = "moon"
    draft.save()
    browser = studio(administrator)

    page = browser.get(address(service))
    assert "This draft leads to a step that is not there" in page.text
    assert browser.post(address(service, "keep"), {"story": story()}).status_code == 200
    published = browser.get(address(service), {"edition": "published", "story": story(TAKE)})
    assert "Now at “In progress”" in shown(published)


def test_what_no_scenario_goes_through_is_named(studio, administrator, service, told):
    """The story that is played counts as one."""
    page = studio(administrator).get(address(service), {"story": story(TAKE)})

    untold = shown(page).partition("nor this story goes through yet")[2]
    assert "Closed" in untold
    assert "Start the work" not in untold


def test_a_story_that_is_too_long_stays_as_it_was(studio, administrator, service):
    """The address of a story is bounded: the page says so, and nothing of it is lost."""
    browser = studio(administrator)
    packed = story(*[Write()] * 199)

    refused = clicked(browser, service, packed, Write())

    assert refused.status_code == 409
    assert "The story is long enough" in refused.text
    assert packed_in(refused) == packed


def test_the_ready_made_workflow_can_be_lived(studio, administrator, service):
    """Every button of its first screen can be clicked."""
    assert load("report")["start"] == "new"
    page = studio(administrator).get(address(service), {"story": story()})
    for move in re.findall(r'name="move" value="([^"]+)"', page.text):
        done = studio(administrator).get(
            address(service), {"story": story(), "move": unescape(move)}
        )
        assert done.status_code == 200
