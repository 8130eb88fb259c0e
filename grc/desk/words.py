# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Fixed words of the desk: kinds of steps, and the marks of priority."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grc.service_requests.enums import Priority
from workflows.definition import StepKind

KINDS: dict[str, str | Promise] = {
    StepKind.NEW: pgettext_lazy("kind of step", "New"),
    StepKind.IN_PROGRESS: pgettext_lazy("kind of step", "In progress"),
    StepKind.WAITING_CITIZEN: pgettext_lazy("kind of step", "Waiting for the requester"),
    StepKind.WAITING_THIRD_PARTY: pgettext_lazy("kind of step", "Waiting for a third party"),
    StepKind.WAITING_VALIDATION: pgettext_lazy("kind of step", "Waiting for validation"),
    StepKind.ANSWERED: pgettext_lazy("kind of step", "Answered"),
    StepKind.CLOSED: pgettext_lazy("kind of step", "Closed"),
}
# How a step of each kind is tinted, besides its words.
KIND_TINTS: dict[str, str] = {
    StepKind.NEW: "accent",
    StepKind.WAITING_VALIDATION: "info",
    StepKind.ANSWERED: "ok",
}

# The sentence of a priority that is worth a mark; normal is worth none.
PRIORITIES: dict[int, tuple[str | Promise, str]] = {
    Priority.LOW: (_("Low priority"), ""),
    Priority.HIGH: (_("High priority"), "warn"),
    Priority.URGENT: (_("Urgent"), "danger"),
}
