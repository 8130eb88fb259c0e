# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The three faces of a refusal: *not yours* (404), *not allowed* (403), *not now* (409).

*Not yours* is never an exception of ours: a row that a person may not see is not found. The
message of a refusal is a translated sentence that says what to do.
"""

from __future__ import annotations

from django.utils.functional import Promise


class Refusal(Exception):
    """A gesture was refused; ``str(refusal)`` is the sentence to show."""

    status = 400

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(Refusal):
    """This person may never do this here, whatever the moment."""

    status = 403


class NotNow(Refusal):
    """The state no longer allows it: somebody was faster, or a step comes first."""

    status = 409


class NotValid(Refusal):
    """What was given cannot be used as it is."""

    status = 422
