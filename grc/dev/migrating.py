# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Migrations in less than half the time, for databases made often: of tests, bench and demo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db.migrations.state import ProjectState


@contextmanager
def swift_migrations() -> Iterator[None]:
    """Let Django keep its models of the past while their constraints and indexes come and go.

    For each it would make the model, and all that are related to it, anew: most of the time that
    migrations take. tests/house/test_migrations.py proves that the tables are the same.
    """
    with patch.multiple(ProjectState, _append_option=_append, _remove_option=_remove):
        yield


def _append(state: Any, app_label: str, model_name: str, option: str, added: Any) -> None:
    _change(state, (app_label, model_name), option, lambda kept: [*kept, added])


def _remove(state: Any, app_label: str, model_name: str, option: str, name: str) -> None:
    _change(
        state,
        (app_label, model_name),
        option,
        lambda kept: [each for each in kept if each.name != name],
    )


def _change(
    state: Any, key: tuple[str, str], option: str, change: Callable[[list[Any]], list[Any]]
) -> None:
    options = state.models[key].options
    options[option] = change(options[option])
    if "apps" in vars(state):
        meta = state.apps.get_model(*key)._meta
        setattr(meta, option, change(getattr(meta, option)))
