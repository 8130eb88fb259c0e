# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Standard texts as the desk shows them: beside a draft, and in the library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.answers.models import StandardText
from grc.answers.texts.review import NOTICE
from grc.core.text import excerpt
from grc.service_requests.enums import Outcome
from grc.service_requests.filling import values_of
from grc.service_requests.placeholders import fill
from grc.ui import dates
from grc.ui.rows import Tag

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grc.accounts.models import User
    from grc.service_requests.models import ServiceRequest

#: Texts proposed beside a draft; a longer list is not read.
MOST_PROPOSED: Final = 8
PAGE: Final = 50
LONGEST_SEARCH: Final = 100
LONGEST_GREETING: Final = 60


@dataclass(frozen=True, kw_only=True)
class FoundText:
    """A text that can be inserted, as a list shows it."""

    pk: int
    title: str
    language: str
    begins: str
    outcome_words: str


@dataclass(frozen=True, kw_only=True)
class KeptText:
    """A text of the library: when it is read again, who answers for it, how it fares."""

    text: StandardText
    href: str
    tag: Tag | None
    figures: str


@dataclass(frozen=True, kw_only=True)
class Library:
    """Some texts, those to be read again first, and the addresses of the pages beside."""

    rows: list[KeptText]
    first: str = ""
    next: str = ""


def found_texts(service_request: ServiceRequest, search: str, *, by: User) -> list[FoundText]:
    """Return the likeliest texts for this request, in one query; each with its values."""
    texts = StandardText.objects.proposed_for(service_request, search[:LONGEST_SEARCH])
    values = values_of(service_request, by=by)
    return [
        FoundText(
            pk=text.pk,
            title=text.title,
            language=text.language,
            begins=beginning(fill(text.body, values, text.language).text),
            outcome_words=outcome_words(text),
        )
        for text in texts[:MOST_PROPOSED]
    ]


def beginning(body: str) -> str:
    """Return how a text begins, after its greeting: every letter has the same."""
    first, _gap, rest = body.partition("\n\n")
    is_greeting = len(first) <= LONGEST_GREETING and first.rstrip().endswith(",")
    return excerpt(rest if is_greeting and rest else body, 160)


def outcome_words(text: StandardText) -> str:
    return ", ".join(str(Outcome(outcome).label) for outcome in text.outcomes)


def library(data: Mapping[str, str]) -> Library:
    """Return one page of the library; ``q`` searches, ``state`` may ask for retired texts."""
    search, is_retired = data.get("q", "")[:LONGEST_SEARCH], data.get("state") == "retired"
    texts = StandardText.objects.filter(retired_at__isnull=not is_retired).with_edition()
    if search.strip():
        texts = texts.matching(search)
    after = _read_cursor(data.get("after", ""))
    if after is not None:
        texts = texts.after(*after)
    found = list(texts.used_with().order_by("review_on", "pk")[: PAGE + 1])
    kept = {name: data[name] for name in ("q", "state") if data.get(name)}
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Library(
        rows=[_kept(text) for text in found[:PAGE]],
        first=_address(kept) if after is not None else "",
        next=_address(kept | {"after": f"{last.review_on}_{last.pk}"}) if last else "",
    )


def figures(text: StandardText) -> str:
    """Return how a text fares, in words: "used 214 times · 1.2 versions on average · 3 %…"."""
    if not text.usage_count:
        return _("not used yet")
    used = ngettext("used %(count)s time", "used %(count)s times", text.usage_count)
    words = [used % {"count": number_format(text.usage_count)}]
    sent = text.sent_count  # type: ignore[attr-defined]
    if sent:
        average = text.rounds_count / sent  # type: ignore[attr-defined]
        versions = _("%(count)s versions per answer on average")
        words.append(versions % {"count": number_format(round(average, 1))})
        share = round(100 * text.contested_count / sent)  # type: ignore[attr-defined]
        words.append(_("%(share)d %% reopened afterwards") % {"share": share})
    return " · ".join(words)


def _kept(text: StandardText) -> KeptText:
    href = reverse("desk:text", args=[text.pk])
    return KeptText(text=text, href=href, tag=_review_tag(text), figures=figures(text))


def _review_tag(text: StandardText) -> Tag | None:
    if text.is_retired:
        return Tag(_("retired"))
    left: timedelta = text.review_on - timezone.localdate()
    if left <= timedelta(0):
        words = _("to read again since %(day)s")
        return Tag(words % {"day": dates.day(text.review_on, short=True)}, "danger", "clock")
    if left <= NOTICE:
        words = _("to read again by %(day)s")
        return Tag(words % {"day": dates.day(text.review_on, short=True)}, "warn", "clock")
    return None


def _address(query: Mapping[str, str]) -> str:
    path = reverse("desk:texts")
    return f"{path}?{urlencode(query)}" if query else path


def _read_cursor(text: str) -> tuple[date, int] | None:
    """Return the day and the key of a cursor, None for a text that is none."""
    day, _sign, key = text.partition("_")
    try:
        cursor = date.fromisoformat(day), int(key)
    except ValueError:
        return None
    return cursor if 0 <= cursor[1] < 2**63 else None
