# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A made-up request that lives in a story: what everybody sees of it, and what may happen next."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grc.core.line import LinePoint
from grc.service_requests.enums import Outcome, Priority
from grc.studio.sandbox.story import write_move
from grc.studio.sandbox.telling import (
    brought_by,
    day_of,
    hints_of,
    items_in_words,
    items_waited_for,
    move_sentence,
    told_to_requester,
)
from grc.studio.workflows.trying import world_of
from workflows.definition import Outcome as Ending
from workflows.machine import Machine
from workflows.outcomes import AnswerEvent
from workflows.playing import coverage_of, play_all, stand
from workflows.scenario import (
    Answering,
    AnswerIs,
    Contributed,
    Expect,
    Press,
    SendItems,
    Wait,
    Write,
)
from workflows.sentences import sentence
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from grc.catalog.models import Service
    from grc.studio.workflows.page import WorkflowPage
    from workflows.definition import Transition
    from workflows.playing import Possible, Standing, Turn, World
    from workflows.scenario import Move, Scenario
    from workflows.text import LocalisedText

ANSWER_BUTTONS: Final = {
    AnswerEvent.SUBMITTED: gettext_lazy("Submit an answer"),
    AnswerEvent.RECALLED: gettext_lazy("Take the answer back"),
    AnswerEvent.SENT: gettext_lazy("Send the answer"),
    AnswerEvent.APPROVED: gettext_lazy("Approve the answer"),
    AnswerEvent.RETURNED: gettext_lazy("Return the answer"),
}
# What the requester says, and what they send.
_WORDS: Final = (Write, SendItems)
_OF_VALIDATORS: Final = {AnswerEvent.APPROVED, AnswerEvent.RETURNED}


@dataclass(frozen=True)
class Button:
    """A move that may come next, or the sentence why it cannot."""

    code: str
    label: str
    move: str
    reason: str = ""
    hints: list[str] = field(default_factory=list)
    is_likely: bool = False


@dataclass(frozen=True)
class Group:
    """What one sort of person can do."""

    title: str
    buttons: list[Button]


@dataclass(frozen=True)
class Entry:
    """One move as it was lived: which one, when, what it brought, what stands against it."""

    number: int
    day: str
    sentence: str
    brought: list[str]
    failure: str
    is_last: bool


class Sandbox:
    """A story of one version of a workflow, played to where it stands, in words."""

    def __init__(self, page: WorkflowPage, story: Scenario, service: Service | None = None) -> None:
        self.page, self.story, self.service = page, story, service
        self.machine = Machine(page.definition)

    @cached_property
    def standing(self) -> Standing:
        return stand(self.machine, self.story, self.world)

    @cached_property
    def world(self) -> World:
        """The calendar and the facts in which the story is played."""
        return world_of(self.page)

    @property
    def now(self) -> str:
        return self._day(self.standing.now)

    @property
    def refusal(self) -> str:
        """Why the story could not go on as it was told; empty when it went to its end."""
        stopped = self.standing.stopped
        if stopped is None or stopped.finding is None:
            return ""
        return _("%(move)s: %(refusal)s") % {
            "move": move_sentence(self.page, stopped.move),
            "refusal": sentence(stopped.finding, self.page.vocabulary),
        }

    def possible(self, move: object) -> Possible | None:
        """Return the move among those that may come next, if it is one of them."""
        return next((one for one in self.standing.possible if one.move == move), None)

    def line(self) -> list[LinePoint]:
        """Return where the request stands, as agents see it."""
        standing = self.standing
        began = standing.case.submitted_at
        visits = [(_("the requester"), self.machine.start.code, began)]
        for turn in standing.turns:
            visits += [
                (self._who(turn), one.to, one.at) for one in turn.taken if one.to != one.left
            ]
        ended = standing.step.is_end
        points = [
            LinePoint(state="done", label=self._step(step), who=who, at=at)
            for who, step, at in (visits if ended else visits[:-1])
        ]
        if not ended:
            who = self._functions(standing.case.assignee_id) or _("the service’s own team")
            points.append(
                LinePoint(
                    state="now", label=self._step(standing.step.code), who=who, at=visits[-1][2]
                )
            )
        ahead = self.machine.next_steps(standing.step.code) if not ended else ()
        due = standing.case.due_on
        for step in ahead[:1] + ahead[1:][-1:]:
            by = due if step is ahead[-1] else None
            points.append(LinePoint(state="next", label=self._step(step.code), by=by))
        return points

    def citizen(self) -> dict[str, object]:
        """Return what the requester reads: where it stands, and what they were told, in order."""
        step = self.standing.step
        return {
            "label": self._text(step.citizen_label) or self._step(step.code),
            "help": self._text(step.citizen_help),
            "outcome": self._outcome(),
            "told": list(told_to_requester(self.page, self.standing, self.service)),
        }

    def agents(self) -> list[tuple[str, str]]:
        """Return what agents see, as names and values."""
        case = self.standing.case
        asked = ", ".join(self._functions(code) for code in case.contributions)
        found = [
            (_("Step"), self._step(case.step)),
            (_("Ended as"), self._outcome()),
            (_("In charge"), self._functions(case.assignee_id) or _("nobody yet")),
            (_("Team"), self._team()),
            (_("Priority"), str(Priority(case.priority or Priority.NORMAL).label)),
            (_("Due date"), self._day(case.due_on) if case.due_on else ""),
            (_("Answer"), self._answer()),
            (_("Contributions waited for"), asked),
            (_("Asked of the requester"), items_waited_for(self.page, case)),
            *((_("Comes by itself"), words) for words in self._timers()),
        ]
        return [(name, value) for name, value in found if value]

    def groups(self) -> list[Group]:
        """Return what may happen next by who does it; teams only while they are asked."""
        found = self.standing.possible
        labels = {one.code: self._text(one.label) for one in self.page.definition.functions}
        groups = [(_("As the requester"), [one for one in found if isinstance(one.move, _WORDS)])]
        pressed = [one for one in found if isinstance(one.move, Press)]
        for functions in dict.fromkeys(_functions_of(one) for one in pressed):
            who = labels.get(functions[0], functions[0]) if functions else _("nobody")
            title = _("As %(function)s") % {"function": who}
            groups.append((title, [one for one in pressed if _functions_of(one) == functions]))
        events = {one: one.move.event for one in found if isinstance(one.move, Answering)}
        writing = [one for one, event in events.items() if event not in _OF_VALIDATORS]
        validating = [one for one, event in events.items() if event in _OF_VALIDATORS]
        groups += [(_("As whoever writes the answer"), writing), (_("As a validator"), validating)]
        gives = [one for one in found if isinstance(one.move, Contributed)]
        groups.append((_("As another team"), gives))
        return [
            Group(title, [self._button(one) for one in members])
            for title, members in groups
            if members
        ]

    def next_timer(self) -> Button:
        """Return the button that lets time pass until something comes by itself."""
        found = next(one for one in self.standing.possible if one.move == Wait(None))
        return self._button(found)

    def entries(self) -> list[Entry]:
        """Return the whole story, move by move."""
        turns = self.standing.turns
        return [
            Entry(
                number=at + 1,
                day=self._day(turn.at),
                sentence=move_sentence(self.page, turn.move),
                brought=brought_by(self.page, turn, self.standing.case.submitted_at),
                failure=sentence(turn.finding, self.page.vocabulary) if turn.finding else "",
                is_last=at == len(turns) - 1,
            )
            for at, turn in enumerate(turns)
        ]

    @property
    def last_entry(self) -> Entry | None:
        """What was done last, for whoever comes back from a click."""
        return self.entries()[-1] if self.standing.turns else None

    def ending(self, *, told: bool, assigned: bool) -> tuple[Move, ...]:
        """Return the story as a scenario: what was so, and what is expected at its end.

        What was expected already at its end goes on being expected, as it is now.
        """
        case = self.standing.case
        play = [turn.move for turn in self.standing.turns if turn.finding is None]
        drafting = False
        while play and isinstance(last := play[-1], Expect):
            told, assigned = told or last.told is not None, assigned or last.assigned is not None
            drafting = drafting or last.answer is not None
            play.pop()
        end = Expect(
            step=case.step,
            outcome=case.outcome or None,
            told=case.told() if told else None,
            assigned=case.assignee_id is not None if assigned else None,
            answer=AnswerIs.DRAFTING if drafting and case.answer_drafting else None,
        )
        return (*play, end)

    @property
    def is_as_expected(self) -> bool:
        """Whether everything that was expected on the way is so."""
        return all(turn.finding is None for turn in self.standing.turns)

    def untold(self) -> list[tuple[str, list[str]]]:
        """Return the steps and transitions that neither a scenario nor this story goes through."""
        page, world = self.page, self.world
        stories = (self.story, *page.definition.scenarios)
        coverage = coverage_of(page.definition, play_all(self.machine, stories, world))
        steps = {one.code: self._text(one.label) for one in page.definition.steps}
        ways = {one.code: self._text(one.label) for one in page.definition.transitions}
        found = [
            (_("Steps"), [steps.get(code, code) for code in coverage.steps.missing]),
            (_("Transitions"), [ways.get(code, code) for code in coverage.transitions.missing]),
        ]
        return [(title, names) for title, names in found if names]

    def endings(self) -> list[str]:
        """Return the ways an answer that is sent may end a request."""
        return [one.value for one in Ending]

    def leads_to_end(self, way: Transition) -> bool:
        case = self.standing.case
        return self.machine.step(self.machine.target(way, case.step, case.trail)).is_end

    def words_of(self, move: Move) -> str:
        """Return a move in words."""
        return move_sentence(self.page, move)

    def _button(self, possible: Possible) -> Button:
        move = possible.move
        refusal = possible.refusal
        return Button(
            code=f"move-{self.standing.possible.index(possible)}",
            label=self._label(possible),
            move=write_move(move),
            reason=sentence(refusal, self.page.vocabulary) if refusal is not None else "",
            hints=self._hints(possible),
            is_likely=isinstance(move, Press) and bool(possible.way and possible.way.primary),
        )

    def _hints(self, possible: Possible) -> list[str]:
        case, way = self.standing.case, possible.way
        target = self.machine.target(way, case.step, case.trail) if way is not None else ""
        return hints_of(self.page, possible, target, case.step)

    def _label(self, possible: Possible) -> str:
        match possible.move:
            case Press():
                return self._text(possible.way.label) if possible.way else ""
            case Answering(event):
                return str(ANSWER_BUTTONS[event])
            case Contributed(functions):
                who = self._functions(*functions)
                return _("Give the contribution of: %(who)s") % {"who": who}
            case Wait():
                return _("Wait until the next timer")
            case SendItems(()):
                return self._send_all()
            case SendItems(items):
                return _("Send: %(what)s") % {"what": items_in_words(self.page, items)}
        return _("Write a message")

    def _send_all(self) -> str:
        if self.standing.case.items_open > 1:
            return _("Send all that was asked for")
        return _("Send what was asked for")

    def _day(self, value: date) -> str:
        return day_of(value, self.standing.case.submitted_at)

    def _who(self, turn: Turn) -> str:
        if isinstance(turn.move, _WORDS):
            return _("the requester")
        if isinstance(turn.move, Press | Contributed):
            return self._functions(*turn.move.functions)
        return _("time") if isinstance(turn.move, Wait) else ""

    def _team(self) -> str:
        team = self.standing.case.team
        if not team:
            return _("the service’s own team")
        return _("the team of: %(function)s") % {"function": self._functions(team)}

    def _answer(self) -> str:
        case = self.standing.case
        if case.answer_pending:
            return _("submitted, waits for its validation")
        if case.answer_leaving:
            return _("approved, on its way out")
        return _("a draft is there") if case.answer_drafting else ""

    def _timers(self) -> Iterator[str]:
        for way, at in self.standing.timers:
            yield _("“%(timer)s” on %(day)s") % {
                "timer": self._text(way.label),
                "day": self._day(at),
            }

    def _outcome(self) -> str:
        outcome = self.standing.case.outcome
        return str(dict(Outcome.choices).get(outcome, outcome))

    def _step(self, code: str) -> str:
        return self.page.around.named("steps", [code])

    def _functions(self, *codes: str | None) -> str:
        return self.page.around.named("functions", [code for code in codes if code])

    def _text(self, text: LocalisedText) -> str:
        return resolve(text, self.page.language)


def _functions_of(possible: Possible) -> tuple[str, ...]:
    return possible.move.functions if isinstance(possible.move, Press) else ()
