# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Promises that every room keeps; each test walks all of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
OURS = [
    model
    for model in apps.get_models()
    if model.__module__.split(".")[0] in ("grc", "workflows", "notifications")
]
SOURCES = [
    path
    for folder in ("grc", "workflows", "notifications", "invariants")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_says_what_a_row_is(model):
    """A row in a log or an error message names itself."""
    assert "__str__" in vars(model) or any("__str__" in vars(base) for base in model.__mro__[1:-3])


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_keys_do_not_take_history_with_them(model):
    """CASCADE is for what has no life of its own: memberships, hosts, mappings of functions."""
    may_cascade = {"accounts.Membership", "municipalities.Host", "catalog.FunctionMapping"}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and model._meta.label not in may_cascade:
            assert field.remote_field.on_delete is not models.CASCADE, field


def test_a_step_is_set_in_one_place():
    """QuerySet.update() would pass beside the state machine's lock: nobody writes a step so."""
    for path in SOURCES:
        if path.name == "lifecycle.py":
            continue
        assert not re.search(r"\.update\([^)]*\b(step|state)=", path.read_text("utf-8")) or (
            path.parts[-3:-1] == ("workflows", "models")
            or path.parts[-4:-1] == ("grc", "dev", "bench")
            or "notifications" in path.parts
        ), path


def test_no_reader_of_the_environment_but_settings_and_the_workshop():
    """Configuration comes in through one door."""
    allowed = {"settings", "dev"}
    for path in SOURCES:
        if allowed.isdisjoint(path.parts):
            text = path.read_text("utf-8")
            code = text.replace('os.environ.setdefault("DJANGO_SETTINGS_MODULE"', "")
            assert "os.environ" not in code, path


def test_the_states_design_system_is_nowhere():
    """A commune may not use it (law R9.01)."""
    for pattern in ("*.html", "*.css", "*.py", "*.txt", "*.toml"):
        for path in ROOT.glob(f"grc/**/{pattern}"):
            assert "gouvfr" not in path.read_text("utf-8"), path
    assert "dsfr" not in (ROOT / "requirements/run.txt").read_text("utf-8")
