# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from pathlib import Path

import pytest

from grc.dev.publik.__main__ import main
from tests.dev.publik.exports import RECEIVER, condition, item, status, workflow

CHOICE = item("choice", f"<by>{RECEIVER}</by>")
ONE = workflow(status(CHOICE), status(item("sendmail"), item("jump", condition("form_var_a"))))
EXPECTED = """\
kind,name,count,expressed
action,choice,1,yes
action,"jump, immediate",1,no
action,sendmail,1,planned
condition,form field: is filled or true,1,
status,status,2,yes
trigger,button,1,yes
trigger,"on arrival, on a condition",1,no
who may act,the agents in charge (_receiver),1,yes
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "one").write_text(ONE)
    return exports


@pytest.mark.parametrize("there", [True, False])
def test_no_workflow_is_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], there: bool
) -> None:
    """A folder without workflows, or none at all, must not pass for one that is covered."""
    assert main([str(tmp_path if there else tmp_path / "nowhere")]) == 1
    assert capsys.readouterr().err.endswith("folder.\n")


def test_unknown_thing_is_a_failure(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the table does not know is written as such, named, and ends with 1."""
    (folder / "two").write_text(workflow(status(item("dance"))))
    kept = tmp_path / "kept.csv"
    assert main([str(folder), "--write", str(kept)]) == 1
    assert "Not in the table: action: dance (1).\n" in capsys.readouterr().err
    assert "action,dance,1,unknown,Not in the table" in kept.read_text()


def test_refused_file_is_one_line_and_no_failure(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broken file is told on stderr; what could be read is counted all the same."""
    (folder / "broken").write_text("<workflow>")
    assert main([str(folder)]) == 0
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert told.err.startswith("Not read: broken: it is not well-formed XML")
    assert "Read 1 workflows" in told.out


def test_file_is_sorted_and_the_same_each_time(folder: Path, tmp_path: Path) -> None:
    """Kinds in order, the most used first; neither file names nor repetition change a byte."""
    kept = tmp_path / "kept.csv"
    assert main([str(folder), "--write", str(kept)]) == 0
    first = kept.read_bytes()
    lines = [line.rsplit(",", 1)[0] for line in EXPECTED.splitlines()[1:]]
    written = first.decode().splitlines()
    assert written[0] == "kind,name,count,expressed,how"
    assert [line for line, begin in zip(written[1:], lines, strict=True) if line.startswith(begin)]
    (folder / "one").rename(folder / "z")
    (folder / "again").write_text(ONE)
    assert main([str(folder), "--write", str(kept)]) == 0
    assert kept.read_bytes() == first
