# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Size, licence and silence about package indexes."""

from pathlib import Path

import pytest

from grc.dev.budgets import problems

HEADER = (
    "# SPDX-FileCopyrightText: 2026 The Catalaune authors\n# SPDX-License-Identifier: EUPL-1.2\n"
)


def _problems(root: Path, name: str, text: str) -> list[str]:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return list(problems(root, [Path(name)]))


@pytest.mark.parametrize("name", ["a.py", "a.css", "a.sql", "templates/a.html", "Makefile"])
def test_header(tmp_path: Path, name: str) -> None:
    """A source file without its licence is named; one with it, or an empty one, is not."""
    assert _problems(tmp_path, name, "x = 1\n") == [f"{name}:1: no SPDX header"]
    assert _problems(tmp_path, name, HEADER + "x = 1\n") == []
    assert _problems(tmp_path, name, "\n") == []


@pytest.mark.parametrize("name", ["picture.json", "requirements/run.txt", "README.md"])
def test_no_header_needed(tmp_path: Path, name: str) -> None:
    """Data and prose need none."""
    assert _problems(tmp_path, name, "x\n") == []


def test_long_file(tmp_path: Path) -> None:
    """A file of 400 lines is fine, one more is too many, a migration may."""
    text = HEADER + "x = 1\n" * 398
    assert _problems(tmp_path, "a.py", text) == []
    assert _problems(tmp_path, "a.py", text + "x = 1\n") == ["a.py:1: 401 lines, 400 at most"]
    assert _problems(tmp_path, "grc/x/migrations/0001.py", text + "x = 1\n") == []


def test_long_function(tmp_path: Path) -> None:
    """A function of 40 lines is fine, one more is too many."""
    text = HEADER + "async def long():\n" + "    x = 1\n" * 39
    assert _problems(tmp_path, "tests/a.py", text) == []
    assert _problems(tmp_path, "tests/a.py", text + "    x = 1\n") == [
        "tests/a.py:3: long has 41 lines, 40 at most"
    ]


def test_most_functions_are_short(tmp_path: Path) -> None:
    """Half of the functions have fewer than ten lines."""
    text = HEADER + "def middling():\n" + "    x = 1\n" * 9
    assert _problems(tmp_path, "a.py", text) == [
        "half of the functions have more than 10 lines, 10 is too many"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "--index" + "-url x",
        "--extra-index" + "-url=x",
        "--find" + "-links wheels",
        "https://" + "py" + "pi.org/project/x",
        "https://files.python" + "hosted.org/x",
        "http://mirror.test/root/" + "simple/",
    ],
)
def test_index(tmp_path: Path, line: str) -> None:
    """No file says where packages come from."""
    assert _problems(tmp_path, "a.txt", f"x\n{line}\n") == ["a.txt:2: address of a package index"]


def test_words_that_only_look_like_an_index(tmp_path: Path) -> None:
    """The lock command asks for no address, and a simple page is none."""
    text = "--no-emit-index" + "-url\nhttps://ville.test/simplement\nan index\n"
    assert _problems(tmp_path, "a.txt", text) == []
