# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever is typed beside an answer to validate: kept, or refused in words; nothing is lost."""

from __future__ import annotations

import pytest

from grc.answers.models import Annotation, Visa
from grc.answers.models.drafting import LONGEST_BODY
from tests.desk.conftest import at, draft_data, page
from tests.desk.test_naughty import heaps, naughty  # noqa: F401 - fixtures
from tests.desk.test_validating import of

pytestmark = pytest.mark.django_db

RIGHT_TO_LEFT = "\u202eملاحظة مهمة\u202c"
CONTROL = "Bon\x00jour\x08, \x1b[31mrouge\x7f."


@pytest.mark.parametrize("text", [RIGHT_TO_LEFT, CONTROL], ids=["right to left", "control"])
def test_strange_characters_in_a_reason(text, desk, submitted, supervisor, agent):
    """What a person can have meant is kept, what nobody sees nor means is dropped."""
    response = desk(supervisor).post(of("send_back", submitted), {"reason": text})
    assert response.status_code == 303
    reason = Visa.objects.get().reason
    assert reason
    assert "\x00" not in reason
    assert desk(agent).get(at("answer", submitted)).status_code == 200


def test_a_paste_of_two_megabytes_is_refused_and_given_back(desk, draft, submitted, supervisor):
    """The sentence says by how much it is too long; the words stand in the form."""
    text = "mot " * 500_000
    response = desk(supervisor).post(of("amend", submitted), {"amend-body": text})
    assert response.status_code == 422
    assert "too long by" in page(response)
    assert len(response.content) > len(text)


def test_a_paste_of_two_megabytes_in_the_editor(desk, draft, agent):
    """As for the author."""
    text = "mot " * 500_000
    response = desk(agent).post(at("save", draft), draft_data(draft, text))
    assert response.status_code == 422
    assert str(len(text.strip()) - LONGEST_BODY) in page(response)
    assert len(response.content) > len(text)


def test_no_string_breaks_a_gesture(heaps, desk, submitted, supervisor):  # noqa: F811
    """In every field of the validator's page."""
    browser = desk(supervisor)
    for text in heaps:
        for name, data in {
            "suggest": {"suggest-quoted": text, "suggest-replacement": text},
            "hand_over": {"hand_over-person": text, "hand_over-reason": text},
            "consult": {"consult-person": text, "consult-reason": text},
            "change_circuit": {"stage-stage": text, "stage-change": text, "stage-reason": text},
            "opine": {"opinion": text, "remark": text},
        }.items():
            assert browser.post(of(name, submitted), data).status_code in (409, 422)
        data = {"suggest-quoted": "mardi", "suggest-replacement": text, "suggest-remark": text}
        assert browser.post(of("suggest", submitted), data).status_code == 303
    assert Annotation.objects.count() == len(heaps)
    assert browser.get(of("round", submitted)).status_code == 200


@pytest.mark.parametrize("number", ["0", "99999", str(2**70)])
def test_a_forged_round_is_not_found(number, desk, submitted, supervisor):
    """Neither a page nor a gesture."""
    browser = desk(supervisor)
    for name in ("approve", "amend", "undo"):
        assert browser.post(of(name, submitted, number)).status_code == 404
