# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What pages cost: a fixed number of queries, with ten requests and with ten thousand."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grc.answers.models import Answer, Circuit
from tests.cast import file_request
from tests.desk.conftest import at
from tests.desk.crowd import crowd

pytestmark = pytest.mark.django_db(transaction=True)

QUEUE, REQUEST, WAITING = 12, 17, 23
# What opens and closes the transaction and names the town; it asks nothing.
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SELECT set_config")


def cost(browser, address):
    """Return the queries of a page that was opened once before."""
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(FRAME)]


@pytest.mark.parametrize("address", ["/bureau/", "/bureau/?holder=mine&state=any&q=personne"])
def test_the_queue_costs_the_same_with_ten_and_with_ten_thousand(
    address, desk, service, agent, town
):
    """At most twelve queries, whatever is behind them."""
    browser = desk(agent)
    with town.scope():
        crowd(service, 10)
    few = cost(browser, address)
    with town.scope():
        crowd(service, 9_990)
    many = cost(browser, address)
    assert len(few) == len(many) <= QUEUE, "\n".join(many)


def test_an_administrator_s_queue_is_no_dearer(desk, service, administrator, town):
    """Who sees every team asks no more questions."""
    with town.scope():
        crowd(service, 60)
    assert len(cost(desk(administrator), "/bureau/")) <= QUEUE


def test_a_request_costs_the_same_with_a_short_and_with_a_long_thread(
    desk, service, agent, supervisor, colleague, other_team, town
):
    """At most seventeen queries, with files and sixty messages; a circuit under way adds some."""
    with town.scope():
        service_request = file_request(service).take(by=agent)
    browser = desk(colleague)
    address = at("request", service_request)
    short = cost(browser, address)
    with town.scope():
        _live_long(service_request, agent, supervisor, colleague)
    long = cost(browser, address)
    assert len(short) <= REQUEST
    assert len(long) <= WAITING, "\n".join(long)


def test_a_request_whose_answer_waits_to_leave_is_no_dearer(desk, submitted, supervisor, town):
    """Approved, the state of the mail is asked as well."""
    with town.scope():
        submitted.approve(round_number=1, by=supervisor)
    assert len(cost(desk(supervisor), at("request", submitted))) <= REQUEST


def test_a_draft_that_a_workflow_began_is_no_dearer(desk, service, agent, colleague, town):
    """The circuit that it asks for is looked at where the answer is written, not on the request."""
    with town.scope():
        taken = file_request(service).take(by=agent)
        answer = Answer.objects.draft_for(taken, by=agent)
        answer.save_draft("Bonjour.", based_on=0, by=agent)
    browser, address = desk(colleague), at("request", taken)
    by_hand = cost(browser, address)
    with town.scope():
        circuit = Circuit.objects.create(
            municipality=town, code="x", definition={"format": 1, "stages": []}
        )
        Answer.objects.filter(pk=answer.pk).update(circuit=circuit)
    begun = cost(browser, address)
    assert len(begun) == len(by_hand) <= REQUEST, "\n".join(begun)


def _live_long(service_request, agent, supervisor, colleague):
    for number in range(30):
        service_request.write(f"Message {number}", by=agent)
        service_request.note(f"Note {number}", by=colleague)
    message = service_request.write("Le plan.", by=agent)
    upload = SimpleUploadedFile("plan.txt", b"ici")
    service_request.attach(upload, by=agent, message=message)
    service_request.set_priority(40, by=supervisor)
    service_request.assign(colleague, by=supervisor)
    answer = Answer.objects.draft_for(service_request, by=agent)
    for number in (1, 2, 3):
        answer = Answer.objects.get(pk=answer.pk)
        saved = answer.save_draft(f"Réponse {number}", based_on=answer.revision, by=agent)
        answer.submit(based_on=saved.revision, by=agent)
        if number < 3:
            answer.return_to_author(round_number=number, reason="Encore.", by=supervisor)
