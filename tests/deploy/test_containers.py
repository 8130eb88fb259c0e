# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The image and the compose file: what can be known without a network."""

from __future__ import annotations

import os
import re
import subprocess
from typing import Any

import pytest
import yaml

from tests.deploy.test_environment_example import explained
from tests.deploy.units import DEPLOY, ROOT

RECIPE = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
STEPS = [line.split(None, 1) for line in RECIPE.splitlines() if line and line[0] not in "# "]
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
OURS = [name for name, said in COMPOSE["services"].items() if said["image"] == "catalaune"]
PASSWORDS = re.compile(r"^([A-Z_]+)=", re.MULTILINE)


def words_of(step: str) -> list[str]:
    return [words for name, words in STEPS if name == step]


def test_the_image_is_made_of_what_is_here():
    """Each thing that is copied exists, and every package of ours is among them."""
    copied = [
        source
        for words in words_of("COPY")
        if not words.startswith("--from")
        for source in words.split()[:-1]
    ]
    assert all((ROOT / source).exists() for source in copied)
    assert {"grc", "invariants", "workflows", "notifications", "locale"} <= set(copied)


def test_packages_are_checked_and_no_address_is_named():
    """Hashes for all; where they come from is the machine's affair."""
    (install,) = [words for words in words_of("RUN") if "pip install" in words]
    assert "--require-hashes" in install
    assert not re.search(r"https?://|--(extra-)?index|--find", RECIPE)


def test_the_image_runs_as_nobody_in_particular():
    """Not as root, and its files belong to root."""
    assert words_of("USER") == ["catalaune"]
    assert not any("chown" in words for words in words_of("COPY"))


def test_translations_and_static_files_are_in_the_image():
    """Nothing has to be made when a container starts: its files are read-only."""
    made = " ".join(words_of("RUN"))
    assert "grc.dev.messages" in made
    assert "collectstatic" in made


# Of Python, of the shell and of the C library.
OF_OTHERS = {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "MALLOC_ARENA_MAX"}


def test_the_image_says_only_variables_that_are_read():
    """None unknown, but those that are not ours."""
    said = set(re.findall(r"\b([A-Z][A-Z_]+)=", words_of("ENV")[-1]))
    assert said - set(explained()) == OF_OTHERS


def test_containers_are_given_only_variables_that_are_read():
    """None unknown; the owner's password only where tables are made."""
    for name in OURS:
        said = set(COMPOSE["services"][name]["environment"])
        assert said <= set(explained())
        assert ("DATABASE_OWNER_URL" in said) == (name == "migrate")


def test_each_password_is_asked_for_and_none_is_written():
    """`.env` holds what the compose file names, nothing else."""
    asked = set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose.yaml").read_text()))
    example = (DEPLOY / "passwords.example").read_text()
    assert asked == set(PASSWORDS.findall(example)) - {"COMPOSE_PROJECT_NAME"}
    assert not re.search(r"PASSWORD=\S", example)


@pytest.mark.parametrize("name", OURS)
def test_containers_of_ours_may_do_nothing_else(name):
    """Read-only, without privileges, never seen from outside."""
    said = COMPOSE["services"][name]
    assert said["read_only"] is True
    assert said["cap_drop"] == ["ALL"]
    assert "ports" not in said


def test_files_that_containers_are_given_exist():
    """Paths are seen from the compose file."""
    for said in COMPOSE["services"].values():
        for volume in said.get("volumes", []):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or (DEPLOY / source).exists(), source
    assert os.access(DEPLOY / "roles.sh", os.X_OK)


def test_nothing_filled_in_is_ever_committed():
    """Both files that hold secrets are ignored."""
    for name in ("deploy/environment", "deploy/.env"):
        command = ["git", "check-ignore", "--quiet", "--no-index", name]
        assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0, name


@pytest.mark.parametrize("name", ["catalaune", "roles.sh"])
def test_scripts_are_well_formed(name):
    """As the shell reads them."""
    command = ["/bin/sh", "-n", str(DEPLOY / name)]
    assert subprocess.run(command, check=False).returncode == 0
    assert os.access(DEPLOY / name, os.X_OK)
