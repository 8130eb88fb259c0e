# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""``manage.py run_scenarios [FILE]``: plays, prints what is covered, and says by its exit."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import translation

from tests.cast import make_workflow
from workflows.library import load

TAKE = {"press": "take", "as": ["agent"]}
STORY = {
    "code": "asked",
    "label": {"fr": "On demande une précision", "en": "A detail is asked for"},
    "play": [
        TAKE,
        {"press": "ask_citizen", "as": ["agent"]},
        {"wait": {"days": 14}},
        {"expect": {"step": "waiting_citizen", "told": 1}},
    ],
}


def run(*args):
    out = StringIO()
    try:
        call_command("run_scenarios", *args, stdout=out)
        code = 0
    except SystemExit as leaving:
        code = leaving.code
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def told(tmp_path):
    def make(data):
        path = tmp_path / "workflow.json"
        path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        return run(str(path))

    return make


@pytest.mark.parametrize(("content", "code"), [("{", 2), ("[]", 1), ('{"format": 2}', 1)])
def test_what_cannot_be_read_or_is_none_is_said(told, content, code):
    """Exit 2 for no JSON, 1 for no workflow; a sentence in both."""
    exit_code, lines = told(content)

    assert exit_code == code
    assert all(line["error"].endswith((".", "]")) for line in lines)


def test_a_way_to_nowhere_is_said_in_words(told):
    """Whoever plays what was not checked learns which step is missing, and what finds it."""
    data = load("report") | {"scenarios": [STORY]}
    data["transitions"] = [
        way | ({"to": "nowhere"} if way["code"] == "take" else {}) for way in data["transitions"]
    ]
    with translation.override("fr"):
        exit_code, (line,) = told(data)

    assert exit_code == 1
    assert line["error"].startswith("« nowhere » n’est pas une étape")


def test_one_that_fails_says_where(told):
    """Exit 1, with the move that did not go as told."""
    exit_code, lines = told(load("report") | {"scenarios": [STORY | {"play": [TAKE, TAKE]}]})

    assert exit_code == 1
    assert lines[0]["failures"][0]["where"] == "/play/1"


def test_what_goes_as_told_is_covered(told):
    """Exit 0, each scenario with its path, then the shares and what is missing."""
    exit_code, lines = told(load("report") | {"scenarios": [STORY]})

    assert exit_code == 0
    assert lines[0]["path"] == ["take", "ask_citizen", "remind_citizen"]
    coverage = lines[1]["coverage"]
    assert coverage["steps"]["covered"] == 3
    assert "close" in coverage["transitions"]["missing"]
    assert coverage["conditions"]["percent"] == 100


@pytest.mark.django_db(transaction=True)
def test_without_a_file_all_towns_are_played(town):
    """Every published workflow of every town, by its name."""
    workflow = make_workflow(town, "report")
    with town.scope():
        workflow.draft(load("report") | {"scenarios": [STORY]}, by=None).publish(by=None)

    exit_code, lines = run()

    assert exit_code == 0
    assert [line["workflow"] for line in lines] == [f"{town.slug}/report"] * 2
