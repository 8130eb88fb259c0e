# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A refusal says why and how to contest it, on every channel (law R1.32, R1.33, R1.40)."""

from __future__ import annotations

from datetime import date

import pytest

from grc.answers.models.drafting import Decided
from grc.answers.received import bears, received_html, received_plain
from grc.answers.telling.answers import AnswerSent
from grc.core.refusals import NotValid
from notifications.models import Delivery
from notifications.registry import Withheld
from tests.answers.circuits import circuit, draft, signatory
from tests.municipalities.law import enact

pytestmark = pytest.mark.django_db

GROUNDS = {"grounds_law": "Code de la voirie, L. 113-2.", "grounds_fact": "La voie est privée."}


@pytest.fixture
def refusal(town, service_request, agent, director):
    """A refusal that asks for nobody's visa, ready to be submitted."""
    circuit(town)
    signs = signatory(town, director, "Maire", holds_office=True)
    decided = Decided(kind="refusal", signatory_id=signs.pk, signature_mode="portal", **GROUNDS)
    return draft(service_request, agent, text="Nous refusons.", outcome="refused", decided=decided)


@pytest.fixture
def director(town, other_team):
    from tests.cast import make_member

    return make_member(town, other_team, "agent", "mayor@chalons.example", "Maud Maire")


def test_a_refusal_without_a_text_on_appeals_goes_nowhere(refusal, agent):
    """Nobody is left without knowing where to turn."""
    with pytest.raises(NotValid):
        refusal.submit(based_on=refusal.revision, by=agent)


def test_its_mail_says_why_and_where_to_appeal(refusal, agent, town):
    """Grounds of law and of fact, court, delay, and who signs in what capacity."""
    enact(town)
    refusal.submit(based_on=refusal.revision, by=agent)
    mail = Delivery.objects.get(notification="answer_sent")
    for words in (*GROUNDS.values(), "Maud Maire", "Maire", "telerecours"):
        assert words in mail.text
        assert words in mail.html


def test_an_information_says_nothing_more(service_request):
    """Its text alone."""
    content = {"body": "Bonjour.", "kind": "information"}
    assert received_plain(content, "fr", date(2026, 1, 1)) == "Bonjour."
    assert received_html(content, "fr", date(2026, 1, 1)).strip() == "<p>Bonjour.</p>"


def test_a_mail_is_read_without_marks(service_request, agent, town):
    """Who reads text alone sees no stars and no backslashes; the other form has them drawn."""
    circuit(town)
    written = "Bonjour **Marie**,\n\n- rue \\*Pasteur\\*\n- [la carte](https://chalons.example/c)"
    answer = draft(service_request, agent, text=written)
    answer.submit(based_on=answer.revision, by=agent)
    mail = Delivery.objects.get(notification="answer_sent")
    plain = "Bonjour Marie,\n\n- rue *Pasteur*\n- la carte (https://chalons.example/c)\n"
    assert mail.text.startswith(plain)
    assert "<strong>Marie</strong>" in mail.html
    AnswerSent.before_sending(mail)


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize("words", ["Nous refusons.", *GROUNDS.values()])
def test_a_mail_altered_in_either_form_is_withheld(form, words, refusal, agent, town):
    """Exactly what was approved leaves, whatever the form: the words, and both grounds."""
    enact(town)
    refusal.submit(based_on=refusal.revision, by=agent)
    mail = Delivery.objects.get(notification="answer_sent")
    AnswerSent.before_sending(mail)
    setattr(mail, form, getattr(mail, form).replace(words, "Nous acceptons."))
    with pytest.raises(Withheld):
        AnswerSent.before_sending(mail)


def test_no_piece_changes_what_another_one_says(town):
    """An address that the grounds define makes no link of the words of the answer."""
    grounds = {"law": "[loi]: https://elsewhere.example", "fact": "La voie est privée."}
    content = {"body": "Voyez [loi].", "kind": "refusal", "grounds": grounds}
    assert "elsewhere" not in received_html(content, "fr", date(2026, 1, 1))
    assert "Voyez [loi]." in received_plain(content, "fr", date(2026, 1, 1))


def test_mails_of_before_bear_the_text_as_it_was_typed():
    """What left before texts were rendered is still what was approved."""
    content = {"body": "Bonjour **Marie**", "kind": "information"}
    assert bears(content, text="Bonjour **Marie**\n\n--\n", html="")
    assert not bears(content, text="Bonjour **Paul**", html="")
