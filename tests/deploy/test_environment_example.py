# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The example explains each variable that is read, with its default, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.deploy.units import DEPLOY, ROOT

EXAMPLE = (DEPLOY / "environment.example").read_text(encoding="utf-8")
LINE = re.compile(r"#?([A-Z][A-Z_]+)=(.*)")
READERS = ("text", "flag", "integer", "choice", "database", "words", "networks")
SOURCES = [
    *sorted((ROOT / "grc/settings").glob("*.py")),
    ROOT / "grc/asgi.py",
    ROOT / "grc/serve.py",
]
# Said by systemd to its own; nobody sets them.
OF_SYSTEMD = {"LISTEN_PID", "LISTEN_FDS", "NOTIFY_SOCKET"}


def read() -> Iterator[tuple[str, str, object]]:
    """Yield each variable that the sources read, by which reader, with its default."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            name, reader = _name_and_reader(node)
            if name not in OF_SYSTEMD and name.isupper():
                yield name, reader, _default(node)


def _name_and_reader(node: ast.AST) -> tuple[str, str]:
    """Return ("SECRET_KEY", "text") for `env.text("SECRET_KEY")`; two empty words for the rest."""
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        key, reader = node.slice, "environ"
    elif isinstance(node, ast.Call) and node.args:
        called = ast.unparse(node.func)
        is_reader = called.removeprefix("env.") in READERS and called.startswith("env.")
        if not is_reader and called not in ("os.environ.get", "os.environ.setdefault"):
            return "", ""
        key, reader = node.args[0], called.removeprefix("env.")
    else:
        return "", ""
    is_word = isinstance(key, ast.Constant) and isinstance(key.value, str)
    return (str(key.value), reader) if is_word else ("", "")  # type: ignore[union-attr]


def _default(node: ast.AST) -> object:
    """Return the default where it is written as a word, a number or a flag."""
    last = node.args[-1] if isinstance(node, ast.Call) and len(node.args) > 1 else None
    return last.value if isinstance(last, ast.Constant) else None


def explained() -> dict[str, str]:
    """Return the variables of the example and what stands after the sign."""
    return {match[1]: match[2] for line in EXAMPLE.splitlines() if (match := LINE.fullmatch(line))}


def test_the_sources_are_found():
    """Otherwise the next test would compare nothing."""
    names = {name for name, _, _ in read()}
    assert {"SECRET_KEY", "DATABASE_URL", "WEB_THREADS", "WEB_LISTEN", "LOG_FORMAT"} <= names
    assert len(names) > 20


def test_each_variable_is_explained_and_no_other():
    """None missing, none unknown."""
    assert set(explained()) == {name for name, _, _ in read()}


def test_each_variable_stands_once_after_its_explanation():
    """A line of explanation above each."""
    lines = EXAMPLE.splitlines()
    found = [
        (number, match[1]) for number, line in enumerate(lines) if (match := LINE.fullmatch(line))
    ]
    assert len(found) == len(explained())
    for number, name in found:
        assert lines[number - 1].startswith("# "), name


@pytest.mark.parametrize(
    ("name", "default"),
    [
        (name, default)
        for name, reader, default in read()
        if reader in READERS and default is not None
    ],
)
def test_a_default_that_is_shown_is_the_default(name, default):
    """A commented line shows what is so without it."""
    if f"\n#{name}=" in EXAMPLE and name != "DATABASE_OWNER_URL":
        shown = str(default).lower() if isinstance(default, bool) else str(default)
        assert explained()[name] == shown


def test_values_that_may_lie_in_a_file_say_so():
    """`NAME_FILE` works for what is read as text, and is announced there only."""
    marked = {
        match[1]
        for block in EXAMPLE.split("\n\n")
        if "# (file)" in block and (match := re.search(r"^#?([A-Z_]+)=", block, re.MULTILINE))
    }
    by_text = {"text", "database", "words", "networks"}
    assert marked == {name for name, reader, _ in read() if reader in by_text}


def test_no_line_would_be_read_otherwise_by_another_reader():
    """systemd, podman and docker do not agree on quotes, blanks and remarks after a value."""
    for value in explained().values():
        assert not re.search(r"[\s'\"#$`\\]", value), value
