# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What letters cost: the first, each one after it, and hundreds, in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grc.answers.letters import missing_packages
from tests.figures import Figure, scaled

pytestmark = pytest.mark.soak

ROOT = Path(__file__).resolve().parents[2]
LETTERS = scaled(1_000, least=50)
TOGETHER = scaled(200, least=20)
#: Megabytes that a process may gain over hundreds of letters: caches fill, nothing leaks.
GAIN = 20

WORK = f"""
import django, json, resource, time
django.setup()
from datetime import date
from grc.answers.letters import LetterContent, Sender, Signature, letter_pdf, letters_pdf
from grc.core.markup import to_html

def megabytes():
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

def letter(number):
    return LetterContent(
        language="fr", sender=Sender(town="Ville de Châlons", address=("1 place Foch",)),
        recipient=("Madame Jeanne Leclerc", "51000 CHÂLONS"), place="Châlons",
        written_on=date(2026, 11, 22), reference=f"CH-{{number}}", subject="Trou",
        body=to_html("Madame,\\n\\n" + "Nous avons bien reçu votre courrier. " * 40),
        signature=Signature(formula="La maire,", name="Hélène Marchand"),
    )

said = {{"before": megabytes()}}
start = time.monotonic(); letter_pdf(letter(0))
said["first"] = time.monotonic() - start
for number in range(20):
    letter_pdf(letter(number))
said["warm"] = megabytes()
start = time.monotonic()
for number in range({LETTERS}):
    letter_pdf(letter(number))
said["each"] = (time.monotonic() - start) / {LETTERS}
said["after"] = megabytes()
start = time.monotonic(); pdf = letters_pdf([letter(number) for number in range({TOGETHER})])
said["together"] = time.monotonic() - start
said["size"] = len(pdf) / 1e6
said["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    if missing := missing_packages():
        reason = f"no PDFs without {', '.join(missing)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    done = subprocess.run(
        [sys.executable, "-c", WORK],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "grc.settings.test"},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def test_hundreds_of_letters_leak_nothing(said: dict[str, Any], figure: Figure) -> None:
    """A web process that printed all day is hardly larger than after its first letters."""
    figure("a process before its first letter, MB", round(said["before"]))
    figure("after it and twenty more, MB", round(said["warm"]))
    figure(f"after {LETTERS} more, MB", round(said["after"]))
    assert said["after"] - said["warm"] < GAIN


def test_letters_are_printed_while_one_waits(said: dict[str, Any], figure: Figure) -> None:
    """Seconds for the first, less than one for each after it, and for many in one file."""
    figure("the first letter, ms", round(said["first"] * 1000))
    figure("each letter after it, ms", round(said["each"] * 1000))
    figure(f"{TOGETHER} letters in one file, s", round(said["together"], 1))
    figure(f"{TOGETHER} letters in one file, MB", round(said["size"], 2))
    figure(f"memory while {TOGETHER} are made, MB", round(said["peak"] - said["after"]))
    assert said["each"] < 1
