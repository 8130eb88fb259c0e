# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A workflow as a picture, and as a list that says the same, with what one wants to see on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from grc.service_requests.versions.figures import Figure, Living
from workflows.comparing import trigger_word
from workflows.definition import Origin, StepKind
from workflows.drawing import Box, Chart, Node, Row, Way, chart_of, draw
from workflows.saying import Term
from workflows.sentences import said
from workflows.text import resolve

if TYPE_CHECKING:
    from workflows.definition import Definition

KIND_WORDS = {
    StepKind.NEW: pgettext_lazy("kind of step", "New"),
    StepKind.IN_PROGRESS: pgettext_lazy("kind of step", "In progress"),
    StepKind.WAITING_CITIZEN: pgettext_lazy("kind of step", "Waiting for the requester"),
    StepKind.WAITING_THIRD_PARTY: pgettext_lazy("kind of step", "Waiting for a third party"),
    StepKind.WAITING_VALIDATION: pgettext_lazy("kind of step", "Waiting for validation"),
    StepKind.ANSWERED: pgettext_lazy("kind of step", "Answered"),
    StepKind.CLOSED: pgettext_lazy("kind of step", "Closed"),
}
KIND_ICONS = {
    StepKind.NEW: "inbox-arrow-down",
    StepKind.IN_PROGRESS: "pencil-square",
    StepKind.WAITING_CITIZEN: "user",
    StepKind.WAITING_THIRD_PARTY: "building-office",
    StepKind.WAITING_VALIDATION: "eye",
    StepKind.ANSWERED: "envelope",
    StepKind.CLOSED: "check-circle",
}
TRIGGER_ICONS = {
    "button": "cursor-arrow-rays",
    "citizen": "chat-bubble-left",
    "answer": "envelope",
    "timer": "clock",
    "joined": "user-group",
}
MARK_WORDS = {"added": _("added"), "changed": _("changed"), "removed": _("removed")}
SIGN_ICONS = {
    "stays": "arrow-path",
    "returns": "arrow-uturn-left",
    "lost": "exclamation-triangle",
}


TWO_DAYS = 48  # hours: up to here hours say more


@dataclass(frozen=True)
class ShownRow:
    """A way out, with all that is said of it."""

    row: Row
    href: str
    sentence: str
    trigger_icon: str
    sign_icon: str
    mark: str
    mark_word: str
    figure: str


@dataclass(frozen=True)
class ShownBox:
    """A step or a group of steps, with all that is said of it."""

    box: Box
    href: str
    kind: str
    kind_word: str
    icon: str
    mark: str
    mark_word: str
    figure: str
    sentence: str
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True)
class Diagram:
    """What the component ``diagram.html`` shows; ``key`` keeps two of one page apart."""

    key: str
    title: str
    description: str
    width: int
    height: int
    boxes: tuple[ShownBox, ...]
    removed: tuple[str, ...] = ()


def diagram(
    definition: Definition,
    *,
    living: Living | None = None,
    changes: Mapping[str, str] | None = None,
    href: Callable[[str], str] | None = None,
    key: str = "diagram",
    title: str = "",
    removed: Iterable[str] = (),
) -> Diagram:
    """Return a workflow as the component shows it, in the active language.

    ``changes`` say “added” or “changed” by JSON Pointer into the definition (``/steps/2``), as
    ``workflows.comparing.marks`` does; ``removed`` are sentences about what is no longer there.
    ``href`` gives the address of the step or transition at a pointer, empty for none. Accepts
    whatever parsing accepts.
    """
    language = get_language() or "fr"
    chart = chart_of(definition, language, lambda origin: _group(origin, definition, language))
    shown = living or Living()
    marked = changes or {}
    picture = draw(chart, _notes(chart, shown, marked))
    view = _View(chart, shown, marked, href or (lambda place: ""))
    steps = sum(node.kind is not None for node in chart.nodes)
    ways = len(definition.transitions)
    counted = ngettext("%(count)d step", "%(count)d steps", steps) % {"count": steps}
    also = ngettext("%(count)d transition", "%(count)d transitions", ways) % {"count": ways}
    return Diagram(
        key=key,
        title=title or gettext("Diagram of the workflow"),
        description=gettext("%(steps)s, %(transitions)s. The list says the same in words.")
        % {"steps": counted, "transitions": also},
        width=round(picture.width),
        height=round(picture.height),
        boxes=tuple(view.box(box) for box in picture.boxes),
        removed=tuple(removed),
    )


@dataclass(frozen=True)
class _View:
    chart: Chart
    living: Living
    marks: Mapping[str, str]
    href: Callable[[str], str]

    def box(self, box: Box) -> ShownBox:
        node = box.node
        mark = self.marks.get(node.place, "")
        kind_word = str(KIND_WORDS[node.kind]) if node.kind else ""
        figure = figure_words(self.living.steps.get(node.code))
        said = [node.label, kind_word, _mark(mark), figure]
        return ShownBox(
            box=box,
            href=self.href(node.place) if node.place else "",
            kind=node.kind or "group",
            kind_word=kind_word,
            icon=KIND_ICONS[node.kind] if node.kind else "square-3-stack-3d",
            mark=mark,
            mark_word=_mark(mark),
            figure=figure,
            sentence=", ".join(word for word in said if word),
            rows=tuple(self.row(row, node) for row in box.rows),
        )

    def row(self, row: Row, node: Node) -> ShownRow:
        way = row.way
        mark = self.marks.get(way.place, "")
        figure = figure_words(self.living.ways.get((way.source, way.code)))
        said = [self.words(way, node), _trigger(way), _mark(mark), figure]
        return ShownRow(
            row=row,
            href=self.href(way.place),
            sentence=", ".join(word for word in said if word),
            trigger_icon=TRIGGER_ICONS.get(way.trigger, "bolt"),
            sign_icon=SIGN_ICONS.get(row.sense, ""),
            mark=mark,
            mark_word=_mark(mark),
            figure=figure,
        )

    def words(self, way: Way, node: Node) -> str:
        """Return where a way leads, in words."""
        params = {"way": way.label, "step": self.chart.labels.get(way.to, way.to)}
        if way.returns:
            return gettext("%(way)s: back to the step before") % params
        if way.stays:
            return gettext("%(way)s: the request stays") % params
        if not way.known:
            return gettext("%(way)s: to “%(step)s”, which does not exist") % params
        return gettext("%(way)s: to %(step)s") % params


def _notes(chart: Chart, living: Living, marked: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return what is written in boxes and rows beside their names: what changed, and figures."""
    notes = {}
    for node in chart.nodes:
        figure = figure_words(living.steps.get(node.code))
        notes[node.code, ""] = _joined(_mark(marked.get(node.place, "")), figure)
        for way in node.ways:
            figure = figure_words(living.ways.get((way.source, way.code)))
            mark, delay = _mark(marked.get(way.place, "")), said(way.delay) if way.delay else ""
            notes[node.code, way.place] = _joined(delay, mark, figure)
    return notes


def figure_words(figure: Figure | None) -> str:
    """Return a figure in a few words, empty when nothing is known."""
    if figure is None:
        return ""
    count = "" if figure.count is None else _count(figure.count)
    return _joined(count, "" if figure.median is None else _time(figure.median))


def _joined(*words: str) -> str:
    return " · ".join(word for word in words if word)


def _group(origin: Origin | None, definition: Definition, language: str) -> str:
    if origin is None:
        return gettext("From a step that does not exist")
    labels = {step.code: resolve(step.label, language) for step in definition.steps}
    kinds = ", ".join(str(KIND_WORDS[kind]) for kind in origin.kinds)
    params = {
        "kinds": kinds,
        "steps": ", ".join(labels.get(code, code) for code in origin.excepted),
    }
    if origin.anywhere and origin.excepted:
        return gettext("From any open step, except %(steps)s") % params
    if origin.anywhere:
        return gettext("From any open step")
    if origin.excepted:
        return gettext("From any step “%(kinds)s”, except %(steps)s") % params
    return gettext("From any step “%(kinds)s”") % params


def _mark(mark: str) -> str:
    return str(MARK_WORDS.get(mark, ""))


def _trigger(way: Way) -> str:
    """Return what sets a way off; of a timer also when it comes."""
    delay = said(way.delay) if way.delay else ""
    return _joined(said(Term(trigger_word(way.trigger, way.on))), delay)


def _count(count: int) -> str:
    return ngettext("%(count)d request", "%(count)d requests", count) % {"count": count}


def _time(span: timedelta) -> str:
    """Return a length of time in its largest sensible unit."""
    hours = round(span.total_seconds() / 3600)
    if hours < 1:
        return gettext("less than an hour")
    if hours < TWO_DAYS:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = round(hours / 24)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
