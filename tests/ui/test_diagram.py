# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The diagram on a page: the picture and the list say the same, in words, without a mouse."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from grc.service_requests.versions.figures import Figure, Living
from grc.ui.diagram import diagram
from workflows.comparing import compare, marks
from workflows.library import load
from workflows.parsing import parse_definition


def show(data: dict[str, Any], language: str = "en", **options: Any) -> str:
    with override(language):
        shown = diagram(parse_definition(data), **options)
        return render_to_string("ui/components/diagram.html", {"diagram": shown})


def parts(html: str) -> tuple[str, str]:
    """Return the list, and the picture."""
    first, _, rest = html.partition('<svg class="diagram"')
    return first, rest


def labels(svg: str) -> list[str]:
    return re.findall(r'aria-label="([^"]*)"', svg)


def test_a_broken_workflow_is_shown_all_the_same() -> None:
    """A draft that leads nowhere says so, in the list and in the picture."""
    data = load("simple")
    data["transitions"][0]["to"] = "gone"
    words, picture = parts(show(data))

    assert "to “gone”, which does not exist" in words
    assert "to “gone”, which does not exist" in picture


def test_the_list_says_what_the_picture_says() -> None:
    """Each sentence of the picture, for a screen reader, stands in the list, in the same order."""
    words, picture = parts(show(load("report")))

    seen = labels(picture)
    ways = [said for said in seen if ": " in said]
    assert len(ways) > len(load("report")["transitions"])
    places = [words.index(way) for way in dict.fromkeys(ways)]
    assert places[0] == min(places)
    for step in ("New", "In progress", "Answer to validate", "Closed"):
        assert f"<strong>{step}</strong>" in words


def test_each_part_is_reached_by_keyboard() -> None:
    """Steps and ways are links where there is something behind them, else they take the focus."""
    _, bare = parts(show(load("simple")))
    _, linked = parts(show(load("simple"), href=lambda place: f"/edit{place}"))

    rows = len(labels(bare))
    assert bare.count('tabindex="0"') == rows
    assert linked.count('tabindex="0"') == 0
    assert linked.count('href="/edit/') == rows
    assert 'href="/edit/steps/0"' in linked
    assert 'href="/edit/transitions/7"' in linked


def test_figures_and_changes_are_words() -> None:
    """Where requests wait, and what is new, is written, not only tinted."""
    before = load("simple")
    before["steps"][2]["label"] = "Attente"
    before["transitions"][1]["message"] = "required"
    del before["transitions"][0]
    before["transitions"].append(load("report")["transitions"][-1] | {"code": "more"})
    changes = compare(parse_definition(before), parse_definition(load("simple")))
    html = show(
        load("simple"),
        living=Living(
            {"new": Figure(214, timedelta(hours=30))},
            {("new", "take"): Figure(None, timedelta(days=4))},
        ),
        changes=marks(changes),
        removed=[change.sentence for change in changes if change.nature == "removed"],
    )
    words, picture = parts(html)

    assert "214 requests · 30 hours" in words
    assert "214 requests · 30 hours" in picture
    assert "Start the work: to In progress, a button, added, 4 days" in words
    assert "added · 4 days" in re.findall(r"<text class=\"diagram-note\"[^>]*>([^<]*)", picture)
    assert 'class="diagram-mark changed">changed<' in words
    assert "the requester’s word, changed" in words
    assert "is removed." in words


def test_a_timer_says_when_it_comes() -> None:
    """What comes by itself tells after how long, in the list and in the picture."""
    words, picture = parts(show(load("simple")))
    told = "14 days after the arrival at the step"
    assert f"a timer · {told}" in words
    assert "14 days" in picture


def test_a_timer_of_one_day_counts_in_the_singular() -> None:
    """One is one day, not one days, and no other number is."""
    data = load("simple")
    for way in data["transitions"]:
        if "after" in way:
            way["after"] = {"since": "arrival", "days": 1}
    words, _ = parts(show(data))
    assert "1 day after the arrival at the step" in words


def test_it_speaks_the_readers_language() -> None:
    """Labels follow the reader; numbers of the drawing never take a comma."""
    _, picture = parts(show(load("simple"), "fr"))

    assert "Commencer le traitement" in picture
    assert not re.search(r' (x|y|width|height|d)="[^"]*,', picture)


def test_no_style_is_inline() -> None:
    """Colours come from the sheet only: the content security policy forbids anything else."""
    html = show(load("report"))
    assert not re.search(r"style=|fill=\"#|stroke=\"#|<style", html)


def test_one_chooses_how_large_it_is_without_a_script() -> None:
    """Links: large, beside its scroll bar, or whole, as wide as the page; said which one it is."""
    for whole in (False, True):
        with override("en"):
            context = {"diagram": diagram(parse_definition(load("report"))), "address": "/here/"}
            html = render_to_string("ui/components/diagram.html", context | {"whole": whole})
        chosen = re.findall(r'<a href="([^"]*)" aria-current="true">([^<]*)<', html)
        large, small = ("/here/#diagram", "Large"), ("/here/?size=whole#diagram", "Whole")
        assert chosen == [small if whole else large]
        assert ("is-whole" in html) == whole
        assert 'tabindex="0" role="region"' in html
    assert "size=whole" not in show(load("report"))
