# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A mapping with a fault is refused as a whole: where the fault is, and what to write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError

from grc.intake.mapping_file import FOLDER, load_mapping
from grc.intake.refusals import CannotImport
from tests.intake.files import a_row, as_csv, bring_in

PARIS = (FOLDER / "paris-dansmarue.toml").read_text(encoding="utf-8")


def refusal(folder: Path, text: str) -> str:
    path = folder / "faulty.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CannotImport) as raised:
        load_mapping(str(path))
    return str(raised.value)


def swapped(old: str, new: str) -> Callable[[], str]:
    def text() -> str:
        assert PARIS.count(old) >= 1, old
        return PARIS.replace(old, new, 1)

    return text


FAULTS = {
    "other format": (swapped("format = 1", "format = 2"), "/format", "write 1"),
    "true as format": (swapped("format = 1", "format = true"), "/format", "write 1"),
    "bad source": (swapped('"paris-dansmarue"', '"Paris !"'), "/source", "Write only letters"),
    "endless source": (swapped('"paris-dansmarue"', f'"{"x" * 61}"'), "/source", "60 at most"),
    "bad language": (swapped('language = "fr"', 'language = "french!"'), "/language", "letters"),
    "no language": (swapped('language = "fr"\n', ""), "/", "Add “language”"),
    "misspelt key": (swapped("[team]", "[taem]"), "/taem", "is not known here"),
    "missing table": (swapped('[team]\ncolumn = "intervenant"', ""), "/", "Add “team”"),
    "numbers for columns": (swapped('["id_dmr"]', "[3]"), "/external_id/0", "Write a text"),
    "no number column": (swapped('["id_dmr"]', "[]"), "/external_id", "at least one"),
    "unknown encoding": (swapped('["utf-8"]', '["utf-16"]'), "/file/encodings", "Choose one of"),
    "bad delimiter": (
        swapped('delimiter = ","', "delimiter = ';;'"),
        "/file/delimiter",
        "one char",
    ),
    "quote as delimiter": (
        swapped('delimiter = ","', "delimiter = '\"'"),
        "/file/delimiter",
        "one",
    ),
    "unknown channel": (
        swapped('= "field"', '= "pigeon"'),
        "/channel/values/Back Office",
        "portal",
    ),
    "channel for no column": (swapped('column = "prefixe"', ""), "/channel", "Name the column"),
    "lookup of nothing": (swapped('default = "new"', ""), "/step", "declare a default"),
    "unknown priority": (swapped('"normal"', '"yesterday"'), "/priority/default", "low, normal"),
    "unknown contact": (swapped('"optional"', '"maybe"'), "/service/contact", "required, optional"),
    "unknown precision": (
        swapped('"day"', '"week"'),
        "/submitted/precision",
        "instant, day, month",
    ),
    "unknown as precision": (
        swapped('"day"', '"unknown"'),
        "/submitted/precision",
        "instant, day, month",
    ),
    "several words for one field": (
        swapped('column = "arrondissement"', 'column = "arrondissement"\nseparator = "|"'),
        "/fields/1/separator",
        "Only a field of kind “choices”",
    ),
    "vague format": (swapped('"%Y-%m-%d"', '"%Y-%m"'), "/submitted/format", "does not tell"),
    "bad format": (swapped('"%Y-%m-%d"', '"%Y-%q"'), "/submitted/format", "does not tell"),
    "constant format": (swapped('"%Y-%m-%d"', '"today"'), "/submitted/format", "does not tell"),
    "half a position": (swapped('latitude = "lat"\n', ""), "/place", "go together"),
    "crossed bounds": (swapped("south = 48.75", "south = 49"), "/place/bounds", "lower it"),
    "bounds off the earth": (swapped("48.95", "195"), "/place/bounds/north", "Write degrees"),
    "bounds in words": (swapped("48.95", '"north"'), "/place/bounds/north", "Write degrees"),
    "unknown field kind": (swapped('"address"', '"map"'), "/fields/0/kind", "Choose one of"),
    "field without column": (swapped('column = "arrondissement"', ""), "/fields/1", "Name the col"),
    "file field": (swapped('kind = "address"', 'kind = "file"'), "/fields/0", "cannot be a file"),
    "label in another language": (
        swapped('fr = "Arrondissement", ', ""),
        "/fields/1/label",
        "the language “fr”",
    ),
    "fields no list": (
        lambda: PARIS[: PARIS.index("[[fields]]")].replace("format = 1", "format = 1\nfields = 3"),
        "/fields",
        "Write a list",
    ),
    "fields no tables": (
        lambda: PARIS[: PARIS.index("[[fields]]")].replace(
            "format = 1", "format = 1\nfields = [3]"
        ),
        "/fields/0",
        "Write an object",
    ),
    "slug with spaces": (swapped('"report"', '"re port"'), "/workflow/slug", "letters"),
    "workflow without name": (
        swapped("name = { fr = ", "nom = { fr = "),
        "/workflow",
        "Add “name”",
    ),
    "ended half said": (lambda: PARIS + "\n[ended]\nformat = '%Y'\n", "/ended", "Add “columns”"),
    "ended said not": (lambda: PARIS + "\n[ended]\nas_submitted = false\n", "/ended", "not known"),
    "values of another kind": (
        swapped('column = "prefixe"', 'column = "prefixe"\nvalues = 3'),
        "",
        "cannot be read",
    ),
    "no TOML": (lambda: "format: 1", "", "cannot be read"),
}


@pytest.mark.parametrize(("text", "place", "sentence"), FAULTS.values(), ids=FAULTS.keys())
def test_fault(tmp_path: Path, text: Callable[[], str], place: str, sentence: str) -> None:
    """Each fault is said with its place."""
    said = refusal(tmp_path, text())
    assert place in said
    assert sentence in said


def test_all_faults_at_once(tmp_path: Path) -> None:
    """Whoever writes a mapping reads every fault in one go, each once."""
    text = PARIS.replace("format = 1", "format = 2").replace('"day"', '"week"')
    lines = refusal(tmp_path, text.replace('= "field"', '= "pigeon"')).splitlines()
    assert [line.split(":")[0] for line in lines[1:]] == [
        "/format",
        "/channel/values/Back Office",
        "/submitted/precision",
    ]


def test_no_such_file(tmp_path: Path) -> None:
    """A path that leads nowhere is said."""
    with pytest.raises(CannotImport, match="cannot be read"):
        load_mapping(str(tmp_path / "absent.toml"))


ENDING = '\n[outcome]\ndefault = "done"\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (PARIS.replace('default = "new"', 'default = "nowhere"'), "has no step “nowhere”"),
        (PARIS.replace('slug = "report"', 'slug = "unheard-of"'), "has a workflow “unheard-of”"),
        (PARIS.replace('default = "new"', 'default = "closed"'), "must say in “outcome” how"),
        (PARIS.replace('default = "new"', 'default = "closed"') + ENDING, "in “ended” when"),
    ],
)
def test_fault_that_the_workflow_shows(town: Any, tmp_path: Path, text: str, sentence: str) -> None:
    """What only the town's workflow can tell is refused before the first row."""
    (tmp_path / "faulty.toml").write_text(text, encoding="utf-8")
    path = tmp_path / "rows.csv"
    path.write_text(as_csv([a_row()]), encoding="utf-8")
    with pytest.raises(CommandError, match=sentence):
        bring_in(path, mapping=str(tmp_path / "faulty.toml"))


def test_ended_as_submitted(town: Any, tmp_path: Path) -> None:
    """A source without end dates may declare the day of submission instead."""
    text = PARIS.replace('default = "new"', 'default = "closed"') + ENDING
    (tmp_path / "ended.toml").write_text(
        text + "\n[ended]\nas_submitted = true\n", encoding="utf-8"
    )
    path = tmp_path / "rows.csv"
    path.write_text(as_csv([a_row()]), encoding="utf-8")
    assert bring_in(path, mapping=str(tmp_path / "ended.toml")).imported == 1
    from grc.service_requests.models import ServiceRequest

    made = ServiceRequest.objects.get()
    assert made.ended_at == made.step_since == made.submitted_at
    assert made.step_since_precision == "day"
    assert (made.step, made.outcome) == ("closed", "done")
