# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The story of the synthetic town, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from grc.dev.bench import words
from grc.dev.bench.rows import COLUMNS, Rows
from grc.dev.bench.story import Plot, ServiceFacts, TeamFacts, reference_of, tell
from grc.service_requests.reference import parse_reference

END = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def plot() -> Plot:
    days = [(END - timedelta(days=number)).date().isoformat() for number in range(1100)]
    return Plot(
        seed="a",
        count=1_000_000,
        end=END,
        municipality=1,
        teams=tuple(
            TeamFacts(number, (number * 10 + 1, number * 10 + 2), (number * 10 + 3,))
            for number, _ in enumerate(words.TEAMS)
        ),
        services=tuple(
            ServiceFacts(number, s.code, s.name, number, 1, s.workflow, s.team, s.target_days)
            for number, s in enumerate(words.SERVICES)
        ),
        due={s.target_days: {day: day for day in days} for s in words.SERVICES},
        tails={},
    )


def test_same_from_the_same_seed(plot: Plot) -> None:
    """A part is the same whenever and wherever it is told, and differs from the next."""
    once, again = tell(plot, 4000, 4050), tell(plot, 4000, 4050)
    assert once.lines == again.lines
    assert once.lines != tell(plot, 8000, 8050).lines


def test_keys_of_parts_are_apart(plot: Plot) -> None:
    """Two parts never give two rows the same key, whoever tells them first."""
    first, second = tell(plot, 0, 400), tell(plot, 400, 800)
    for table, lines in first.lines.items():
        keys = {line.split("\t")[0] for line in lines}
        assert len(keys) == len(lines)
        assert not keys & {line.split("\t")[0] for line in second.lines[table]}


def test_columns_are_all_told(plot: Plot) -> None:
    """Each row has a cell for each column of COPY, line breaks and tabs escaped."""
    for table, lines in tell(plot, 0, 200).lines.items():
        columns = len(COLUMNS[table].split())
        assert {line.count("\t") + 1 for line in lines} == {columns}, table
        assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)


def test_text_that_needs_escaping() -> None:
    """What COPY would misread is written so that it comes back as it was."""
    rows = Rows(1, 0, {})
    rows.add("answers_visa", 1, 1, "validation", "approved", 1, 2, "hash", "a\tb\\c\nd", END, key=7)
    (line,) = rows.lines["answers_visa"]
    assert "\ta\\tb\\\\c\\nd\t" in line


def test_references() -> None:
    """Every reference is one that can be dictated, and no two are the same."""
    references = {reference_of(index) for index in range(20_000)}
    assert len(references) == 20_000
    assert all(parse_reference(reference) == reference for reference in references)


def test_length_of_texts(plot: Plot) -> None:
    """What people write has about 500 characters."""
    lines = tell(plot, 0, 500).lines["service_requests_servicerequest"]
    place = COLUMNS["service_requests_servicerequest"].split().index("values")
    lengths = [len(line.split("\t")[place]) - 90 for line in lines]
    assert 420 < sum(lengths) / len(lengths) < 560
