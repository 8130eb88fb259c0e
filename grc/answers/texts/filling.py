# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Standard texts and one request: the values of its placeholders, and what is still missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grc.service_requests.placeholders import label_of, waiting_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workflows.fields import Field


def missing_words(names: Iterable[str], fields: Sequence[Field] = ()) -> str:
    """Return "Missing: the amount." for placeholders without a value; empty when there is none."""
    labels = _labels(names, fields)
    return _("Missing: %(what)s.") % {"what": labels} if labels else ""


def refusal_of_placeholders(body: str, fields: Sequence[Field] = ()) -> str:
    """Return why this text cannot be submitted: which values it waits for; empty when none.

    ``fields`` are those of the request's form, whose questions name the values.
    """
    labels = _labels(waiting_in(body), fields)
    if not labels:
        return ""
    return _(
        "The answer still waits for a value: %(what)s. Write it in place of the braces, then"
        " submit."
    ) % {"what": labels}


def _labels(names: Iterable[str], fields: Sequence[Field]) -> str:
    language = get_language() or "fr"
    return ", ".join(f"{label_of(name, language, fields)} ({{{name}}})" for name in names)
