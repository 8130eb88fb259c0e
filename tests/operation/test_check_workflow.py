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
        (b"\xff\xfe{", "not_text"),
        (b'{"format": "\xe9"}', "not_text"),
        (b"[" * 100_000, "too_deep"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "too_deep"),
        (b'{"format": 1,', "not_json"),
        (b'{"format": NaN}', "not_json"),
        (b'{"format": -Infinity}', "not_json"),
        (b'{"format": ' + b"9" * 5_000 + b"}", "long_number"),
        (b" " * 2_000_001, "too_large"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(checked, content, code):
    """No file, no JSON, too large: exit 2, and no word that only programmers know."""
    exit_code, (said,) = checked(content)
    assert (exit_code, said["level"], said["code"], said["where"]) == (2, "error", code, "")
    assert said["sentence"].endswith(".")
    assert "Error" not in said["sentence"]


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [(b'{"format": 1,\n "start": new}', 2, 11), (b'{\n  "format": 1,\n}', 3, 1)],
)
def test_a_slip_of_the_pen_is_found(checked, content, line, column):
    """Line and column are said: nobody counts braces in a thousand lines."""
    _, (said,) = checked(content)
    assert f"line {line}, column {column}" in said["sentence"]


def test_a_name_written_twice_is_not_guessed(checked):
    """Which of the two is meant is not ours to choose (RFC 8259 section 4); the place is said."""
    content = b'{"format": 1, "steps": [{}, {"code": "a/b", "in": {"x": 1, "x": 1}, "code": "c"}]}'
    exit_code, lines = checked(content)
    assert exit_code == 1
    assert [(said["code"], said["where"]) for said in lines] == [
        ("written_twice", "/steps/1/code"),
        ("written_twice", "/steps/1/in/x"),
    ]


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
