# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The table says what is so: what is called possible is parsed, what is called planned is not."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import pytest

from grc.dev.publik.report import HEADER, rows, survey, unknown
from grc.dev.publik.table import Entry, Expressed, entries, look_up
from grc.service_requests.facts import vocabulary
from grc.service_requests.placeholders import BY_NAME
from workflows.effects import own_words
from workflows.fields import parse_fields
from workflows.findings import DefinitionError
from workflows.parsing import parse_definition
from workflows.placeholders import names_in
from workflows.rules import Vocabulary, check
from workflows.soundness.survey import own_facts, own_placeholders

KEPT = Path(__file__).resolve().parents[3] / "docs" / "publik-expressiveness.csv"

FIELDS = parse_fields(
    [
        {
            "code": "kind",
            "kind": "choice",
            "label": "Kind",
            "choices": [{"code": "a", "label": "A"}, {"code": "b", "label": "B"}],
        },
        {"code": "amount", "kind": "number", "label": "Amount"},
        {"code": "urgent", "kind": "boolean", "label": "Urgent"},
        {"code": "words", "kind": "long_text", "label": "Words"},
    ]
)


def title(entry: Entry) -> str:
    return f"{entry.kind}: {entry.name}"


def definition(sample: dict[str, Any]) -> dict[str, Any]:
    """Put a part of a definition into a whole one; null takes a key away."""
    step = {"code": "working", "kind": "in_progress", "label": "Working"}
    move = {"code": "go", "from": ["new"], "to": "working", "trigger": "button", "label": "Go"}
    move |= sample.get("transition", {})
    return {key: value for key, value in sample.items() if key == "options"} | {
        "format": 1,
        "start": "new",
        "functions": [{"code": code, "label": code} for code in sample.get("functions", ["agent"])],
        "steps": [
            {"code": "new", "kind": "new", "label": "New"},
            step | sample.get("step", {}),
        ],
        "transitions": [{key: value for key, value in move.items() if value is not None}],
    }


@pytest.mark.parametrize(
    "entry", [each for each in entries() if each.expressed is Expressed.YES], ids=title
)
def test_what_can_be_said_is_parsed(entry: Entry) -> None:
    """Every “yes” has a sample, which the parser takes today, of facts that are declared."""
    assert entry.sample is not None
    parsed = parse_definition(definition(entry.sample))
    conditions = [way.when for way in parsed.transitions if way.when is not None]
    known = vocabulary(FIELDS) | Vocabulary(own_facts(parsed))
    findings = [found for each in conditions for found in check(each, known)]
    assert findings == []
    texts = [own_words(one) or {} for way in parsed.transitions for one in way.effects]
    named = {name for text in texts for said in text.values() for name in names_in(said)}
    asked = {f"values.{field.code}" for field in FIELDS} | own_placeholders(parsed)
    assert named <= BY_NAME.keys() | asked


def test_what_is_planned_is_not_there_yet() -> None:
    """A sample of what is planned is refused; the day it is taken, the table must say “yes”."""
    for entry in entries():
        if entry.sample and entry.expressed is not Expressed.YES:
            assert entry.expressed is Expressed.PLANNED, title(entry)
            with pytest.raises(DefinitionError):
                parse_definition(definition(entry.sample))


def test_each_line_says_how_in_one_line() -> None:
    """Every line has a sentence; only what another room does can wait for that room."""
    for entry in entries():
        assert entry.how[0].isupper() or entry.how[0] == "“", entry
        assert entry.how.endswith("."), entry
        assert "\n" not in entry.how, entry
        assert entry.built or entry.expressed is Expressed.OTHER, entry
        assert entry.built == ("not built" not in entry.how), entry


def test_own_name_goes_before_a_pattern() -> None:
    """A thing of its own line is not swallowed by a pattern, and a strange one is not known."""
    assert look_up("option field", "title").name == "title"
    assert look_up("option field", "anything").name == "*"
    assert look_up("action", "dance").expressed is Expressed.UNKNOWN


def test_table_covers_the_real_exports(shared_data: Path) -> None:
    """Nothing that the towns' own workflows use is missing from the table."""
    folder = shared_data / "05-workflows"
    if not list(folder.glob("imio-*")):
        reason = f"no exports of Publik in {folder}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    found = survey(folder)
    assert len(found.workflows) >= 40
    assert found.refused == []
    assert unknown(rows(found.total)) == []


def test_kept_file_agrees_with_the_table() -> None:
    """docs/publik-expressiveness.csv says what the table says; remake it after a change."""
    with KEPT.open(encoding="utf-8", newline="") as handle:
        header, *lines = csv.reader(handle)
    assert header == HEADER
    assert len(lines) > 100
    assert lines == sorted(lines, key=lambda line: (line[0], -int(line[2]), line[1]))
    for kind, name, _count, expressed, how in lines:
        entry = look_up(kind, name)
        assert (expressed, how) == (entry.expressed.value, entry.how), f"{kind}: {name}"
