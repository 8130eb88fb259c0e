# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The report and the last line: what whoever imports is told, whatever happens."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError
from django.utils import translation

from grc.intake.storing import Store
from grc.service_requests.models import Origin
from tests.intake.files import a_row, as_csv, bring_in, bring_in_rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(as_csv([a_row(1), a_row(2, datedecl="never")]), encoding="utf-8")
    return path


def test_report_of_its_own(town: Any, path: Path, tmp_path: Path, settings: Any) -> None:
    """Without a name the report is a new file of the data folder, for its owner's eyes only."""
    settings.DATA_DIR = tmp_path / "data"
    output = io.StringIO()
    call_command(
        "import_requests",
        path,
        mapping="paris-dansmarue",
        municipality="chalons",
        stdout=output,
    )
    (report,) = (tmp_path / "data" / "imports").iterdir()
    assert report.name.startswith("chalons-paris-dansmarue-")
    assert report.stat().st_mode & 0o777 == 0o600
    assert output.getvalue().splitlines() == [
        f"Refused rows, with reasons: {report}",
        "read=2 imported=1 present=0 refused=1",
    ]


def test_report_speaks_the_language_of_the_town(town: Any, path: Path) -> None:
    """Reasons are written in the town's first language, whoever runs the command."""
    town.languages = ["fr", "en"]
    town.save()
    french = bring_in(path).reasons
    town.languages = ["en", "fr"]
    town.save()
    with translation.override("fr"):
        english = bring_in(path).reasons
    assert english == ["“never” in column “datedecl” is not a date that can be."]
    assert len(french) == 1


def test_report_is_for_this_run(town: Any, tmp_path: Path) -> None:
    """A report of an earlier run is not left standing when nothing is refused any more."""
    assert bring_in_rows(tmp_path, a_row(1, lat="x")).report
    assert bring_in_rows(tmp_path, a_row(1)).report == []


@pytest.mark.parametrize(
    "trouble", [OperationalError("server closed"), KeyboardInterrupt(), OSError("disk full")]
)
def test_stopped_on_the_way(
    town: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: BaseException
) -> None:
    """When the database, the disk or a person stops it, what is done stays and the rest is said."""
    path = tmp_path / "rows.csv"
    path.write_text(as_csv([a_row(n) for n in range(700)]), encoding="utf-8")
    keep = Store.keep

    def fragile(store: Store, pairs: Any) -> Any:
        if len(pairs) < 500:
            raise trouble
        return keep(store, pairs)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "keep", fragile)
        with pytest.raises(CommandError, match="Stopped after 500 rows"):
            bring_in(path)
    assert Origin.objects.count() == 500
    assert bring_in(path).figures == (700, 200, 500, 0)
