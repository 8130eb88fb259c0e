# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Fixed words of the desk: kinds of steps, and the marks of priority."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grc.service_requests.enums import Priority
from grc.ui.diagram import KIND_WORDS
from workflows.definition import AnswerEvent, StepKind, Trigger

KINDS: dict[str, str | Promise] = {kind.value: words for kind, words in KIND_WORDS.items()}
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

# What sets a transition off, as a clause.
SET_OFF: dict[str, str | Promise] = {
    Trigger.BUTTON: _("when somebody presses the button"),
    Trigger.CITIZEN: _("when the requester writes"),
    Trigger.TIMER: _("when the time comes"),
    Trigger.JOINED: _("when the contributions of other teams are there"),
    AnswerEvent.SUBMITTED: _("when the answer is submitted"),
    AnswerEvent.RETURNED: _("when the answer is returned"),
    AnswerEvent.RECALLED: _("when the answer is taken back by its author"),
    AnswerEvent.APPROVED: _("when the answer is approved"),
    AnswerEvent.SENT: _("when the answer is sent"),
}
