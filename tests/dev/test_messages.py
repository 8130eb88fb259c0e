# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Translations: compiled, and proved complete."""

import gettext
import os
import shutil
from pathlib import Path

import polib
import pytest

from grc.dev.messages import compile_all, missing, problems

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def _write(root: Path, body: str, language: str = "fr") -> Path:
    source = root / language / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(HEADER + body)
    return source


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('msgid "Take"\nmsgstr ""\n', "untranslated: 'Take'"),
        ('#, fuzzy\nmsgid "Take"\nmsgstr "Prendre"\n', "fuzzy: 'Take'"),
        ('msgid "%(a)s"\nmsgstr "%(b)s"\n', "other placeholders than the original: '%(a)s'"),
        ('msgid "%s of %d"\nmsgstr "%s"\n', "other placeholders than the original: '%s of %d'"),
        (
            'msgid "{requester.name}"\nmsgstr "{nom}"\n',
            "other placeholders than the original: '{requester.name}'",
        ),
        ('msgid "a\\n"\nmsgstr "b"\n', "another end of line than the original: 'a\\n'"),
        (
            'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\n'
            'msgstr[0] "%(n)s jour"\nmsgstr[1] "jours"\n',
            "other placeholders than the original: '%(n)s day'",
        ),
        (
            'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s jour"\nmsgstr[1] ""\n',
            "untranslated: '%(n)s day'",
        ),
    ],
)
def test_problems(tmp_path: Path, body: str, problem: str) -> None:
    """What a French reader would stumble over is named."""
    _write(tmp_path, body)
    assert [line.removeprefix("django.po (fr): ") for line in problems(tmp_path)] == [problem]


@pytest.mark.parametrize(
    "body",
    [
        'msgid "%(a)s and %(b)s"\nmsgstr "%(b)s et %(a)s"\n',
        'msgid "100%% of %s"\nmsgstr "%s à 100 %%"\n',
        'msgid "One day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s jour"\nmsgstr[1] "%(n)s j"\n',
        '#~ msgid "Gone"\n#~ msgstr ""\n',
    ],
)
def test_no_problem(tmp_path: Path, body: str) -> None:
    """Order may change, a singular may count, what is gone may stay."""
    _write(tmp_path, body)
    assert list(problems(tmp_path)) == []


def test_variant_may_be_partial(tmp_path: Path) -> None:
    """The French of Québec says only what differs, but says that right."""
    _write(tmp_path, 'msgid "Take"\nmsgstr ""\n\nmsgid "%s"\nmsgstr "x"\n', "fr_CA")
    assert list(problems(tmp_path)) == [
        "django.po (fr_CA): other placeholders than the original: '%s'"
    ]


@pytest.mark.skipif(not shutil.which("xgettext"), reason="xgettext is not installed")
def test_message_that_is_absent(tmp_path: Path) -> None:
    """Every message of code and templates is in the catalogue, with its context."""
    (tmp_path / "grc" / "templates").mkdir(parents=True)
    (tmp_path / "grc" / "some.py").write_text('_("Take")\n_("Known")\npgettext("e-mail", "To")\n')
    page = "{% translate 'Send' %}{% blocktranslate %}{{ n }} left{% endblocktranslate %}"
    (tmp_path / "grc" / "templates" / "page.html").write_text(page)
    _write(tmp_path / "locale", 'msgid "Known"\nmsgstr "Connu"\n\nmsgid "To"\nmsgstr "À"\n')
    found = [line.partition("absent: ")[2] for line in missing(tmp_path / "locale", tmp_path)]
    assert sorted(found) == ["'%(n)s left'", "'Send'", "'Take'", "'To'"]


def test_compile(tmp_path: Path) -> None:
    """A catalogue is compiled once for each change, without what is fuzzy."""
    source = _write(tmp_path, 'msgid "Take"\nmsgstr "Prendre"\n\n#, fuzzy\nmsgid "A"\nmsgstr "B"\n')
    assert compile_all(tmp_path) == [source]
    assert compile_all(tmp_path) == []
    french = gettext.translation("django", tmp_path, ["fr"])
    assert (french.gettext("Take"), french.gettext("A")) == ("Prendre", "A")
    os.utime(source, (source.stat().st_atime, source.stat().st_mtime + 60))
    assert compile_all(tmp_path) == [source]


def test_compiled_file_is_readable_by_others(tmp_path: Path) -> None:
    """A server that runs as another user reads the translations."""
    source = _write(tmp_path, 'msgid "Take"\nmsgstr "Prendre"\n')
    compile_all(tmp_path)
    assert source.with_suffix(".mo").stat().st_mode & 0o044 == source.stat().st_mode & 0o044


def test_polib_agrees(tmp_path: Path) -> None:
    """What is compiled is what the catalogue says."""
    source = _write(tmp_path, 'msgctxt "e-mail"\nmsgid "To"\nmsgstr "À"\n')
    compile_all(tmp_path)
    [entry] = polib.mofile(str(source.with_suffix(".mo")))
    assert (entry.msgctxt, entry.msgid, entry.msgstr) == ("e-mail", "To", "À")
