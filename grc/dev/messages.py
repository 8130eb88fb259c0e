# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Translations: compiled without gettext's tools, and proved complete."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "locale"
PACKAGES = ("grc", "workflows", "notifications", "invariants")
COMPLETE = ("fr",)
PLACEHOLDER = re.compile(r"%\((\w+)\)[-#0 +]*[\d.]*[a-z]|%[-#0 +]*[\d.]*[a-z]|\{[a-z_.]+\}|%%")

Key = tuple[str, str]


def compile_all(locale_dir: Path) -> list[Path]:
    """Compile every catalogue that is newer than its compiled form; return what was compiled."""
    stale = [
        source for source in sorted(locale_dir.glob("*/LC_MESSAGES/*.po")) if _is_stale(source)
    ]
    for source in stale:
        with tempfile.NamedTemporaryFile(dir=source.parent, delete=False) as compiled:
            compiled.write(polib.pofile(str(source)).to_binary())
        shutil.copymode(source, compiled.name)
        os.replace(compiled.name, source.with_suffix(".mo"))
    return stale


def problems(locale_dir: Path) -> Iterator[str]:
    """What a reader of a complete translation would stumble over, one line each."""
    for source in sorted(locale_dir.glob("*/LC_MESSAGES/*.po")):
        language = source.parent.parent.name
        for entry in polib.pofile(str(source)):
            if entry.obsolete:
                continue
            for problem in _entry_problems(entry, must_be_complete=language in COMPLETE):
                yield f"{source.name} ({language}): {problem}: {entry.msgid!r}"


def missing(locale_dir: Path, root: Path) -> Iterator[str]:
    """The messages of the sources that a complete translation lacks. Needs `xgettext`."""
    wanted = _collect(root)
    for language in COMPLETE:
        source = locale_dir / language / "LC_MESSAGES" / "django.po"
        known = {_key(entry) for entry in polib.pofile(str(source))} if source.exists() else set()
        for key in sorted(wanted - known):
            yield f"django.po ({language}): absent: {key[1]!r}"


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def _entry_problems(entry: polib.POEntry, *, must_be_complete: bool) -> Iterator[str]:
    if entry.fuzzy:
        yield "fuzzy"
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(texts):
        if must_be_complete:
            yield "untranslated"
        return
    allowed = [_placeholders(entry.msgid)]
    if entry.msgid_plural:
        allowed.append(_placeholders(entry.msgid_plural))
    if not all(_placeholders(text) in allowed for text in texts):
        yield "other placeholders than the original"
    if any(text.endswith("\n") != entry.msgid.endswith("\n") for text in texts):
        yield "another end of line than the original"


def _placeholders(text: str) -> list[str]:
    return sorted(found[0] for found in PLACEHOLDER.finditer(text) if found[0] != "%%")


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


def _collect(root: Path) -> set[Key]:
    """What Django's own collector finds, in a copy, because it writes beside what it reads."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for package in PACKAGES:
            if (root / package).exists():
                ignored = shutil.ignore_patterns("__pycache__", "locale", "static")
                shutil.copytree(root / package, copy / package, ignore=ignored)
        (copy / "locale").mkdir()
        command = ["makemessages", "--locale", "fr", "--extension", "html,txt,py"]
        subprocess.run(
            [sys.executable, "-m", "django", *command, "--verbosity", "0"],
            cwd=copy,
            env={key: os.environ[key] for key in os.environ if key != "DJANGO_SETTINGS_MODULE"},
            check=True,
        )
        collected = copy / "locale" / "fr" / "LC_MESSAGES" / "django.po"
        return {_key(entry) for entry in polib.pofile(str(collected))}


def main() -> int:
    """`python -m grc.dev.messages [--check]`."""
    parser = argparse.ArgumentParser(prog="python -m grc.dev.messages")
    parser.add_argument("--check", action="store_true", help="prove completeness, compile nothing")
    if not parser.parse_args().check:
        compile_all(LOCALE)
        return 0
    found = list(problems(LOCALE))
    if shutil.which("xgettext"):
        found += missing(LOCALE, ROOT)
    elif os.environ.get("CI") == "true":
        found.append("xgettext is not installed: the sources cannot be compared")
    else:
        sys.stderr.write("Not compared with the sources: xgettext is not installed.\n")
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
