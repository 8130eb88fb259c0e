# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A refusal says why and how to contest it, on every channel (law R1.32, R1.33, R1.40)."""

from __future__ import annotations

from datetime import date

import pytest

from grc.answers.models.drafting import Decided
from grc.answers.received import received_text
from grc.core.refusals import NotValid
from notifications.models import Delivery
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
    assert received_text(content, "fr", date(2026, 1, 1)) == "Bonjour."
