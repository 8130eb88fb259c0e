# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""At which steps of which services a button is there for what somebody holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from grc.catalog.models import FunctionMapping
from workflows.models import StepFunction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grc.accounts.models import User

_KEPT: Final = "_turns_here"


def turns_of(user: User) -> Mapping[int, frozenset[str]]:
    """Return the services that name this person or their role, each with the steps of a button.

    A step stands there whatever the version that says so. Read once for a page, as memberships are.
    """
    kept: Mapping[int, frozenset[str]] | None = user.__dict__.get(_KEPT)
    if kept is None:
        mapped = FunctionMapping.objects.naming(user).values_list("service", "function")
        held: dict[str, set[int]] = {}
        for service, function in mapped:
            held.setdefault(function, set()).add(service)
        kept = _steps(held) if held else {}
        user.__dict__[_KEPT] = kept
    return kept


def _steps(held: Mapping[str, set[int]]) -> Mapping[int, frozenset[str]]:
    rows = StepFunction.objects.filter(function__in=held).order_by()
    found: dict[int, set[str]] = {}
    for function, step in rows.values_list("function", "step").distinct():
        for service in held[function]:
            found.setdefault(service, set()).add(step)
    return {service: frozenset(steps) for service, steps in found.items()}
