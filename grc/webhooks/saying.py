# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What came of a call, in a sentence: a row keeps what the machines said, in theirs."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.transports.posting import DEADLINE

_STATUS: Final = re.compile(r"(\d{3})\b")
_RAISED: Final = re.compile(r"[A-Za-z]\w*(?:Error|Exception|Timeout|error)\b")
# A tag may have been cut off in the middle.
_TAG: Final = re.compile(r"<[^>]*(?:>|$)")

#: The first that is found in what was raised says what happened.
_SILENCES: Final = (
    (
        re.compile(r"gaierror|not known|was not found in time"),
        gettext_lazy("This name was not found on the Internet."),
    ),
    (
        re.compile(r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError"),
        gettext_lazy("Its certificate is not trusted."),
    ),
    (
        re.compile(r"Timeout|timed out"),
        gettext_lazy("It did not answer within %(seconds)d seconds."),
    ),
    (re.compile(r"SSL"), gettext_lazy("No secure connection could be made with it.")),
    (
        re.compile(r"ProtocolError"),
        gettext_lazy("What answers at this address does not speak HTTP."),
    ),
    (
        re.compile(r"ConnectionRefused|No route|unreachable"),
        gettext_lazy("Nobody answers at this address."),
    ),
    (re.compile(r"OSError|Connection|BrokenPipe"), gettext_lazy("The connection failed.")),
)
_STATUSES: Final = {
    401: gettext_lazy("It answered 401: it refuses."),
    403: gettext_lazy("It answered 403: it refuses."),
    404: gettext_lazy("It answered 404: there is nothing at this address."),
    410: gettext_lazy("It answered 410: it must not be called any more."),
    429: gettext_lazy("It answered 429: it was called too often."),
}


def sentence_of(answer: str) -> str:
    """Return what happened, in the reader's language; empty where it took the call."""
    status = _STATUS.match(answer)
    if status is not None:
        return _of_status(int(status[1]))
    if answer.endswith(", which may not be called."):
        return _("This address is inside the house: it may not be called.")
    if answer == "The message is longer than 20 KB.":
        return _("The message is longer than 20 KB.")
    if _RAISED.match(answer) is None:
        return _(answer) if answer else ""
    return _of_silence(answer)


def detail_of(answer: str) -> str:
    """Return what the machines said, without tags; empty where the sentence is all of it."""
    if _STATUS.match(answer) is None and _RAISED.match(answer) is None:
        return ""
    return " ".join(_TAG.sub(" ", answer).split())


def _of_status(status: int) -> str:
    if status in _STATUSES:
        return str(_STATUSES[status])
    words = {
        2: "",
        3: _("It answered %(status)s: it leads elsewhere, where nobody is followed."),
        5: _("It answered %(status)s: something is broken there."),
    }
    said = words.get(status // 100, _("It answered %(status)s: it did not take the call."))
    return said % {"status": status} if said else ""


def _of_silence(raised: str) -> str:
    found = (str(sentence) for pattern, sentence in _SILENCES if pattern.search(raised))
    sentence = next(found, _("Something went wrong on our side."))
    return sentence % {"seconds": DEADLINE}
