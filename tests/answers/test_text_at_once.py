# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Two people at the same moment: every use is counted, no words are overwritten."""

from __future__ import annotations

import pytest

from grc.answers.models import Answer, AnswerText, StandardText
from tests.answers.texts import a_text
from tests.cast import file_request
from tests.threads import together, winners

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_answers_use_a_text_at_the_same_moment(town, text, service, agent, colleague):
    """Both get it, both uses are recorded and counted."""
    filed = file_request(service), file_request(service)
    with town.scope():
        answers = [
            Answer.objects.draft_for(one.take(by=by), by=by)
            for one, by in zip(filed, (agent, colleague), strict=True)
        ]
    results = together(
        town,
        lambda: text.insert_into(answers[0], "", based_on=0, by=agent),
        lambda: text.insert_into(answers[1], "", based_on=0, by=colleague),
    )
    assert len(winners(results)) == 2
    with town.scope():
        assert AnswerText.objects.count() == StandardText.objects.get().usage_count == 2


def test_two_people_change_a_text_at_the_same_moment(town, text, supervisor, administrator):
    """One makes the next edition; the other is told, with nothing written."""
    results = together(
        town,
        lambda: text.rewrite(a_text(supervisor, body="Un."), based_on=1, by=supervisor),
        lambda: text.rewrite(a_text(supervisor, body="Deux."), based_on=1, by=administrator),
    )
    assert len(winners(results)) == 1
    with town.scope():
        assert text.editions.count() == 2


def test_retired_while_inserted(town, text, answer, agent, supervisor):
    """Either the text came in time, or the refusal says that it is gone; one end each."""
    results = together(
        town,
        lambda: text.insert_into(answer, "", based_on=1, by=agent),
        lambda: text.retire(by=supervisor),
    )
    with town.scope():
        uses, gone = AnswerText.objects.count(), StandardText.objects.get()
        assert gone.is_retired
        assert gone.usage_count == uses == len(winners(results)) - 1
