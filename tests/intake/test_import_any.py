# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever a file holds, read = imported + present + refused, and the database agrees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from grc.journal.models import Event
from grc.service_requests.models import Origin, ServiceRequest
from tests.figures import examples
from tests.intake.files import COLUMNS, a_row, as_csv, bring_in

cells = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["", " ", "\0", '"', "\r\n", "2024-02-30", "-91", "nan", "’", "x" * 400]),
)
changes = st.dictionaries(st.sampled_from(COLUMNS), cells, max_size=3)
rows = st.builds(
    lambda number, change: as_csv([a_row(number) | change]).split("\n", 1)[1].encode("utf-8"),
    st.integers(0, 30),
    st.one_of(st.just({}), changes),
)
lines = st.one_of(
    rows, rows, rows, st.binary(max_size=40).map(lambda raw: raw + b"\n"), st.just(b"\r\n")
)


@settings(max_examples=examples(200), deadline=None, suppress_health_check=list(HealthCheck))
@given(body=st.lists(lines, max_size=25))
def test_every_row_is_accounted_for(town: Any, tmp_path: Path, body: list[bytes]) -> None:
    """Imported rows are in the database, refused ones in the report, none in both or in neither."""
    path = tmp_path / "any.csv"
    path.write_bytes(as_csv([]).encode() + b"".join(body))
    before = Origin.objects.count()
    try:
        said = bring_in(path)
    except CommandError:
        assert Origin.objects.count() == before
        reject()
    assert Origin.objects.count() == before + said.imported
    assert ServiceRequest.objects.count() == Origin.objects.count()
    assert Event.objects.filter(name="imported").count() == Origin.objects.count()
    again = bring_in(path)
    assert again.figures == (said.read, 0, said.imported + said.present, said.refused)
    assert again.report == said.report
