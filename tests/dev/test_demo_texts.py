# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The standard texts of the demo are files that hold, and the demo town uses them."""

from __future__ import annotations

import pytest
from django.utils import translation

from grc.answers.models import AnswerText, StandardText
from grc.dev.town.build import build_town
from grc.dev.town.library import read_texts
from grc.dev.town.people import FIRST, SECOND
from grc.dev.town.story import tell_story
from grc.service_requests.placeholders import waiting_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("town", [FIRST, SECOND], ids=lambda town: town.slug)
def test_every_file_is_a_text_of_the_town(town):
    """Checked by the same gesture as on screen; a small town has them too."""
    municipality = build_town(town)
    titles = {header["title"] for header, _body in read_texts()}
    assert 15 <= len(titles) <= 20
    with municipality.scope():
        assert set(StandardText.objects.values_list("title", flat=True)) == titles


def test_the_demo_town_answers_with_its_texts():
    """Their uses are told, and no answer waits for a value."""
    with translation.override("fr"):
        municipality = build_town(FIRST)
        tell_story(municipality, count=60)
    with municipality.scope():
        used = AnswerText.objects.count()
        assert used == sum(StandardText.objects.values_list("usage_count", flat=True)) > 5
        assert not any(waiting_in(use.filled) for use in AnswerText.objects.all())


def test_texts_speak_to_people():
    """French typography, no exclamation mark, a greeting and a close."""
    for header, body in read_texts():
        assert body.startswith("Bonjour"), header
        assert body.endswith("Bien à vous"), header
        assert "!" not in body, header
        assert len(body.split()) < 120, header
