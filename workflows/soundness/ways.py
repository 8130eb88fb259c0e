# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The graph: where requests begin, that all of it is used, that every request can end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from workflows.definition import StepKind, Transition, Trigger, Word
from workflows.findings import Finding, gettext_noop
from workflows.soundness.survey import Survey, named
from workflows.text import LocalisedText


def start(survey: Survey) -> Iterator[Finding]:
    """Requests begin at a step, and not at an end."""
    code = survey.definition.start
    first = survey.steps.get(code)
    if first is None:
        message = gettext_noop(
            "Requests begin at “%(code)s”, which is not a step: choose one of the steps."
        )
        yield Finding("unknown_start", message, {"code": code}, "/start")
    elif first.is_end:
        message = gettext_noop(
            "Requests begin at “%(step)s”, which is an end: begin at a step of another kind."
        )
        yield Finding("start_is_end", message, {"step": named(first)}, "/start")
    elif first.kind is not StepKind.NEW:
        message = gettext_noop(
            "Requests begin at “%(step)s”, which is not of the kind “new”: "
            "lists of new requests will not show them."
        )
        yield Finding("start_not_new", message, {"step": named(first)}, "/start", "warning")


def ends(survey: Survey) -> Iterator[Finding]:
    """From every step a request can still end."""
    if not survey.ends:
        message = gettext_noop(
            "No step ends the request: add one of the kind “answered” or “closed”."
        )
        yield Finding("no_end", message, place="/steps")
        return
    hopeful = survey.leading_to(survey.ends)
    for code, step in survey.steps.items():
        if code not in hopeful:
            message = gettext_noop(
                "From “%(step)s” a request cannot end: add a transition towards an end."
            )
            yield Finding("cannot_end", message, {"step": named(step)}, survey.place(step))


def reach(survey: Survey) -> Iterator[Finding]:
    """Every step is of use."""
    if survey.definition.start not in survey.steps:
        return
    reached = survey.reached_from([survey.definition.start])
    for code, step in survey.steps.items():
        if code not in reached:
            message = gettext_noop(
                "No request can reach “%(step)s”: add a transition to it, or remove it."
            )
            yield Finding("unreachable", message, {"step": named(step)}, survey.place(step))


def origins(survey: Survey) -> Iterator[Finding]:
    """Each way begins somewhere; what goes back can."""
    for transition, place in survey.transitions():
        params = {"transition": named(transition)}
        known = survey.known_sources(transition)
        if transition.origin is not None and not known:
            message = gettext_noop(
                "No step is of the kind from which “%(transition)s” begins: choose another kind."
            )
            yield Finding("from_nowhere", message, params, f"{place}/from")
        if transition.returns and known and not any(survey.targets(transition, c) for c in known):
            message = gettext_noop(
                "“%(transition)s” goes back, and nothing comes before: let it lead to a step."
            )
            yield Finding("nowhere_back", message, params, f"{place}/returns")


def idle(survey: Survey) -> Iterator[Finding]:
    """What leaves a request where it is does something else."""
    for transition, place in survey.transitions():
        words = {transition.message, transition.reason} != {Word.NONE}
        says = words or transition.citizen_label or transition.form
        if transition.stays and not says and not transition.effects:
            message = gettext_noop(
                "“%(transition)s” leaves the request where it is, asks and does nothing: "
                "nothing comes of it."
            )
            yield Finding("idle", message, {"transition": named(transition)}, place, "warning")


def doubles(survey: Survey) -> Iterator[Finding]:
    """Buttons beside each other can be told apart, and lead somewhere else than where one is."""
    for step in survey.steps.values():
        seen: dict[LocalisedText, Transition] = {}
        for way, place in survey.exits(step):
            if way.trigger is not Trigger.BUTTON:
                continue
            first = seen.setdefault(way.label, way)
            if first is not way and set(first.functions) & set(way.functions):
                is_same = first.to == way.to and first.returns == way.returns
                message = (
                    gettext_noop("“%(transition)s” stands twice at “%(step)s”: keep one.")
                    if is_same
                    else gettext_noop(
                        "Two buttons of “%(step)s” are called “%(transition)s”, and lead to two "
                        "steps: give them two names."
                    )
                )
                params = {"transition": named(way), "step": named(step)}
                yield Finding(
                    "double" if is_same else "same_name", message, params, place, "warning"
                )
            if way.to == step.code and not _asks_or_does(way):
                message = gettext_noop(
                    "“%(transition)s” leads from “%(step)s” to itself, and its time there begins "
                    "anew: without “to” it would stay."
                )
                params = {"transition": named(way), "step": named(step)}
                yield Finding("self_loop", message, params, f"{place}/to", "warning")


def ambiguity(survey: Survey) -> Iterator[Finding]:
    """The citizen's word, and contributions, move a request one way only; one button stands out."""
    for step in survey.steps.values():
        exits = list(survey.exits(step))
        message = gettext_noop("Two ways out of “%(step)s” follow the citizen's word: keep one.")
        for place in _all_but_first(exits, _always_by_citizen):
            yield Finding("two_by_citizen", message, {"step": named(step)}, place)
        message = gettext_noop("Two ways out of “%(step)s” follow the contributions: keep one.")
        for place in _all_but_first(exits, _always_joined):
            yield Finding("two_by_joined", message, {"step": named(step)}, place)
        message = gettext_noop("Two buttons of “%(step)s” are primary: keep one.")
        for place in _all_but_first(
            exits, lambda way: way.primary and way.trigger is Trigger.BUTTON
        ):
            yield Finding("two_primary", message, {"step": named(step)}, place, "warning")


def outcomes(survey: Survey) -> Iterator[Finding]:
    """Who ends a request says how it ended; the answer brings its own outcome."""
    for transition, place in survey.transitions():
        target = survey.target(transition)
        if target is None and transition.to:
            continue
        params = {"transition": named(transition)}
        chosen = len(transition.outcomes)
        ends = target is not None and target.is_end
        if transition.trigger is Trigger.ANSWER and chosen:
            message = gettext_noop(
                "“%(transition)s” follows the answer, which has an outcome: remove the outcomes."
            )
            yield Finding("outcome_of_answer", message, params, f"{place}/outcomes")
        elif chosen and not ends:
            message = gettext_noop(
                "“%(transition)s” does not end the request: remove its outcomes."
            )
            yield Finding("outcome_without_end", message, params, f"{place}/outcomes")
        elif ends and not chosen and transition.trigger is not Trigger.ANSWER:
            message = gettext_noop(
                "“%(transition)s” ends the request: choose at least one outcome."
            )
            yield Finding("no_outcome", message, params, place)
        elif chosen > 1 and transition.trigger is not Trigger.BUTTON:
            message = gettext_noop(
                "Nobody is asked for the outcome: keep only one for “%(transition)s”."
            )
            yield Finding("many_outcomes", message, params, f"{place}/outcomes")


def _asks_or_does(way: Transition) -> bool:
    asks = way.form is not None or {way.message, way.reason} != {Word.NONE}
    return asks or bool(way.effects)


def _always_by_citizen(way: Transition) -> bool:
    return way.trigger is Trigger.CITIZEN and way.when is None


def _always_joined(way: Transition) -> bool:
    return way.trigger is Trigger.JOINED and way.when is None


def _all_but_first(
    exits: list[tuple[Transition, str]], wanted: Callable[[Transition], bool]
) -> list[str]:
    return [place for way, place in exits if wanted(way)][1:]
