# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A value of the environment that cannot be read stops the start, in words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from grc.settings import env

ROOT = Path(__file__).resolve().parents[2]


def test_a_missing_value_is_named(monkeypatch):
    """The sentence says which one."""
    monkeypatch.delenv("NEEDED", raising=False)
    with pytest.raises(ImproperlyConfigured, match="NEEDED"):
        env.text("NEEDED")


def test_a_secret_may_lie_in_a_file(monkeypatch, tmp_path):
    """NAME_FILE is read, trimmed; an unreadable one is an error, never an empty secret."""
    (tmp_path / "key").write_text("s3cret\n")
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))
    assert env.text("KEY") == "s3cret"
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(ImproperlyConfigured, match="KEY_FILE"):
        env.text("KEY", "default")


@pytest.mark.parametrize("value", ["yes", "1", "", "vrai"])
def test_a_flag_is_true_or_false(monkeypatch, value):
    """Anything else would be a guess."""
    monkeypatch.setenv("FLAG", value)
    with pytest.raises(ImproperlyConfigured, match="FLAG"):
        env.flag("FLAG", default=False)


def test_a_number_is_a_whole_number(monkeypatch):
    """« eight » is not."""
    monkeypatch.setenv("N", "eight")
    with pytest.raises(ImproperlyConfigured, match="N"):
        env.integer("N", 8)


@pytest.mark.parametrize("url", ["sqlite:///x", "mysql://a@b/c", "postgres"])
def test_only_postgresql_is_a_database(monkeypatch, url):
    """There is one dialect."""
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="postgresql"):
        env.database("DATABASE_URL")


def test_a_database_url_is_read_whole(monkeypatch):
    """User, secret, host, port, name, and libpq's options."""
    monkeypatch.setenv(
        "DATABASE_URL", "postgresql://u%40x:p%2Fw@db.example:5433/town?sslmode=require"
    )
    settings = env.database("DATABASE_URL")
    assert settings["USER"] == "u@x"
    assert settings["PASSWORD"] == "p/w"
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("db.example", "5433", "town")
    assert settings["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_folder_is_a_host(monkeypatch):
    """?host=/path, as libpq writes it."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@/town?host=/run/pg")
    assert env.database("DATABASE_URL")["HOST"] == "/run/pg"


def test_what_stops_the_start_is_a_sentence():
    """A command that cannot start says why, without the inside of the program."""
    environment = {name: value for name, value in os.environ.items() if "SECRET_KEY" not in name}
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor"],
        cwd=ROOT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "grc.settings.base"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == ("SECRET_KEY is not set. Set it, or SECRET_KEY_FILE, and start again.\n")


def test_a_choice_is_one_of_its_words(monkeypatch):
    """The sentence says which there are."""
    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(ImproperlyConfigured, match="LOG_FORMAT is 'xml': write json or line"):
        env.choice("LOG_FORMAT", ("json", "line"), "json")
    monkeypatch.delenv("LOG_FORMAT")
    assert env.choice("LOG_FORMAT", ("json", "line"), "json") == "json"


@pytest.mark.parametrize("value", ["10.0.0.0/33", "10.0.0.1/8", "erp.example", "*"])
def test_a_network_is_a_network(monkeypatch, value):
    """What would open more, or less, than was meant is no network."""
    monkeypatch.setenv("NETS", value)
    with pytest.raises(ImproperlyConfigured, match="NETS"):
        env.networks("NETS")


def test_words_and_networks_are_parted_by_commas(monkeypatch):
    """With or without blanks; nothing for nothing."""
    monkeypatch.setenv("NETS", " 10.2.0.0/16, fd00::/8 ,")
    assert env.words("NETS", "") == ("10.2.0.0/16", "fd00::/8")
    assert [str(network) for network in env.networks("NETS")] == ["10.2.0.0/16", "fd00::/8"]
    assert env.words("NOT_SET", "443,8443") == ("443", "8443")
    assert env.networks("NOT_SET") == ()
