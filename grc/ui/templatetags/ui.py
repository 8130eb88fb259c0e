# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Tags of the components: icons, dates, initials, and the words of a clock or of the line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import lru_cache
from time import time
from typing import Any

from django import template
from django.forms import BaseForm
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext
from heroicons.templatetags.heroicons import heroicon_mini

from grc.core.line import LinePoint
from grc.core.precision import Precision
from grc.ui import dates
from grc.ui import diff as differences
from grc.ui import line as lines
from grc.ui.rows import Row

register = template.Library()

SOON = 2  # days before a due date from which the clock warns
# Rows drawn, kept per process: ten pages of the queue in half a megabyte.
ROWS_KEPT = 256


@register.simple_tag
def icon(name: str) -> str:
    """Draw a heroicon beside a word; screen readers never hear it."""
    return _icon(str(name))


@lru_cache(maxsize=256)
def _icon(name: str) -> SafeString:
    attributes: dict[str, Any] = {"class": "icon", "aria_hidden": "true"}
    drawing = heroicon_mini(name, **attributes)
    return mark_safe(drawing)  # noqa: S308 - drawn by the heroicons package, nothing of ours


@register.simple_tag
def attributes(attrs: Mapping[str, Any]) -> str:
    """Write the attributes of a widget: all but False, True as a bare word, in their order."""
    return mark_safe(  # noqa: S308 - each value is escaped
        "".join(
            f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
            for name, value in attrs.items()
            if value is not False
        )
    )


@register.simple_tag
def when(value: date | None, *, short: bool = False, precision: str = "") -> str:
    """Say when: in full for citizens, relative with the exact moment on demand for agents.

    ``precision`` says how exactly it is known; without it, a moment is known to the minute.
    """
    if not value:
        return ""
    if precision == Precision.UNKNOWN:
        return dates.known(value, precision)
    if precision == Precision.MONTH:
        month = f"{dates.local_day(value):%Y-%m}"
        return format_html('<time datetime="{}">{}</time>', month, dates.month(value, short=short))
    return _moment(dates.local_day(value) if precision == Precision.DAY else value, short=short)


def _moment(value: date, *, short: bool) -> str:
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    # Two towns may have other words for one moment: moments of two zones can be equal.
    around = (getattr(local, "tzinfo", None), timezone.localdate().year, get_language())
    return _drawn_moment(local, dates.relative(local) if short else "", around)


# Lists show the same moments for days, and most of them in the same words for hours.
@lru_cache(maxsize=1024)
def _drawn_moment(
    local: date, relative: str, _around: tuple[tzinfo | None, int, str | None]
) -> SafeString:
    iso = local.isoformat(timespec="minutes") if isinstance(local, datetime) else str(local)
    in_full = dates.known(local, Precision.INSTANT)
    if not relative:
        return format_html('<time datetime="{}">{}</time>', iso, in_full)
    return format_html(
        '<time class="when" datetime="{}" title="{}"><span class="when-relative">{}</span>'
        '<span class="when-exact">{}</span></time>',
        iso,
        in_full,
        relative,
        dates.known(local, Precision.INSTANT, short=True),
    )


@register.simple_tag
def day_words(value: date, *, short: bool = False) -> str:
    """Give the day in words, without an element."""
    return dates.day(value, short=short)


@register.simple_tag
def line_when(point: LinePoint, *, short: bool = False) -> list[str]:
    """Give the moments of a point of the line in words."""
    return lines.when_words(point, short=short)


@register.simple_tag
def clock(due: date) -> str:
    """Draw the clock of a row: how much time is left, the due day on demand."""
    return _drawn_clock(dates.local_day(due), timezone.localdate(), get_language())


@lru_cache(maxsize=256)
def _drawn_clock(due: date, _today: date, _language: str | None) -> SafeString:
    state, day = clock_state(due), dates.day(due, short=True)
    return format_html(
        '<span class="clock {}">{}<span class="clock-words"><strong class="when" title="{}">'
        '<span class="when-relative">{}</span><span class="when-exact">{}</span>'
        "</strong></span></span>",
        state,
        _icon("exclamation-triangle" if state == "late" else "clock"),
        day,
        capfirst(clock_words(due)),
        gettext("Due %(day)s") % {"day": day},
    )


@register.simple_tag
def list_row(row: Row) -> str:
    """Draw a row of a list. What it shows is all that it knows: the same row is drawn once."""
    # Words about time are the same for a minute; most of them stay so for hours.
    minute = int(time() // 60)
    return _row_now(row, minute, get_language(), timezone.get_current_timezone_name())


@lru_cache(maxsize=ROWS_KEPT)
def _row_now(row: Row, _minute: int, language: str | None, _zone: str) -> SafeString:
    said = when(row.at, short=True, precision=row.precision)
    return _drawn_row(row, said, clock(row.due) if row.due else "", language)


@lru_cache(maxsize=ROWS_KEPT)
def _drawn_row(row: Row, _at: str, _due: str, _language: str | None) -> SafeString:
    return mark_safe(get_template("ui/components/list_row.html").render({"row": row}))  # noqa: S308


@register.simple_tag
def clock_state(due: date) -> str:
    """Give the state of a due day: late, soon or calm."""
    days = _days_left(due)
    return "late" if days < 0 else "soon" if days <= SOON else "calm"


@register.simple_tag
def clock_words(due: date) -> str:
    """Say how much time is left, or how much too much was taken."""
    days = _days_left(due)
    if days < 0:
        late = ngettext("overdue by %(count)d day", "overdue by %(count)d days", -days)
        return late % {"count": -days}
    if days == 0:
        return gettext("due today")
    if days == 1:
        return gettext("due tomorrow")
    left = ngettext("due in %(count)d day", "due in %(count)d days", days)
    return left % {"count": days}


def _days_left(due: date) -> int:
    return (dates.local_day(due) - timezone.localdate()).days


@register.filter
def filesize(size: int) -> str:
    """Give a size in bytes as people say it: kB, then MB with one decimal."""
    if size < 1_000_000:
        return gettext("%(size)s kB") % {"size": number_format(max(1, round(size / 1000)))}
    megabytes = round(size / 1_000_000, 1)
    decimals = 0 if megabytes.is_integer() else 1
    return gettext("%(size)s MB") % {"size": number_format(megabytes, decimals)}


@register.filter
def initials(name: str) -> str:
    """Give the first letters of the first and last word of a name."""
    words = str(name).replace("-", " ").split()
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


@register.simple_tag
def diff(before: str, after: str) -> list[differences.Segment]:
    """Give the words that stayed, came and went between two texts."""
    return differences.segments(str(before), str(after))


@register.filter
def has_required(form: BaseForm) -> bool:
    """Tell whether a form has a required field to mark."""
    return any(field.required and not field.widget.is_hidden for field in form.fields.values())
