# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The request's machine and the answer's circuit never drift apart.

A request waits at a validation step exactly while a round of its answer is open: only a submitted
answer leads there, and only the end of the round (returned, taken back, approved) leads away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflows.definition import AnswerEvent, Step, StepKind, Transition, Trigger
from workflows.findings import Finding, gettext_noop
from workflows.soundness.conditions import covers_everything
from workflows.soundness.survey import Survey, named
from workflows.text import LocalisedText, Wording

# The participle agrees with « la réponse ».
EVENTS: Mapping[AnswerEvent, Wording] = {
    event: Wording(LocalisedText({"fr": french, "en": english}))
    for event, french, english in (
        (AnswerEvent.SUBMITTED, "soumise", "submitted"),
        (AnswerEvent.RETURNED, "renvoyée", "returned"),
        (AnswerEvent.RECALLED, "reprise", "taken back"),
        (AnswerEvent.APPROVED, "validée", "approved"),
        (AnswerEvent.SENT, "envoyée", "sent"),
    )
}
_BEFORE_APPROVAL = frozenset({AnswerEvent.SUBMITTED, AnswerEvent.RETURNED, AnswerEvent.RECALLED})
_BY_THEMSELVES = frozenset({Trigger.CITIZEN, Trigger.TIMER, Trigger.JOINED})
_ROUND_ENDS = (AnswerEvent.RETURNED, AnswerEvent.RECALLED, AnswerEvent.APPROVED)


def ways_into_validation(survey: Survey) -> Iterator[Finding]:
    """A submitted answer, and nothing else, leads to a validation step."""
    entered: set[str] = set()
    for transition, place in survey.transitions():
        target = survey.target(transition)
        if target is None or not _validates(target):
            continue
        params = {"step": named(target), "transition": named(transition)}
        if transition.on is AnswerEvent.SUBMITTED:
            entered.add(target.code)
        elif transition.on is not None:
            message = gettext_noop(
                "Once the answer is %(event)s no validation is under way: "
                "let “%(transition)s” lead to a step of another kind than “%(step)s”."
            )
            told = params | {"event": EVENTS[transition.on]}
            yield Finding("validation_over", message, told, f"{place}/to")
        else:
            message = gettext_noop(
                "Only a submitted answer leads to “%(step)s”, which waits for a validation: "
                "let “%(transition)s” follow the answer, or lead elsewhere."
            )
            yield Finding("validation_entry", message, params, f"{place}/to")
    for step in filter(_validates, survey.steps.values()):
        if step.code not in entered:
            message = gettext_noop(
                "No submitted answer leads to “%(step)s”: add a transition that follows it, "
                "or choose another kind of step."
            )
            params = {"step": named(step)}
            yield Finding("validation_unentered", message, params, survey.place(step))


def ways_to_submit(survey: Survey) -> Iterator[Finding]:
    """An answer that some condition sends to be validated does not slip by when it fails."""
    for step in survey.steps.values():
        ways = [way for way, _ in survey.exits(step) if way.on is AnswerEvent.SUBMITTED]
        if ways and not covers_everything(ways, survey.vocabulary):
            yield _hole(survey, step, AnswerEvent.SUBMITTED)


def _hole(survey: Survey, step: Step, event: AnswerEvent) -> Finding:
    message = gettext_noop(
        "When the answer is %(event)s at “%(step)s”, perhaps no condition holds and "
        "the request stays: add a way without a condition, after the others."
    )
    params = {"step": named(step), "event": EVENTS[event]}
    return Finding("hole", message, params, survey.place(step))


def ways_out_of_validation(survey: Survey) -> Iterator[Finding]:
    """A validation step knows what follows each end of the round, and nothing else moves it."""
    for step in filter(_validates, survey.steps.values()):
        exits = list(survey.exits(step))
        for event in _ROUND_ENDS:
            ways = [way for way, _ in exits if way.on is event]
            if not ways:
                message = gettext_noop(
                    "Nothing moves a request from “%(step)s” when its answer is %(event)s: "
                    "add a transition that follows this."
                )
                params = {"step": named(step), "event": EVENTS[event]}
                code = f"missing_{event}"
                yield Finding(code, message, params, survey.place(step))
            elif not covers_everything(ways, survey.vocabulary):
                yield _hole(survey, step, event)
        for transition, place in exits:
            yield from _strange_exit(step, transition, place)


def course(survey: Survey) -> Iterator[Finding]:
    """Each event moves a request one way; an approved answer is sent, and that is seen."""
    for step in survey.steps.values():
        yield from _ambiguous(survey, step)
    for transition, place in survey.transitions():
        target = survey.target(transition)
        if target is None:
            continue
        if target.is_end and transition.on in _BEFORE_APPROVAL:
            message = gettext_noop(
                "“%(transition)s” ends the request before its answer is sent: "
                "let it lead to a step that is not an end."
            )
            yield Finding("ends_early", message, {"transition": named(transition)}, f"{place}/to")
        from_validation = any(
            _validates(survey.steps[code]) for code in survey.known_sources(transition)
        )
        if transition.on is AnswerEvent.APPROVED and from_validation and not target.is_end:
            yield from _sending(survey, transition, target, place)
    yield from _left_open(survey)


def _validates(step: Step) -> bool:
    return step.kind is StepKind.WAITING_VALIDATION


def _strange_exit(step: Step, transition: Transition, place: str) -> Iterator[Finding]:
    params = {"step": named(step), "transition": named(transition)}
    if transition.trigger in _BY_THEMSELVES and not transition.stays:
        message = gettext_noop(
            "Only its answer moves a request from “%(step)s”, where it waits for a validation: "
            "remove this step from “%(transition)s”."
        )
        yield Finding("validation_left", message, params, f"{place}/from")
    elif transition.trigger is Trigger.BUTTON and not transition.stays:
        message = gettext_noop(
            "“%(transition)s” is refused at “%(step)s” while an answer is being validated: "
            "remove this step from it."
        )
        yield Finding("button_refused", message, params, f"{place}/from", "warning")


def _ambiguous(survey: Survey, step: Step) -> Iterator[Finding]:
    seen: set[AnswerEvent] = set()
    for transition, place in survey.exits(step):
        if transition.on is None or transition.when is not None:
            continue
        if transition.on in seen:
            message = gettext_noop(
                "Two ways out of “%(step)s” are open when the answer is %(event)s: keep one."
            )
            params = {"step": named(step), "event": EVENTS[transition.on]}
            yield Finding("two_by_answer", message, params, place)
        seen.add(transition.on)


def _sending(survey: Survey, approved: Transition, target: Step, place: str) -> Iterator[Finding]:
    """Look for what follows the sending, from where the approval leads."""
    listening = {
        code
        for transition, _ in survey.transitions()
        if transition.on is AnswerEvent.SENT
        for code in survey.known_sources(transition)
    }
    if not listening & survey.reached_from([target.code]):
        message = gettext_noop(
            "After “%(transition)s” nothing follows the sending of the answer: "
            "add a transition for it from “%(step)s” to an end."
        )
        params = {"step": named(target), "transition": named(approved)}
        yield Finding("never_sent", message, params, place)


def _left_open(survey: Survey) -> Iterator[Finding]:
    """Wherever an answer may be written, its sending ends the request."""
    final = {AnswerEvent.APPROVED, AnswerEvent.SENT}
    if not any(transition.on in final for transition, _ in survey.transitions()):
        message = gettext_noop(
            "Requests stay where they are when their answer is sent: "
            "add a transition that follows it, towards an end."
        )
        yield Finding("nothing_when_sent", message, place="/transitions", severity="warning")
        return
    for step in survey.steps.values():
        if not (step.is_end or _validates(step) or _carried(survey, step).is_end):
            message = gettext_noop(
                "An answer written at “%(step)s”, approved and sent, leaves the request open: "
                "add this step to the transitions that follow the answer."
            )
            params = {"step": named(step)}
            yield Finding("left_open", message, params, survey.place(step), "warning")


def _carried(survey: Survey, step: Step) -> Step:
    """Return where a request is once its answer was submitted, approved and sent."""
    for event in (AnswerEvent.SUBMITTED, AnswerEvent.APPROVED, AnswerEvent.SENT):
        moves = (way for way, _ in survey.exits(step) if way.on is event and way.when is None)
        move = next(moves, None)
        step = (survey.target(move) if move is not None else None) or step
    return step
