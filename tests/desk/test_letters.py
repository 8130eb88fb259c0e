# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Letters to print: chosen, printed as one file, recorded as posted one by one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grc.answers.models import Answer
from grc.municipalities.models import Letterhead
from grc.service_requests.submission import Requester
from notifications.models import Delivery
from tests.answers.circuits import circuit, submitted
from tests.answers.letters.conftest import press
from tests.answers.letters.reading import Printed
from tests.cast import file_request
from tests.desk.conftest import page

__all__ = ["press"]
pytestmark = pytest.mark.django_db
LETTERS, PRINT, POSTED = (
    "/bureau/courriers/",
    "/bureau/courriers/imprimer/",
    "/bureau/courriers/postes/",
)
CONFLICT, INVALID = 409, 422


@pytest.fixture
def letterhead(town):
    return Letterhead.objects.create(
        municipality=town,
        address="Hôtel de ville",
        place="Châlons",
        mayor_name="Hélène Marchand",
        mayor_title={"fr": "La maire"},
        delegation_formula={"fr": "Pour la maire"},
        footer={},
    )


@pytest.fixture
def waiting(town, service, agent):
    """Return a function that makes approved answers to people without an address."""
    circuit(town)

    def make(count: int = 1, **more: str) -> list[Answer]:
        return [
            submitted(
                file_request(
                    service, requester=Requester(name=f"Jean {number}", phone="06", **more)
                ),
                agent,
                text=f"Lettre {number}.",
            )
            for number in range(count)
        ]

    return make


def test_an_empty_list_says_what_arrives_here(desk, agent):
    """Nothing waits."""
    assert "No letter waits" in page(desk(agent).get(LETTERS))


@pytest.mark.parametrize("address", [PRINT, POSTED])
@pytest.mark.parametrize("given", [{}, {"letter": "zero"}, {"letter": "9" * 30}])
def test_nothing_chosen_is_said(address, given, desk, agent, waiting):
    """The list comes back with the sentence."""
    waiting()
    response = desk(agent).post(address, given)
    assert response.status_code == INVALID
    assert "Choose at least one letter." in page(response)


def test_an_answer_that_leaves_by_mail_does_not_wait(desk, agent, waiting):
    """Only who has no address, or whose mail came back."""
    (answer,) = waiting(email="jean@example.org")
    assert "No letter waits" in page(desk(agent).get(LETTERS))
    mail = Delivery.objects.about(answer).get()
    Delivery.objects.filter(pk=mail.pk).update(state="failed", next_attempt_at=None)
    assert "the mail did not arrive" in page(desk(agent).get(LETTERS))


def test_another_team_s_letters_are_not_seen(desk, outsider, waiting):
    """Neither listed, nor printed, nor recorded."""
    (answer,) = waiting()
    browser = desk(outsider)
    assert "No letter waits" in page(browser.get(LETTERS))
    assert browser.post(PRINT, {"letter": answer.pk}).status_code == CONFLICT
    browser.post(POSTED, {"letter": answer.pk})
    assert answer.lock().state == "approved"


def test_an_unapproved_answer_is_never_printed_here(desk, agent, supervisor, service, letterhead):
    """Its number in a forged form finds nothing."""
    filed = file_request(service, requester=Requester(name="Jean", phone="06"))
    answer = submitted(filed, agent)
    response = desk(agent).post(PRINT, {"letter": answer.pk})
    assert response.status_code == CONFLICT
    assert "wait no longer" in page(response)


def test_without_a_letterhead_the_refusal_names_the_letter(desk, agent, waiting):
    """What was chosen stays chosen."""
    (answer,) = waiting()
    response = desk(agent).post(PRINT, {"letter": answer.pk})
    assert response.status_code == CONFLICT
    shown = page(response)
    assert f"{answer.service_request}: This town has no letterhead yet." in shown
    assert f'value="{answer.pk}" checked' in shown


@pytest.mark.parametrize(("duplex", "pages"), [(False, 2), (True, 4)])
def test_the_chosen_are_printed_as_one_file(duplex, pages, desk, agent, waiting, letterhead, press):
    """In the order of the list, each on a sheet of its own; nothing is recorded by printing."""
    first, second, third = waiting(3)
    given = {"letter": [third.pk, first.pk]} | ({"duplex": "on"} if duplex else {})
    response = desk(agent).post(PRINT, given)
    assert response.headers["Content-Type"] == "application/pdf"
    printed = Printed(response.content)
    assert len(printed.pages) == pages
    assert "Lettre 0." in printed.pages[0]
    assert "Lettre 2." in printed.pages[pages // 2]
    assert "Lettre 1." not in printed.text
    assert {answer.lock().state for answer in (first, second, third)} == {"approved"}


def test_all_can_be_chosen_at_once(desk, agent, waiting):
    """A link ticks every box, without a script."""
    waiting(3)
    browser = desk(agent)
    assert page(browser.get(LETTERS)).count(" checked") == 0
    assert page(browser.get(f"{LETTERS}?all=1")).count(" checked") == 3


def test_each_is_recorded_by_itself(desk, agent, waiting):
    """One that is refused does not stop the others, and the page says which."""
    first, second, third = waiting(3)
    second.lock().tell("phone", by=agent)
    browser = desk(agent)
    response = browser.post(POSTED, {"letter": [a.pk for a in (first, second, third)]}, follow=True)
    shown = page(response)
    assert "2 letters are recorded as posted." in shown
    assert "One letter waits no longer" in shown
    channels = [answer.lock().sent_by_channel for answer in (first, second, third)]
    assert channels == ["letter", "phone", "letter"]


def test_a_refusal_on_the_way_stops_nothing(desk, agent, waiting, monkeypatch):
    """Recorded meanwhile by somebody else: its sentence, and the next one is recorded."""
    from grc.answers.models import Answer
    from grc.core.refusals import NotNow

    first, second = waiting(2)
    tell = Answer.tell

    def refuse_first(self, channel, *, by):
        if self.pk == first.pk:
            raise NotNow("Somebody was faster.")
        return tell(self, channel, by=by)

    monkeypatch.setattr(Answer, "tell", refuse_first)
    response = desk(agent).post(POSTED, {"letter": [first.pk, second.pk]}, follow=True)
    assert f"{first.service_request}: Somebody was faster." in page(response)
    assert [first.lock().state, second.lock().state] == ["approved", "sent"]


def test_the_list_costs_the_same_however_long(desk, agent, waiting):
    """With one letter and with twelve."""
    browser = desk(agent)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse("desk:letters"))
        return len(captured)

    waiting(1)
    few = cost()
    waiting(11)
    assert cost() == few
