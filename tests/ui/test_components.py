# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What each component must say, whatever it looks like."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import timezone, translation

NOW = datetime(2026, 3, 3, 13, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english_afternoon() -> Iterator[None]:
    with (
        time_machine.travel(NOW, tick=False),
        translation.override("en"),
        timezone.override("Europe/Paris"),
    ):
        yield


def show(component: str, **parameters: Any) -> str:
    return render_to_string(f"ui/components/{component}.html", parameters)


def tag(source: str, **values: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 2, 28), "Overdue by 3 days"),
        (date(2026, 3, 3), "Due today"),
        (date(2026, 3, 4), "Due tomorrow"),
        (date(2026, 3, 12), "Due in 9 days"),
    ],
)
def test_a_clock_says_how_much_is_left(due: date, words: str) -> None:
    """Lateness is told in words beside the day, never by colour alone."""
    shown = show("clock", due=due, reason="Two months after receipt.")
    assert words in shown
    assert "Two months after receipt." in shown


def test_a_stopped_clock_says_why() -> None:
    """A clock that stands still shows no due day but the reason."""
    shown = show("clock", due=date(2026, 3, 12), paused="Waiting for a document.")
    assert "Clock stopped" in shown
    assert "Waiting for a document." in shown
    assert "12 March" not in shown


def test_no_due_day_no_clock() -> None:
    """What has no due day shows no clock."""
    assert "<span" not in show("clock", due=None)


def test_a_moment_is_exact_for_machines_and_relative_for_agents() -> None:
    """An agent reads the distance; the exact moment is there on demand."""
    shown = tag("{% when at short=True %}", at=datetime(2026, 3, 3, 11, 5, tzinfo=UTC))
    assert 'datetime="2026-03-03T12:05+01:00"' in shown
    assert 'title="Tuesday 3 March at 12:05"' in shown
    assert '<span class="when-relative">2 h ago</span>' in shown
    assert '<span class="when-exact">3 Mar, 12:05</span>' in shown


@pytest.mark.parametrize(
    ("precision", "shown", "short"),
    [
        ("day", '<time datetime="2026-02-03">Tuesday 3 February</time>', ">28 days ago<"),
        ("month", '<time datetime="2026-02">February 2026</time>', ">Feb 2026</time>"),
        ("unknown", "date not known", "date not known"),
    ],
)
def test_a_moment_is_never_more_exact_than_it_is_known(
    precision: str, shown: str, short: str
) -> None:
    """What the source did not tell is shown nowhere, not to machines either."""
    at = datetime(2026, 2, 2, 23, 0, tzinfo=UTC)
    assert tag("{% when at precision=precision %}", at=at, precision=precision) == shown
    agents = tag("{% when at short=True precision=precision %}", at=at, precision=precision)
    assert short in agents
    assert "00:00" not in agents


def test_no_moment_no_element() -> None:
    """An unknown moment leaves nothing behind."""
    assert tag("{% when at %}", at=None) == ""


def test_icons_are_silent() -> None:
    """An icon repeats a word and is hidden from screen readers."""
    assert 'aria-hidden="true"' in tag('{% icon "clock" %}')


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Claire Fontaine", "CF"), ("Jean-Pierre Thiébaut", "JT"), ("Prince", "P"), ("", "")],
)
def test_initials(name: str, letters: str) -> None:
    """A person is recognised by the letters of the first and the last name."""
    assert tag("{{ name|initials }}", name=name) == letters


@pytest.mark.parametrize(
    ("size", "words"),
    [(200, "1 kB"), (842_000, "842 kB"), (2_440_000, "2.4 MB"), (10_000_000, "10 MB")],
)
def test_sizes_are_as_people_say_them(size: int, words: str) -> None:
    """A file's size is in kB, then in MB with one decimal."""
    assert tag("{{ size|filesize }}", size=size) == words


def test_an_impossible_action_says_why() -> None:
    """A button that cannot be used now stays in place, tied to its reason, and sends nothing."""
    shown = show("action", label="Approve", id="approve", reason="You wrote this answer.")
    assert 'type="button"' in shown
    assert 'aria-disabled="true" aria-describedby="approve-why"' in shown
    assert 'id="approve-why">You wrote this answer.' in shown


def test_an_action_carries_its_name() -> None:
    """A button says which gesture it is."""
    shown = show("action", label="Approve", name="verb", value="approve", kind="primary")
    assert (
        '<button type="submit" class="primary" name="verb" value="approve">Approve</button>'
        in shown
    )


def test_a_row_says_unread_and_current() -> None:
    """Unread and selected are words and attributes, not only weight and colour."""
    shown = show(
        "list_row", row={"href": "/r/1/", "title": "Hole", "unread": True, "current": True}
    )
    assert "Unread:" in shown
    assert 'aria-current="page"' in shown


def test_an_internal_note_is_named() -> None:
    """A note that the citizen never sees says what it is."""
    shown = show("message", author="Claire", text="<b>call</b> her", kind="note", at=NOW)
    assert "Internal note" in shown
    assert "&lt;b&gt;call&lt;/b&gt;" in shown


def test_a_file_says_its_kind_and_size() -> None:
    """A file is announced before it is opened: name, kind, size, language when it differs."""
    facts = {"name": "a.pdf", "href": "/f", "kind": "PDF", "size": 2_400_000, "language": "fr"}
    shown = show("file_row", file=facts)
    assert 'hreflang="fr"' in shown
    assert "PDF · 2.4 MB · français" in shown


def test_a_file_that_cannot_be_opened_is_not_a_link() -> None:
    """A file being checked is named, with the reason, and leads nowhere."""
    shown = show("file_row", file={"name": "a.heic", "kind": "HEIC", "size": 1, "note": "checked"})
    assert "<a" not in shown
    assert "checked" in shown


@pytest.mark.parametrize(
    ("kind", "word"), [("success", "Done:"), ("warning", "Warning:"), ("error", "Error:")]
)
def test_a_notice_says_its_kind(kind: str, word: str) -> None:
    """The kind of a notice is a word for those who do not see its colour."""
    assert f'class="visually-hidden">{word}' in show("notice", text="x", kind=kind)


def test_messages_are_a_status() -> None:
    """The result of a gesture is announced; the region is there before it is needed."""
    assert '<div role="status">' in show("messages")


def test_a_dialog_unfolds_without_script() -> None:
    """A dialog is a details element first; its title names it."""
    shown = show(
        "dialog", id="d", opener="Return", title="Why", body="ui/components/empty_state.html"
    )
    assert "<details" in shown
    assert '<summary class="button "' in shown
    assert 'id="d" open aria-labelledby="d-title"' in shown


def test_a_menu_opens_without_script() -> None:
    """A menu is a popover that its button names."""
    shown = show("menu", id="m", opener="More", body="ui/components/empty_state.html")
    assert 'popovertarget="m"' in shown
    assert '<div id="m" class="menu" popover>' in shown


def test_progress_is_announced_and_named() -> None:
    """Progress has a label, a value and words; unknown progress has no value."""
    shown = show("progress", id="p", label="Export", value=12, maximum=40, words="12 of 40")
    assert 'role="status"' in shown
    assert '<label for="p">' in shown
    assert 'value="12" max="40"' in shown
    assert "value=" not in show("progress", id="p", label="Export", waiting=True)


def test_pages_by_key_have_two_ways() -> None:
    """Newer and older are links; at an end there is no dead link."""
    shown = show("pagination", older="?after=7")
    assert 'rel="next"' in shown
    assert 'rel="prev"' not in shown
    assert "<nav" not in show("pagination")


def test_an_empty_list_teaches_the_next_step() -> None:
    """An empty list says what will come and offers the next step."""
    shown = show("empty_state", title="Nothing", text="Later.", href="/new", action="Record one")
    assert '<a class="button" href="/new">Record one</a>' in shown


def test_filters_work_without_script() -> None:
    """Filters are a GET form with a button; an active one is removed by a link."""
    shown = show(
        "filter_bar", action="/q/", active=[{"label": "Team: Roads", "href": "/q/?"}], clear="/q/"
    )
    assert '<form method="get" action="/q/">' in shown
    assert '<button type="submit">' in shown
    assert "(remove this filter)" in shown


def test_navigation_says_where_we_are() -> None:
    """The current page is marked, and a count is said in words."""
    shown = show("nav_item", href="/q/", label="Queue", count=3, count_label="3 to do", current=1)
    assert 'aria-current="page"' in shown
    assert "3 to do" in shown


def test_two_towns_say_one_moment_each_in_its_own_hour() -> None:
    """What is kept of a moment's words never reaches a town of another zone or language."""
    written = "{% when at short=True %}"
    assert "3 Mar, 14:05" in tag(written, at=NOW)
    with timezone.override("America/Toronto"):
        assert "3 Mar, 08:05" in tag(written, at=NOW)
    with translation.override("fr"):
        assert "mardi" in tag(written, at=NOW)
