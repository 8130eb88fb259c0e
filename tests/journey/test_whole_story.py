# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The main job by its verbs alone: filed, taken, drafted, returned, submitted again, approved."""

from __future__ import annotations

import pytest

from grc.answers.models import Answer
from grc.journal.models import Event
from notifications.models import Delivery

pytestmark = pytest.mark.django_db


def test_a_request_is_answered_after_one_return(service_request, agent, supervisor, town):
    """Exactly the text of the approved round is queued; each gesture left its event."""
    service_request = service_request.take(by=agent)
    answer = Answer.objects.draft_for(service_request, by=agent)
    saved = answer.save_draft("Bonjour, nous passerons.", based_on=0, by=agent)
    first = answer.submit(based_on=saved.revision, by=agent)
    answer = answer.return_to_author(round_number=1, reason="Précisez la date.", by=supervisor)
    saved = answer.save_draft("Nous passerons mardi.", based_on=saved.revision, by=agent)
    answer.submit(based_on=saved.revision, by=agent)
    answer = answer.approve(round_number=2, by=supervisor)

    delivery = Delivery.objects.about(answer).get()
    assert delivery.text.startswith("Nous passerons mardi.\n")
    assert first.body == "Bonjour, nous passerons."
    names = list(Event.objects.about(answer).in_order().values_list("name", flat=True))
    assert names == ["drafted", "submitted", "returned", "submitted", "approved", "queued"]
