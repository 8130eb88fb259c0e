# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any, ClassVar

import pytest

from notifications.checks import check_templates
from notifications.exceptions import AlreadyRegistered
from notifications.registry import Notification, find, register, registered
from tests.notifications.town import Hello


def test_a_code_is_taken_once() -> None:
    """Two notifications do not share a code, because their hooks are found by it."""

    class Twin(Hello):
        pass

    with pytest.raises(AlreadyRegistered):
        register(Twin)
    assert find("hello") is Hello


def test_a_code_is_required() -> None:
    """A notification without a code is refused."""

    class Nameless(Hello):
        code: ClassVar[str] = ""

    with pytest.raises(ValueError, match="Nameless"):
        register(Nameless)


def test_registering_again_is_harmless() -> None:
    """A module that is imported twice does not break the start."""
    assert register(Hello) is Hello
    assert registered() == [Hello]


def test_an_unknown_code_has_idle_hooks() -> None:
    """For a notification that is gone, hooks do nothing."""
    assert find("gone") is Notification


def test_missing_templates_are_told() -> None:
    """The system check names each template that a notification would not find."""

    class Goodbye(Hello):
        code = "goodbye"

        def text(self) -> str:
            return "Bye"

    register(Goodbye)
    errors = check_templates(app_configs=None)
    assert [error.id for error in errors] == ["notifications.E001"] * 2
    assert ["subject_line" in str(error) or "html" in str(error) for error in errors] == [True] * 2


def test_nothing_to_tell(hello: Any) -> None:
    """Notifications with their templates pass."""
    assert check_templates(app_configs=None) == []
