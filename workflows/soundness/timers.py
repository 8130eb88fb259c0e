# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Time: nothing turns in circles by itself, nothing waits for ever, nobody is left without news."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.definition import Step, StepKind, Transition, Trigger
from workflows.effects import Ask, Tell
from workflows.fields.kinds import FieldKind
from workflows.findings import Finding, gettext_noop
from workflows.machine import wording
from workflows.soundness.survey import Survey, named
from workflows.text import LocalisedText, Wording
from workflows.timers import DATES, Delay, OptionAmount, Unit

# A requester who hears nothing for longer calls (law R1.04 asks for the first word only).
QUIET_DAYS = 30
# All of them are worked out whenever a request moves, while others wait for its row.
MOST_TIMERS = 20
_WAITS = frozenset({StepKind.WAITING_CITIZEN, StepKind.WAITING_THIRD_PARTY})
_WORKED = frozenset({StepKind.NEW, StepKind.IN_PROGRESS, StepKind.WAITING_THIRD_PARTY})


def lengths(survey: Survey) -> Iterator[Finding]:
    """A length that a service chooses is a number among the options."""
    options = {option.code: option for option in survey.definition.options}
    for transition, place in survey.transitions():
        delay = transition.after
        if delay is None or not isinstance(delay.amount, OptionAmount):
            continue
        code, where = delay.amount.option, f"{place}/after/{delay.unit}/option"
        if code not in options:
            message = gettext_noop("“%(code)s” is not an option of this workflow: add it.")
            yield Finding("unknown_option", message, {"code": code}, where)
        elif options[code].field.kind is not FieldKind.NUMBER:
            message = gettext_noop("“%(option)s” is not a number: a timer cannot count by it.")
            params = {"option": wording(options[code].field.label, code)}
            yield Finding("option_not_a_number", message, params, where)


def chase(survey: Survey) -> Iterator[Finding]:
    """A request that only time moves comes to rest: somebody must see it."""
    ways = [(way, place) for way, place in survey.transitions() if _is_timed_move(way)]
    onward: dict[str, set[str]] = {}
    for way, _ in ways:
        for source in survey.known_sources(way):
            onward.setdefault(source, set()).update(survey.targets(way, source))
    circling = {code for code in onward if code in _beyond(onward, code)}
    for way, place in ways:
        sources = [code for code in survey.known_sources(way) if code in circling]
        if any(set(survey.targets(way, code)) & circling for code in sources):
            message = gettext_noop(
                "Timers move a request in circles by way of “%(transition)s”, without anybody: "
                "let one of them lead to a step where somebody works."
            )
            yield Finding("chase", message, {"transition": named(way)}, place)


def crowds(survey: Survey) -> Iterator[Finding]:
    """The timers of a step can be followed, by people and at each move of a request."""
    for step in survey.steps.values():
        timers = [way for way, _ in survey.exits(step) if way.trigger is Trigger.TIMER]
        if len(timers) > MOST_TIMERS:
            message = gettext_noop(
                "%(count)s timers run at “%(step)s”, and %(most)s can be followed: remove some."
            )
            params = {"count": str(len(timers)), "step": named(step), "most": str(MOST_TIMERS)}
            yield Finding("too_many_timers", message, params, survey.place(step))


def waiting(survey: Survey) -> Iterator[Finding]:
    """Somebody, or time, ends each wait for others."""
    for step in survey.steps.values():
        if step.kind not in _WAITS or any(_ends_wait(way) for way, _ in survey.exits(step)):
            continue
        message = gettext_noop(
            "“%(step)s” waits for others, perhaps for ever: add a timer, or a button for somebody."
        )
        yield Finding("waits_for_ever", message, {"step": named(step)}, survey.place(step))


def quiet(survey: Survey) -> Iterator[Finding]:
    """The requester hears from the town while it works, every so many days at least."""
    steps = [step for step in survey.steps.values() if step.kind in _WORKED]
    silent = [step for step in steps if not _brings_news(survey, step)]
    if silent:
        message = gettext_noop(
            "The requester may hear nothing for longer than %(days)s days at: %(steps)s. "
            "Add a timer that writes to them."
        )
        params = {"days": str(QUIET_DAYS), "steps": Wording(*(_label(step) for step in silent))}
        yield Finding("quiet", message, params, "/steps", "warning")


def _label(step: Step) -> LocalisedText:
    return named(step).texts[0]


def _is_timed_move(way: Transition) -> bool:
    return way.trigger is Trigger.TIMER and not way.stays


def _beyond(onward: dict[str, set[str]], code: str) -> set[str]:
    seen: set[str] = set()
    found = list(onward.get(code, ()))
    while found:
        at = found.pop()
        if at not in seen:
            seen.add(at)
            found.extend(onward.get(at, ()))
    return seen


def _ends_wait(way: Transition) -> bool:
    if way.trigger is Trigger.BUTTON:
        return bool(way.functions) and not way.stays
    if way.trigger is Trigger.JOINED:
        return not way.stays
    return way.trigger in (Trigger.ANSWER, Trigger.TIMER)


def _brings_news(survey: Survey, step: Step) -> bool:
    return any(
        way.after is not None and _comes_in_time(survey, way.after) and _tells(way)
        for way, _ in survey.exits(step)
    )


def _tells(way: Transition) -> bool:
    return any(isinstance(effect, Tell | Ask) for effect in way.effects) or bool(
        not way.stays and way.citizen_label
    )


def _comes_in_time(survey: Survey, delay: Delay) -> bool:
    if delay.since in DATES:
        return True
    defaults = {option.code: option.default for option in survey.definition.options}
    amount = delay.amount_for(defaults)
    return amount is not None and amount * _DAYS[delay.unit] <= QUIET_DAYS


# How many days of the calendar each unit takes, on average.
_DAYS = {Unit.HOURS: 1 / 24, Unit.WORKING_HOURS: 0.2, Unit.DAYS: 1, Unit.WORKING_DAYS: 1.4}
