# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""``manage.py check_workflow FILE``: a JSON line for each finding, and an exit that tells."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import translation

from workflows.library import NAMES, load


@pytest.fixture
def checked(tmp_path):
    """Return what is said of a content, and the exit."""

    def run(content):
        path = tmp_path / "workflow.json"
        if content is not None:
            path.write_bytes(content)
        out, code = StringIO(), 0
        with translation.override("en"):
            try:
                call_command("check_workflow", str(path), stdout=out)
            except SystemExit as end:
                code = end.code
        return code, [json.loads(line) for line in out.getvalue().splitlines()]

    return run


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "unreadable"),
        (b"", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"format": 1,', "not_json"),
        (b" " * 2_000_001, "too_large"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(checked, content, code):
    """No file, no JSON, too large: exit 2."""
    exit_code, (said,) = checked(content)
    assert (exit_code, said["level"], said["code"], said["where"]) == (2, "error", code, "")
    assert said["sentence"].endswith(".")


@pytest.mark.parametrize("content", [b"[]", b"{}", b"1", b'{"format": 2}', b"null", b'"x"'])
def test_what_is_no_workflow_is_told_with_its_place(checked, content):
    """Exit 1, and each line has its four words."""
    exit_code, lines = checked(content)
    assert exit_code == 1
    assert lines
    for line in lines:
        assert line.keys() == {"level", "code", "where", "sentence"}
        assert line["sentence"]


def test_an_unsound_one_says_where(checked):
    """A step that leads nowhere."""
    data = load("report")
    data["transitions"] = [way for way in data["transitions"] if way.get("to") != "closed"]
    exit_code, lines = checked(json.dumps(data).encode())
    assert exit_code == 1
    assert any(line["where"].startswith("/steps/") for line in lines)


def test_a_warning_is_no_error(checked):
    """Said, and exit 0; conditions are said with the names of facts."""
    data = load("report")
    condition = {"fact": "values.moon", "op": "is_filled"}
    button = next(way for way in data["transitions"] if way["trigger"] == "button")
    button["when"] = condition
    exit_code, lines = checked(json.dumps(data).encode())
    assert exit_code == 0
    assert [(line["level"], line["code"]) for line in lines] == [("warning", "never_filled")]


@pytest.mark.parametrize("name", NAMES)
def test_ready_made_workflows_have_nothing_to_say(checked, name):
    """Exit 0, not a line."""
    assert checked(json.dumps(load(name)).encode()) == (0, [])
