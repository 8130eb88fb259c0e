# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The line of a circuit: who did what, who has it since when, who comes next, by when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grc.accounts.enums import Role
from grc.answers.circuits.definition import ACCORD, Whose
from grc.answers.circuits.progress import StageState
from grc.answers.enums import Decision, StageKind, TurnEnd
from grc.core.line import LinePoint
from workflows.text import LocalisedText, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grc.answers.circuits.definition import Stage, Who
    from grc.answers.models import Answer, Round, Turn, Visa
    from grc.answers.rounds.course import Course


def line_of_circuit(course: Course, names: Mapping[int, str]) -> list[LinePoint]:
    """Return the points of a round's circuit; ``names`` gives people's names by id."""
    points = [
        LinePoint(
            state="done",
            label=_("Submitted"),
            who=names.get(course.round.author_id, ""),
            at=course.round.submitted_at,
        )
    ]
    for stage, state in course.progress.states:
        points += _points(course, stage, state, names)
    return points


def asked_now(round_: Round) -> str:
    """Return who is asked about a round now, in words."""
    turns = list(round_.turns.open().select_related("person", "team"))
    names = {turn.person_id: str(turn.person) for turn in turns if turn.person_id}
    return ", ".join(dict.fromkeys(asked_words(turn, names) for turn in turns))


def names_of_circuit(course: Course) -> set[int]:
    """Return the ids of everybody whom the line names."""
    people = {course.round.author_id}
    for visa in course.visas:
        people |= {visa.by_id, visa.for_person_id or 0, visa.handed_to_id or 0}
    people |= {turn.person_id or 0 for turn in course.turns}
    people |= {who.person or 0 for stage in course.definition for who in stage.who}
    return people - {0}


def stage_label(stage: Stage) -> str:
    """Return the name of a stage in the reader's language: the town's own, or its kind."""
    own = resolve(LocalisedText(stage.label), get_language() or "fr")
    if own:
        return own
    if stage.code == ACCORD:
        return _("author’s agreement").capitalize()
    return str(StageKind(stage.kind).label).capitalize()


def asked_words(turn: Turn, names: Mapping[int, str]) -> str:
    """Return whom a turn asks, in words."""
    if turn.person_id is not None:
        return names.get(turn.person_id, "")
    return role_words(turn.role, str(turn.team) if turn.team_id else "")


def role_words(role: str, team: str) -> str:
    """Return « a supervisor of Roads », « an administrator »."""
    if not team:
        return _("an administrator")
    if role == Role.AGENT:
        return _("somebody of %(team)s") % {"team": team}
    return _("a supervisor of %(team)s") % {"team": team}


def visa_words(visa: Visa, names: Mapping[int, str]) -> str:
    """Return who decided, in whose place, in what capacity."""
    by = names.get(visa.by_id, "")
    if visa.for_person_id is None:
        return by
    principal = names.get(visa.for_person_id, "")
    if any(link["power"] != "absence" for link in visa.chain):
        return _("%(by)s, by delegation of %(principal)s") % {"by": by, "principal": principal}
    return _("%(by)s, in place of %(principal)s") % {"by": by, "principal": principal}


def _points(
    course: Course, stage: Stage, state: StageState, names: Mapping[int, str]
) -> list[LinePoint]:
    label = stage_label(stage)
    given = [
        visa
        for visa in course.counting
        if visa.stage == stage.code and visa.decision != Decision.HANDED_OVER
    ]
    done = [
        LinePoint(
            state="done",
            label=f"{label} · {visa.get_decision_display()}",
            who=visa_words(visa, names),
            at=visa.decided_at,
        )
        for visa in given
    ]
    if state is StageState.DONE:
        return done
    if state is StageState.NOW:
        return [*done, *_waiting(course, stage, label, names)]
    if state is StageState.LAPSED:
        turn = next(t for t in course.turns if t.ended_by == TurnEnd.LAPSED)
        missed = _("%(stage)s: not given in time") % {"stage": label}
        return [*done, LinePoint(state="done", label=missed, at=turn.closed_at)]
    if state is StageState.SKIPPED:
        left_out = _("%(stage)s: left out") % {"stage": label}
        return [LinePoint(state="done", label=left_out, who=stage.skipped)]
    return [LinePoint(state="next", label=label, who=_who_words(course, stage, names))]


def _waiting(course: Course, stage: Stage, label: str, names: Mapping[int, str]) -> list[LinePoint]:
    turns = [turn for turn in course.open_turns if turn.stage == stage.code]
    if not turns:
        return [LinePoint(state="next", label=label, who=_who_words(course, stage, names))]
    words = list(dict.fromkeys(asked_words(turn, names) for turn in turns))
    joined = _(" or ").join(words) if _any_will_do(stage, turns) else ", ".join(words)
    ends = [turn.timer_at for turn in turns if turn.timer_at is not None]
    zone = course.answer.service_request.municipality.zone
    return [
        LinePoint(
            state="now",
            label=label,
            who=joined,
            at=min(turn.asked_at for turn in turns),
            by=min(ends).astimezone(zone).date() if ends else None,
        )
    ]


def _any_will_do(stage: Stage, turns: list[Turn]) -> bool:
    return stage.need == 1 or len({turn.seat for turn in turns}) == 1


def _who_words(course: Course, stage: Stage, names: Mapping[int, str]) -> str:
    teams = {who.team: course.team_name(who.team) for who in stage.who if who.team}
    naming = Naming(answer=course.answer, people=names, teams=teams)
    return ", ".join(filter(None, (who_words(naming, who) for who in stage.who)))


@dataclass(frozen=True, kw_only=True)
class Naming:
    """The names that a circuit speaks of, by the ids of people and teams."""

    answer: Answer
    people: Mapping[int, str]
    teams: Mapping[int, str]


def who_words(naming: Naming, who: Who) -> str:
    """Return whom a stage will ask, in words."""
    service_request = naming.answer.service_request
    if who.whose is Whose.PERSON:
        return naming.people.get(who.person or 0, "")
    if who.whose is Whose.SIGNATORY:
        signatory = naming.answer.signatory
        return f"{signatory.first_name} {signatory.last_name}" if signatory else _("the signatory")
    if who.whose is Whose.MANAGER:
        return _("the author’s manager")
    if who.whose is Whose.ROLE:
        return role_words(who.role, naming.teams.get(who.team or 0) or str(service_request.team))
    functions = service_request.machine.definition.functions
    label = next((one.label for one in functions if one.code == who.function), None)
    return resolve(label, get_language() or "fr") if label else who.function
