# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What an open socket hears: that something it may see changed, and nothing else."""

from __future__ import annotations

import json
import time

import pytest
from django.db import transaction

from grc.answers.models import Answer
from grc.journal.models import Event
from grc.journal.models.event import event_fields, record_all
from tests.cast import file_request, make_member, make_team
from tests.live.browser import until
from tests.live.words import change, subject, word

pytestmark = pytest.mark.django_db(transaction=True)

QUEUE = {"changed": "queue"}


def test_a_rolled_back_transaction_tells_nobody(town, service_request, agent, visit):
    """What was rolled back did not happen: the next commit is heard, and only that one."""
    watching, other = visit(agent), visit(agent)
    watching.watch(word(service_request))
    other.watch("queue")
    with town.scope():
        Event.objects.record("noted", service_request, by=agent)
        transaction.set_rollback(True)
    file_request(service_request.service)
    assert watching.is_told_nothing_before(other, QUEUE)


def test_another_town_hears_nothing(service_request, agent, stranger, visit):
    """An agent of another town, on their own host, is not told by this town's commits."""
    abroad, here = visit(stranger, host="other.testserver"), visit(agent)
    abroad.watch("queue")
    here.watch("queue")
    change(service_request)
    assert abroad.is_told_nothing_before(here, QUEUE)


def test_another_team_hears_nothing(service_request, agent, outsider, visit):
    """A queue is told of the requests that it shows, not of the whole town's."""
    elsewhere, here = visit(outsider), visit(agent)
    elsewhere.watch("queue")
    here.watch("queue")
    change(service_request)
    assert elsewhere.is_told_nothing_before(here, QUEUE)


def test_a_commit_is_heard_by_who_watches_the_request(service_request, agent, visit):
    """The browser reads which row changed; it holds no word of what changed."""
    page = visit(agent)
    page.watch(word(service_request))
    change(service_request)
    assert page.hear() == {"changed": [subject(service_request)]}


def test_a_queue_is_told_without_ids(service_request, agent, visit):
    """Neither the request nor its team is named to who watches a list."""
    page = visit(agent)
    page.watch("queue")
    change(service_request)
    assert page.hear() == QUEUE


def test_an_administrator_hears_of_every_team(service_request, administrator, visit):
    """Who sees the whole town's queue is told of the whole town."""
    page = visit(administrator)
    page.watch("queue")
    change(service_request)
    assert page.hear() == QUEUE


def test_the_team_that_a_request_left_is_told_too(
    town, service_request, agent, other_team, outsider, colleague, visit
):
    """The list it left is as stale as the one it joined."""
    left, joined = visit(colleague), visit(outsider)
    left.watch("queue")
    joined.watch("queue")
    with town.scope():
        service_request.pass_on(other_team, by=agent)
    assert left.hear() == QUEUE
    assert joined.hear() == QUEUE


def test_an_answer_is_heard_by_who_watches_its_request(town, service_request, agent, visit):
    """An answer has no page of its own: its events are its request's, the first one included."""
    page = visit(agent)
    page.watch(word(service_request))
    with town.scope():
        Answer.objects.draft_for(service_request, by=agent)
    assert page.hear() == {"changed": [subject(service_request)]}


def test_an_answer_of_another_request_is_not_heard(town, service_request, agent, visit):
    """Watching one request says nothing about the next."""
    second = file_request(service_request.service)
    watching, other = visit(agent), visit(agent)
    watching.watch(word(service_request))
    other.watch(word(second))
    with town.scope():
        Answer.objects.draft_for(second, by=agent)
    assert watching.is_told_nothing_before(other, {"changed": [subject(second)]})


def test_a_requester_is_heard_like_anybody(town, service_request, agent, visit):
    """What the citizen writes reaches the open desk."""
    page = visit(agent)
    page.watch(word(service_request))
    with town.scope():
        service_request.reply("Merci.")
    assert page.hear() == {"changed": [subject(service_request)]}


def test_an_import_says_everything_once(town, service, agent, visit):
    """A statement with many events asks pages to read themselves again, without a list."""
    requests = [file_request(service) for _ in range(21)]
    page = visit(agent)
    page.watch("queue")
    with town.scope():
        record_all(event_fields("noted", row, by=None, at=None, data={}) for row in requests)
    # The filing just before may be told first, as what it is.
    heard = page.hear_until({"changed": "*"})
    assert [word for word in heard if word["changed"] not in ("queue", "*")] == []


def test_many_commits_are_few_words(service_request, agent, visit):
    """One word at most in half a second, the first at once, the last never forgotten."""
    page, other = visit(agent), visit(agent)
    page.watch("queue")
    other.watch("queue")
    change(service_request, times=60)
    second = file_request(service_request.service)
    assert other.watch(word(second), "queue")
    change(second)
    heard = other.hear_until({"changed": [subject(second)]})
    assert len(heard) <= 10
    page.hear()


def test_a_page_made_before_the_change_is_told_when_it_comes(service_request, agent, visit):
    """Nothing is lost between the making of a page and its socket: the page says its age."""
    change(service_request)
    page = visit(agent)
    assert page.watch(word(service_request), age=5000) == {"watching": [word(service_request)]}
    assert page.hear() == {"changed": "*"}


def test_a_page_made_after_the_change_is_not_told(service_request, agent, visit):
    """What the page already shows is not read twice."""
    page, other = visit(agent), visit(agent)
    page.watch(word(service_request))
    change(service_request)
    page.hear()
    other.watch(word(service_request), age=0)
    change(service_request)
    assert other.hear() == {"changed": [subject(service_request)]}


def test_a_page_is_not_told_of_what_it_does_not_show(
    service_request, agent, outsider, visit, server
):
    """Another team's changes do not make a young page read itself twice."""
    # A process that has listened for less than a page's age cannot know what it missed.
    until(lambda: time.monotonic() - server.listening_since > 2.5)
    here, page = visit(agent), visit(outsider)
    here.watch("queue")
    change(service_request)
    here.hear()
    page.watch("queue", age=2000)
    page.connection.send(json.dumps({"watch": []}))
    assert page.hear() == {"watching": []}


def test_a_page_older_than_the_process_catches_up(service_request, agent, visit):
    """After a restart nobody knows what was missed: the page reads itself again."""
    page = visit(agent)
    page.watch("queue", age=3_600_000)
    assert page.hear() == {"changed": "*"}


def test_a_validating_team_is_told_until_it_has_decided(
    town, service, service_request, agent, visit
):
    """The list of those who validate gains a round, loses it again, and is told both times."""
    legal = make_team(town, "Juridique")
    validator = make_member(town, legal, "supervisor", "legal@chalons.example", "Léa Juriste")
    with town.scope():
        service.function_mappings.create(
            municipality=town, function="validator", team=legal, role="supervisor"
        )
    page = visit(validator)
    page.watch("queue")
    answer = submitted_answer(town, service_request, agent)
    assert page.hear() == QUEUE
    page.watch("queue")
    with town.scope():
        answer.approve(round_number=1, by=validator)
    assert page.hear() == QUEUE


def submitted_answer(town, service_request, author):
    """Draft in one transaction, submit in another: the second is the one that moves the round."""
    with town.scope():
        fresh = service_request.take(by=author)
        answer = Answer.objects.draft_for(fresh, by=author)
        saved = answer.save_draft("Bonjour, nous passerons mardi.", based_on=0, by=author)
    with town.scope():
        answer.submit(based_on=saved.revision, by=author)
    return answer
