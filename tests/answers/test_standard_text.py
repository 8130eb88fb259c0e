# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Standard texts: who writes them, what is refused, former editions, what is proposed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grc.answers.models import StandardText, TextEdition, TextWord
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from tests.answers.texts import a_text, many_texts
from tests.cast import make_service

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["agent", "outsider", "stranger"])
def test_agents_do_not_write_standard_texts(who, request, supervisor):
    """One must supervise a team or administer the town."""
    with pytest.raises(NotAllowed):
        StandardText.objects.begin(a_text(supervisor), by=request.getfixturevalue(who))


def test_agents_do_not_change_nor_retire_them(text, agent, supervisor):
    """The same rule for each gesture."""
    with pytest.raises(NotAllowed):
        text.rewrite(a_text(supervisor), based_on=1, by=agent)
    with pytest.raises(NotAllowed):
        text.retire(by=agent)
    with pytest.raises(NotAllowed):
        text.restore(by=agent)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": " "}, "title"),
        ({"body": " "}, "Write the text"),
        ({"body": "{requester.nom}"}, "requester.name"),
        ({"body": "{values.what}"}, "choose the services"),
        ({"body": "x" * 20_003}, "3"),
        ({"review_on": date(2020, 1, 1)}, "day to come"),
        ({"step_kinds": ["asleep"]}, "lists"),
        ({"outcomes": ["maybe"]}, "lists"),
    ],
)
def test_what_is_wrong_is_said(fields, said, supervisor, english):
    """Every fault at once, each in a sentence."""
    with pytest.raises(NotValid, match=said):
        StandardText.objects.begin(a_text(supervisor, **fields), by=supervisor)


def test_a_stranger_does_not_answer_for_a_text(supervisor, stranger):
    """The owner works in this town."""
    with pytest.raises(NotValid):
        StandardText.objects.begin(a_text(stranger), by=supervisor)


def test_two_people_who_change_a_text_lose_nothing(text, supervisor, administrator):
    """The second one reads that the first was faster."""
    text.rewrite(a_text(supervisor, body="Premier."), based_on=1, by=supervisor)
    with pytest.raises(NotNow):
        text.rewrite(a_text(supervisor, body="Second."), based_on=1, by=administrator)
    assert StandardText.objects.with_edition().get().body == "Premier."


def test_other_words_keep_the_former_edition(text, supervisor):
    """The former edition stays, frozen; the event tells what changed, by name."""
    changed = text.rewrite(a_text(supervisor, body="Autrement."), based_on=1, by=supervisor)
    assert list(text.editions.values_list("number", "body")) == [
        (1, "Nous passerons bientôt."),
        (2, "Autrement."),
    ]
    assert changed.edition.number == 2
    event = Event.objects.about(text).filter(name="text_written").last()
    assert event.data == {"edition": 2, "changed": ["body"]}
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        TextEdition.objects.update(body="x")


def test_the_same_words_make_no_other_edition(text, supervisor):
    """Another title or another day is no other edition."""
    day = timezone.localdate() + timedelta(days=700)
    text.rewrite(a_text(supervisor, title="Autre", review_on=day), based_on=1, by=supervisor)
    assert text.editions.count() == 1
    assert Event.objects.about(text).last().data["changed"] == ["title", "review_on"]


def test_a_past_review_day_does_not_hinder_another_change(text, supervisor):
    """Only a day that is chosen anew must be to come."""
    StandardText.objects.update(review_on=date(2020, 1, 1))
    content = a_text(supervisor, body="Autrement.", review_on=date(2020, 1, 1))
    assert text.rewrite(content, based_on=1, by=supervisor).edition.number == 2


def test_a_retired_text_is_proposed_no_more_and_comes_back(text, service_request, supervisor):
    """Retiring twice is retiring once; each is told in the journal."""
    text.retire(by=supervisor)
    text.retire(by=supervisor)
    assert not StandardText.objects.proposed_for(service_request).exists()
    text.restore(by=supervisor)
    assert StandardText.objects.proposed_for(service_request).get() == text
    names = list(Event.objects.about(text).in_order().values_list("name", flat=True))
    assert names == ["text_written", "text_retired", "text_restored"]


def test_texts_of_this_service_and_step_come_first(service, workflow, team, supervisor, town):
    """Then those for every service, by use; those of other services only when searched for."""
    from tests.cast import file_request

    other = make_service(town, team, workflow, code="lamp", name={"fr": "Lampadaire"})

    def write(title, **fields):
        used = fields.pop("used", 0)
        text = StandardText.objects.begin(a_text(supervisor, title=title, **fields), by=supervisor)
        StandardText.objects.filter(pk=text.pk).update(usage_count=used)

    write("Partout", used=90)
    write("Partout, rare", used=1)
    write("Ici, autre étape", services=[service], step_kinds=["closed"], used=99)
    write("Ici, nouvelle", services=[service], step_kinds=["new"])
    write("Ici", services=[service], used=5)
    write("Ailleurs", services=[other], used=1000)
    write("Anglais", language="en", services=[service])
    found = StandardText.objects.proposed_for(file_request(service))
    assert [text.title for text in found] == [
        "Ici, nouvelle",
        "Ici",
        "Ici, autre étape",
        "Partout",
        "Partout, rare",
        "Anglais",
    ]
    searched = StandardText.objects.proposed_for(file_request(service), "bient")
    assert [text.title for text in searched][-2:] == ["Ailleurs", "Anglais"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("ÉCLAIRAGE repar", True),
        ("eclair", True),
        ("lampad écl", True),
        ("clairage", False),
        ("eclairage cheval", False),
        ("l2213", True),
        ("%", True),
    ],
)
def test_words_are_found_by_their_beginning(search, found, supervisor, service_request):
    """Accents and case do not matter; every word must be there; nothing is a wildcard."""
    content = a_text(
        supervisor,
        title="Éclairage réparé",
        body="Le lampadaire marche de nouveau.",
        legal_basis="CGCT, article L2213-1",
    )
    StandardText.objects.begin(content, by=supervisor)
    assert StandardText.objects.proposed_for(service_request, search).exists() is found


def test_words_follow_the_text(text, supervisor):
    """What was changed is found by its new words only."""
    text.rewrite(a_text(supervisor, title="Autre", body="Chose."), based_on=1, by=supervisor)
    assert set(TextWord.objects.values_list("word", flat=True)) == {"autre", "chose"}


def test_five_or_five_thousand_texts_cost_the_same(service, service_request, supervisor, figure):
    """Proposing and searching ask one question each, whatever stands in the library."""
    seen = []
    for count in (5, 495, 4_500):
        many_texts(service, supervisor, count)
        for search in ("", "texte de"):
            with CaptureQueriesContext(connection) as captured:
                list(StandardText.objects.proposed_for(service_request, search)[:8])
            seen.append(len(captured))
            spent = sum(float(query["time"]) for query in captured.captured_queries)
    assert set(seen) == {1}
    figure("proposing among 5,000 texts, searched ms", round(spent * 1000))
