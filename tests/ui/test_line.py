# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The line: where it stands, as a component and as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils import timezone, translation

from grc.core.line import LinePoint
from grc.core.precision import Precision
from grc.ui.line import as_text

POINTS = [
    LinePoint(state="done", label="Received", at=datetime(2026, 3, 2, 8, 0, tzinfo=UTC)),
    LinePoint(
        state="now",
        label="Being answered",
        who="Roads <team>",
        at=datetime(2026, 3, 3, 8, 0, tzinfo=UTC),
        precision=Precision.DAY,
    ),
    LinePoint(state="next", label="Answer", by=date(2026, 3, 20)),
]


@pytest.fixture(autouse=True)
def english_march() -> Iterator[None]:
    with (
        time_machine.travel(datetime(2026, 3, 4, 9, tzinfo=UTC), tick=False),
        translation.override("en"),
        timezone.override("Europe/Paris"),
    ):
        yield


def html(**extra: object) -> str:
    return render_to_string("ui/components/line.html", {"points": POINTS, **extra})


def test_a_point_cannot_be_changed() -> None:
    """A point is said once; nobody rewrites it on the way to the page."""
    with pytest.raises(FrozenInstanceError):
        POINTS[0].label = "Other"  # type: ignore[misc]


def test_states_are_words_for_a_screen_reader() -> None:
    """Each state is said in a word, not by shape or colour alone."""
    shown = html()
    for word in ("Done:", "Now:", "Next:"):
        assert f'<span class="visually-hidden">{word} </span>' in shown
    assert shown.count("<li") == 3
    assert 'role="list"' in shown


def test_the_current_point_is_marked() -> None:
    """One point is the current step."""
    assert html().count('aria-current="step"') == 1


def test_the_marks_are_hidden_from_screen_readers() -> None:
    """The drawn marks repeat the words and are not read."""
    shown = html()
    assert shown.count("<svg") == shown.count('viewBox="0 0 20 20" aria-hidden="true"') == 3


def test_labels_are_escaped() -> None:
    """What people wrote is text, never markup."""
    assert "Roads &lt;team&gt;" in html()


def test_moments_are_in_words() -> None:
    """Done says when, now says since when, next says by when."""
    shown = html()
    assert "Monday 2 March at 09:00" in shown
    assert "since Tuesday 3 March" in shown
    assert "by Friday 20 March" in shown
    assert "since 3 Mar<" in html(short=True)


@pytest.mark.parametrize(
    ("state", "precision", "words"),
    [
        ("now", Precision.MONTH, "since March 2026"),
        ("done", Precision.MONTH, "March 2026"),
        ("now", Precision.UNKNOWN, "date not known"),
        ("done", Precision.UNKNOWN, "date not known"),
    ],
)
def test_a_vague_moment_stays_vague(state: Any, precision: Precision, words: str) -> None:
    """A month is told as a month, and what is not known is said to be so, never dated."""
    at = datetime(2026, 2, 28, 23, tzinfo=UTC)
    point = LinePoint(state=state, label="Closed", at=at, precision=precision)
    assert as_text([point], "en")[2:] == f"Closed \u2013 {words}"


def test_a_done_point_has_no_last_day() -> None:
    """What is done no longer has a day by which it must be."""
    point = LinePoint(state="done", label="Sent", by=date(2026, 3, 20))
    assert as_text([point], "en") == "● Sent"


def test_as_text_is_three_lines_of_a_plain_mail() -> None:
    """A plain mail tells the line in as many lines, with the three marks."""
    assert as_text(POINTS, "en").splitlines() == [
        "● Received \u2013 Monday 2 March at 09:00",
        "◐ Being answered \u2013 Roads <team>, since Tuesday 3 March",
        "○ Answer \u2013 by Friday 20 March",
    ]


def test_as_text_speaks_the_language_of_its_reader() -> None:
    """The mail is in the citizen's language, whatever language the page has."""
    assert "lundi 2 mars" in as_text(POINTS, "fr")
