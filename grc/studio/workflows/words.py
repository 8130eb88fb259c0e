# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The fixed words in which the studio speaks of a workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from grc.studio.services.fields import KINDS as QUESTION_KINDS
from grc.ui.diagram import KIND_WORDS
from workflows.definition import AnswerEvent, StepKind, Trigger, Word
from workflows.fields import FieldKind
from workflows.timers import Anchor, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as Promise

    Words = Mapping[str, str | Promise]

KINDS: Final[Words] = {kind.value: words for kind, words in KIND_WORDS.items()}
KIND_TINTS: Final[Mapping[str, str]] = {
    StepKind.NEW: "accent",
    StepKind.WAITING_VALIDATION: "info",
    StepKind.ANSWERED: "ok",
}
# What sets a transition off, as a choice and in its sentence.
TRIGGERS: Final[Words] = {
    Trigger.BUTTON: _("A button that somebody presses"),
    Trigger.CITIZEN: _("The requester’s word"),
    Trigger.ANSWER: _("The course of the answer"),
    Trigger.TIMER: _("Time"),
    Trigger.JOINED: _("The contributions of other teams, once they are there"),
}
EVENTS: Final[Words] = {
    AnswerEvent.SUBMITTED: _("when the answer is submitted"),
    AnswerEvent.RETURNED: _("when the answer is returned"),
    AnswerEvent.RECALLED: _("when the answer is taken back by its author"),
    AnswerEvent.APPROVED: _("when the answer is approved"),
    AnswerEvent.SENT: _("when the answer is sent"),
}
WORDS: Final[Words] = {
    Word.NONE: pgettext_lazy("word asked for", "Not asked"),
    Word.OPTIONAL: pgettext_lazy("word asked for", "May be written"),
    Word.REQUIRED: pgettext_lazy("word asked for", "Must be written"),
}
MESSAGE_SAID: Final[Words] = {
    Word.OPTIONAL: _("a message to the requester may be written"),
    Word.REQUIRED: _("a message to the requester must be written"),
}
REASON_SAID: Final[Words] = {
    Word.OPTIONAL: _("a reason for colleagues may be written"),
    Word.REQUIRED: _("a reason for colleagues must be written"),
}
ANCHORS: Final[Words] = {
    Anchor.ARRIVAL: _("the arrival at this step"),
    Anchor.SUBMISSION: _("the submission"),
    Anchor.CITIZEN_WORD: _("the requester’s last word"),
    Anchor.DUE_DATE: _("the due date"),
    Anchor.LEGAL_DATE: _("the legal date"),
}
UNITS: Final[Words] = {
    Unit.DAYS: _("days"),
    Unit.WORKING_DAYS: _("working days"),
    Unit.HOURS: _("hours"),
    Unit.WORKING_HOURS: _("working hours"),
}
# What is said once for all requests of a service; a file and a place belong to one request.
OPTION_KINDS: Final[Mapping[str, Any]] = {
    kind: words
    for kind, words in QUESTION_KINDS.items()
    if kind not in (FieldKind.FILE, FieldKind.ADDRESS)
}


def counted(amount: int, unit: str) -> str:
    """Return a length in days: “1 working day”, “5 days”."""
    words = (
        ngettext("%(count)d working day", "%(count)d working days", amount)
        if unit == Unit.WORKING_DAYS
        else ngettext("%(count)d day", "%(count)d days", amount)
    )
    return words % {"count": amount}


def said(words: Words, code: str) -> str:
    """Return the words of a code; what is not known yet is named by its code."""
    return str(words.get(code, code))
