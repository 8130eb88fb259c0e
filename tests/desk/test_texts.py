# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The library of standard texts: who enters, what is refused, what the list tells."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grc.answers.models import StandardText
from tests.answers.texts import a_text, many_texts
from tests.desk.conftest import page

pytestmark = pytest.mark.django_db
LIBRARY = "/bureau/textes/"
NEW = f"{LIBRARY}nouveau/"


@pytest.fixture
def text(supervisor):
    return StandardText.objects.begin(a_text(supervisor), by=supervisor)


def typed(owner, /, **fields):
    """Return what the form of a text posts."""
    return {
        "title": "Passage prévu",
        "body": "Nous passerons à {request.place}.",
        "language": "fr",
        "owner": owner.pk,
        "review_on": timezone.localdate() + timedelta(days=90),
        "based_on": 0,
        **fields,
    }


def addresses(text):
    return [LIBRARY, NEW, f"{LIBRARY}verifier/", f"{LIBRARY}{text.pk}/"]


def test_agents_do_not_enter_the_library(desk, text, agent):
    """Not allowed, with the sentence of the guard; the navigation does not lead there."""
    browser = desk(agent)
    for address in [*addresses(text), f"{LIBRARY}{text.pk}/retirer/"]:
        for response in (browser.get(address), browser.post(address)):
            assert response.status_code == 403
            assert "Only supervisors and administrators" in page(response)
    assert LIBRARY not in page(browser.get("/bureau/"))


def test_another_town_has_other_texts(desk, text, stranger, other_town):
    """A stranger does not even come in."""
    assert desk(stranger).get(f"{LIBRARY}{text.pk}/").status_code == 404


@pytest.mark.parametrize("pk", [0, 99999, 2**63, 10**30])
def test_a_text_that_is_not_there_is_not_found(pk, desk, supervisor, town):
    """However large the number."""
    assert desk(supervisor).get(f"{LIBRARY}{pk}/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "This field is required"),
        ({"body": "{request.plase}"}, "Did you mean {request.place}?"),
        ({"review_on": "2001-01-01"}, "Choose a day to come to read this text again."),
        ({"language": "eo"}, "eo is not one of the available choices"),
        ({"owner": "9" * 30}, "Select a valid choice"),
        ({"services": ["x", "9" * 30]}, "is not a valid value"),
    ],
)
def test_a_refused_text_comes_back_with_the_reason(fields, said, desk, supervisor):
    """Nothing is written, and what was typed stands in the form."""
    response = desk(supervisor).post(NEW, typed(supervisor, legal_basis="L2213-1", **fields))
    assert response.status_code == 422
    assert said in page(response)
    assert "L2213-1" in page(response)
    assert not StandardText.objects.exists()


def test_an_older_page_does_not_overwrite(desk, text, supervisor, administrator):
    """The second to save reads it, with their own words before them."""
    address = f"{LIBRARY}{text.pk}/"
    data = typed(supervisor, based_on=1)
    assert desk(administrator).post(address, data).status_code == 303
    response = desk(supervisor).post(address, data | {"body": "Le mien."})
    assert response.status_code == 409
    assert "Somebody changed this text meanwhile." in page(response)
    assert "Le mien." in page(response)


@pytest.mark.parametrize("who", ["supervisor", "administrator"])
def test_a_text_is_written_and_listed(who, request, desk, supervisor, service):
    """By a supervisor or an administrator; the navigation leads to it."""
    browser = desk(request.getfixturevalue(who))
    assert LIBRARY in page(browser.get("/bureau/"))
    data = typed(supervisor, services=[service.pk], step_kinds=["new"], outcomes=["done"])
    shown = page(browser.post(NEW, data, follow=True))
    assert "The text is saved." in shown
    assert "Passage prévu" in shown
    text = StandardText.objects.get()
    assert (text.step_kinds, text.outcomes, text.is_for_all) == (["new"], ["done"], False)
    assert list(text.services.all()) == [service]


def test_checking_saves_nothing(desk, supervisor):
    """Without a script a button checks; the page says what is wrong and how it reads."""
    data = typed(supervisor, body="Bonjour {requester.nam}", check="1")
    shown = page(desk(supervisor).post(NEW, data))
    assert "Did you mean {requester.name}?" in shown
    assert not StandardText.objects.exists()


def test_the_check_previews_a_request_that_one_may_see(
    desk, supervisor, administrator, service_request, service, outsider
):
    """The newest of the service; without any, examples. Nothing typed can break it."""
    check = reverse("desk:text_check")
    data = typed(supervisor, services=[service.pk], body="À {request.place}, {values.photo}")
    shown = page(desk(supervisor).post(check, data))
    assert "12 rue des Fleurs" in shown
    assert service_request.display_reference in shown
    assert "Missing: Photo ({values.photo})." in shown
    type(service_request).objects.all().delete()
    shown = page(desk(supervisor).post(check, data))
    assert "With examples" in shown
    assert "12 rue des Tilleuls" in shown
    for broken in ({}, {"services": ["x"], "language": "<", "body": "{" * 50}):
        assert desk(supervisor).post(check, broken).status_code == 200


def test_a_text_is_retired_and_proposed_again(desk, text, supervisor):
    """It changes lists; opening the address by GET changes nothing."""
    browser = desk(supervisor)
    address = f"{LIBRARY}{text.pk}/retirer/"
    browser.get(address)
    assert StandardText.objects.living().exists()
    shown = page(browser.post(address, follow=True))
    assert "it is proposed no more" in shown
    assert text.title not in page(browser.get(LIBRARY))
    assert text.title in page(browser.get(LIBRARY, {"state": "retired"}))
    browser.post(f"{LIBRARY}{text.pk}/proposer/")
    assert text.title in page(browser.get(LIBRARY))


def test_what_is_to_be_read_again_comes_first(desk, supervisor, service):
    """Overdue, then soon, then the others; each with a tag in words."""
    many_texts(service, supervisor, 3)
    days = {"Texte 0": 200, "Texte 1": -3, "Texte 2": 10}
    for title, left in days.items():
        day = timezone.localdate() + timedelta(days=left)
        StandardText.objects.filter(title=title).update(review_on=day)
    shown = page(desk(supervisor).get(LIBRARY))
    assert shown.index("Texte 1") < shown.index("Texte 2") < shown.index("Texte 0")
    assert shown.count("to read again since") == shown.count("to read again by") == 1


def test_the_library_has_pages_that_cost_the_same(desk, supervisor, service):
    """Five texts or five thousand: the same number of queries, and each text once."""
    browser = desk(supervisor)
    costs = []
    for count in (5, 495, 4_500):
        many_texts(service, supervisor, count)
        for address in (LIBRARY, f"{LIBRARY}?q=texte"):
            browser.get(address)
            with CaptureQueriesContext(connection) as captured:
                browser.get(address)
            costs.append(len(captured))
    assert len(set(costs)) == 1
    StandardText.objects.filter(pk__gt=StandardText.objects.order_by("pk")[119].pk).update(
        retired_at=timezone.now()
    )
    seen, address = [], LIBRARY
    while address:
        library = browser.get(address).context["library"]
        seen += [row.text.pk for row in library.rows]
        address = library.next
    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize("after", ["x", "2026-01-01", "2026-13-01_1", "2026-01-01_" + "9" * 30])
def test_a_forged_page_is_the_first(after, desk, text, supervisor):
    """A cursor that was tampered with counts as none."""
    assert text.title in page(desk(supervisor).get(LIBRARY, {"after": after}))


def test_former_editions_can_be_read(desk, text, supervisor):
    """Each with who wrote it."""
    text.rewrite(a_text(supervisor, body="Autrement."), based_on=1, by=supervisor)
    shown = page(desk(supervisor).get(f"{LIBRARY}{text.pk}/"))
    assert "Edition 1, by Sonia Superviseure" in shown
    assert "Nous passerons bientôt." in shown
