# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the law asks of a decision before it is submitted (law R1.30 to R1.33)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from grc.answers.models.drafting import Decided
from grc.core.refusals import NotValid
from tests.answers.circuits import draft, signatory
from tests.municipalities.law import enact

pytestmark = pytest.mark.django_db


def refusing(town, service_request, agent, supervisor, kind="refusal"):
    mayor = signatory(town, supervisor, "Maire", holds_office=True)
    decided = Decided(
        kind=kind,
        grounds_law="Article L113-2.",
        grounds_fact="Le trottoir est étroit.",
        signatory_id=mayor.pk,
        signature_mode="handwritten",
    )
    return draft(service_request, agent, decided=decided)


@pytest.mark.parametrize("kind", ["refusal", "partly"])
@pytest.mark.parametrize("when", ["never", "ended", "later"])
def test_a_refusal_without_means_of_appeal_is_not_submitted(
    kind, when, town, service_request, agent, supervisor
):
    """The sentence says who must write the text; nothing is frozen."""
    today = timezone.now().date()
    if when == "ended":
        enact(town, valid_from=date(2020, 1, 1), valid_to=date(2020, 12, 31))
    if when == "later":
        enact(town, valid_from=today + timedelta(days=3))
    answer = refusing(town, service_request, agent, supervisor, kind)
    with pytest.raises(NotValid, match=r"appeal.*administrator|recours.*administrateur"):
        answer.submit(based_on=answer.revision, by=agent)
    assert not answer.rounds.exists()


def test_a_refusal_with_means_of_appeal_is_submitted(
    town, service_request, agent, supervisor, deputy
):
    """The text of the day is enough."""
    enact(town)
    answer = refusing(town, service_request, agent, supervisor)
    assert answer.submit(based_on=answer.revision, by=agent).number == 1


def test_a_favourable_decision_needs_no_means_of_appeal(
    town, service_request, agent, supervisor, deputy
):
    """Nobody appeals against what they asked for."""
    answer = refusing(town, service_request, agent, supervisor, "favourable")
    assert answer.submit(based_on=answer.revision, by=agent).number == 1
