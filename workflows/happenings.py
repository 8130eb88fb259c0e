# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What is done to a workflow is told to the house, which keeps it: the engine knows no journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from workflows.models import Workflow


@dataclass(frozen=True)
class Happening:
    """Something that was done to a workflow: a past participle, by whom (None: nobody signed in).

    ``data`` holds keys, numbers and codes, never what somebody wrote.
    """

    name: str
    workflow: Workflow
    by: AbstractBaseUser | None
    data: Mapping[str, Any]


Listener = Callable[[Happening], object]

_listeners: list[Listener] = []


def hears(listener: Listener) -> Listener:
    """Let this function know of all that is done to workflows; usable as a decorator.

    It is called inside the transaction of what was done: where it fails, nothing was done.
    """
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell(name: str, workflow: Workflow, *, by: AbstractBaseUser | None, **data: Any) -> None:
    """Tell whoever listens what was done, in the transaction in which it was."""
    happening = Happening(name, workflow, by, data)
    for listener in _listeners:
        listener(happening)
