# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Events of an answer in words. They hold ids and codes only."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

_WORDS = {
    "drafted": pgettext_lazy("event", "answer begun"),
    "submitted": pgettext_lazy("event", "version %(round)s submitted"),
    "approved": pgettext_lazy("event", "version %(round)s: visa given"),
    "returned": pgettext_lazy("event", "version %(round)s returned"),
    "recalled": pgettext_lazy("event", "version %(round)s taken back by its author"),
    "amended": pgettext_lazy("event", "version %(round)s corrected by a validator"),
    "handed_over": pgettext_lazy("event", "version %(round)s handed over"),
    "opinion_given": pgettext_lazy("event", "version %(round)s: opinion given"),
    "opinion_lapsed": pgettext_lazy("event", "version %(round)s: opinion not given in time"),
    "reminded": pgettext_lazy("event", "version %(round)s: reminder sent"),
    "escalated": pgettext_lazy("event", "version %(round)s: passed to somebody above"),
    "nobody_above": pgettext_lazy("event", "version %(round)s: nobody above to pass it to"),
    "visa_taken_back": pgettext_lazy("event", "version %(round)s: visa taken back"),
    "circuit_changed": pgettext_lazy("event", "version %(round)s: circuit changed"),
    "annotated": pgettext_lazy("event", "version %(round)s: passage remarked on"),
    "settled": pgettext_lazy("event", "proposal accepted or refused"),
    "queued": pgettext_lazy("event", "version %(round)s put in the outgoing mail"),
    "undelivered": pgettext_lazy("event", "the mail could not be delivered"),
    "sent": pgettext_lazy("event", "sent"),
    "withdrawn": pgettext_lazy("event", "draft given up"),
    "checked": pgettext_lazy("event", "version %(round)s checked afterwards"),
    "signed_file_kept": pgettext_lazy("event", "version %(round)s: signed letter kept"),
    "signature_asked": pgettext_lazy("event", "version %(round)s sent to be signed"),
    "signature_withdrawn": pgettext_lazy("event", "version %(round)s taken back unsigned"),
    "file_enclosed": pgettext_lazy("event", "file attached"),
    "file_taken_out": pgettext_lazy("event", "attached file taken out"),
    "copy_undelivered": pgettext_lazy("event", "a copy could not be delivered"),
}


def event_words(name: str, data: dict[str, Any]) -> str:
    """Return what an event tells, in the language of the reader."""
    words = _WORDS.get(name)
    return str(words) % {"round": data.get("round", "")} if words is not None else name
