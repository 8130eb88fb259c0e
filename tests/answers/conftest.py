# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""An answer at each of its states, reached by the verbs themselves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from grc.answers.models import Answer, StandardText
from tests.answers.texts import a_text
from tests.cast import make_member, make_team


@pytest.fixture
def answer(service_request, agent, town):
    """A draft of Alice's, with a first text (revision 1)."""
    with town.scope():
        taken = service_request.take(by=agent)
        answer = Answer.objects.draft_for(taken, by=agent)
        answer.save_draft("Nous passerons mardi.", based_on=0, by=agent)
        return answer.lock()


@pytest.fixture
def submitted(answer, agent, supervisor, town):
    """The same, as an open round."""
    with town.scope():
        answer.submit(based_on=1, by=agent)
        return answer.lock()


@pytest.fixture
def text(supervisor, town):
    """A standard text for every service."""
    with town.scope():
        return StandardText.objects.begin(a_text(supervisor), by=supervisor)


@pytest.fixture
def english() -> Iterator[None]:
    """Refusals are read in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def cabinet(town):
    return make_team(town, "Direction générale")


@pytest.fixture
def director(town, cabinet):
    return make_member(town, cabinet, "supervisor", "dgs@chalons.example", "Diane Directrice")


@pytest.fixture
def mayor(town):
    return make_member(
        town, make_team(town, "Élus"), "agent", "mayor@chalons.example", "Maud Maire"
    )


@pytest.fixture
def lawyer(town):
    team = make_team(town, "Affaires juridiques")
    return make_member(town, team, "agent", "law@chalons.example", "Léo Juriste")
