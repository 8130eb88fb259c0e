# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
import shutil
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from grc.dev.mailbox import Mailbox
from grc.dev.messages import compile_all
from grc.dev.postgres import provide, release, stop
from tests.dev.people import Person


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose server was initialised once and stopped."""
    data_dir = tmp_path_factory.mktemp("initialised")
    provide(data_dir)
    release(data_dir)
    return data_dir


@pytest.fixture
def data_dir(tmp_path: Path, initialised: Path) -> Iterator[Path]:
    """A fresh data folder, server initialised and not running."""
    folder = tmp_path / "data"
    shutil.copytree(initialised, folder)
    yield folder
    _sweep(folder)


@pytest.fixture
def empty_dir(tmp_path: Path) -> Iterator[Path]:
    """A data folder in which nothing ever ran."""
    folder = tmp_path / "empty"
    yield folder
    _sweep(folder)


@pytest.fixture
def people() -> Iterator[list[Person]]:
    """The processes a test started; whoever is left is killed."""
    started: list[Person] = []
    yield started
    for person in started:
        if person.process.poll() is None:
            person.kill()


@pytest.fixture(scope="session")
def french(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of translations with one word of French in it."""
    locale_dir = tmp_path_factory.mktemp("locale")
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    catalogue.append(polib.POEntry(msgid="Recipient", msgstr="Destinataire"))
    (locale_dir / "fr" / "LC_MESSAGES").mkdir(parents=True)
    catalogue.save(str(locale_dir / "fr" / "LC_MESSAGES" / "django.po"))
    compile_all(locale_dir)
    return locale_dir


@pytest.fixture
def mailbox(tmp_path: Path, french: Path) -> Iterator[Mailbox]:
    """A mailbox that listens, on free ports."""
    with Mailbox(tmp_path / "mailbox", locale_dir=french) as listening:
        yield listening


def _sweep(data_dir: Path) -> None:
    release(data_dir)
    if data_dir.exists():
        stop(data_dir)
