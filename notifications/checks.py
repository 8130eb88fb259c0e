# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What can be told wrong before the first message leaves."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error
from django.template import Engine, TemplateDoesNotExist, TemplateSyntaxError

from notifications.registry import Notification, registered

#: Method that renders by default, and the template it renders.
TEMPLATES = {"subject_line": "{}_subject.txt", "text": "{}.txt", "html": "{}.html"}


def check_templates(*, app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report each registered notification without one of the templates that it would render."""
    return [error for notification in registered() for error in _missing(notification)]


def _missing(notification: type[Notification]) -> list[CheckMessage]:
    errors: list[CheckMessage] = []
    for method, pattern in TEMPLATES.items():
        if getattr(notification, method) is not getattr(Notification, method):
            continue
        try:
            Engine.get_default().get_template(f"notifications/{pattern.format(notification.code)}")
        except (TemplateDoesNotExist, TemplateSyntaxError) as error:
            errors.append(
                Error(
                    f"{notification.__qualname__} cannot render its {method}: {error}",
                    hint=f"Write the template, or override {method}().",
                    obj=notification,
                    id="notifications.E001",
                )
            )
    return errors
