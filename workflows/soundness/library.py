# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a town keeps for its answers: circuits and standard texts that workflows name."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from workflows.definition import AnswerEvent, Step, Transition
from workflows.effects import Assign, BeginAnswer, Effect, Library, Notify, PassOn, Tell, Whom
from workflows.findings import Finding, gettext_noop
from workflows.soundness.survey import Survey, named

# A workflow without a validation lets answers leave at once.
_LEAVING = (AnswerEvent.SUBMITTED, AnswerEvent.SENT)


def circuits(survey: Survey) -> Iterator[Finding]:
    """An answer goes through a circuit that there is. Nothing is asked without a house."""
    if survey.circuits is None:
        return
    for effect, place in _effects(survey):
        if isinstance(effect, BeginAnswer) and effect.circuit:
            if effect.circuit in survey.circuits:
                continue
            message = gettext_noop(
                "There is no circuit of validation “%(circuit)s” today: the usual one is taken. "
                "Choose another."
            )
            params = {"circuit": effect.circuit}
            yield Finding("unknown_circuit", message, params, f"{place}/circuit", "warning")


def texts(survey: Survey) -> Iterator[Finding]:
    """What is written is in the library, in each language of its readers."""
    if survey.texts is None:
        return
    for effect, place in _effects(survey):
        if isinstance(effect, BeginAnswer) and effect.text:
            yield from _text(survey, effect.text, survey.languages, f"{place}/text")
        elif isinstance(effect, Tell | Notify) and isinstance(effect.text, Library):
            # Colleagues read the town's first language.
            readers = list(survey.languages)[: 1 if isinstance(effect, Notify) else None]
            yield from _text(survey, effect.text.code, readers, f"{place}/library")


def begun(survey: Survey) -> Iterator[Finding]:
    """An answer is begun where it can be submitted, and once."""
    for transition, place in survey.transitions():
        begins = [
            at for at, effect in enumerate(transition.effects) if isinstance(effect, BeginAnswer)
        ]
        if not begins:
            continue
        where = transition.effect_place(place, begins[0])
        for step in survey.arrivals(transition):
            if not (step.is_end or _lets_leave(survey, step)):
                message = gettext_noop(
                    "“%(transition)s” begins an answer, but none can be submitted at “%(step)s”: "
                    "add a way for it, or begin the answer later."
                )
                params = {"transition": named(transition), "step": named(step)}
                yield Finding("not_submitted", message, params, where, "warning")
        yield from _unwritten(transition, place, begins[0])
        for at in begins[1:]:
            message = gettext_noop(
                "“%(transition)s” begins an answer already: remove one of the two."
            )
            where = transition.effect_place(place, at)
            yield Finding("begun_twice", message, {"transition": named(transition)}, where)


def _unwritten(transition: Transition, place: str, at: int) -> Iterator[Finding]:
    """Yield what is to be said where the request was passed on before, and given to nobody."""
    is_left = False
    for effect in transition.effects[:at]:
        if isinstance(effect, PassOn):
            is_left = True
        elif isinstance(effect, Assign) and effect.to is not Whom.NOBODY:
            is_left = False
    if is_left:
        message = gettext_noop(
            "“%(transition)s” passes the request on before it begins the answer, so that nobody is "
            "there to write it: begin the answer first, or at a later step."
        )
        where = transition.effect_place(place, at)
        yield Finding(
            "nobody_to_write", message, {"transition": named(transition)}, where, "warning"
        )


def _text(survey: Survey, code: str, languages: Collection[str], place: str) -> Iterator[Finding]:
    spoken = (survey.texts or {}).get(code)
    if spoken is None:
        message = gettext_noop(
            "There is no standard text “%(text)s” today: nothing is written. Choose another."
        )
        yield Finding("unknown_text", message, {"text": code}, place, "warning")
        return
    for language in languages:
        if not {language, language.partition("-")[0]} & set(spoken):
            message = gettext_noop(
                "The standard text “%(text)s” is not written in the language “%(language)s”: write "
                "it there, under the same code."
            )
            params = {"text": code, "language": language}
            yield Finding("untranslated_text", message, params, place, "warning")


def _lets_leave(survey: Survey, step: Step) -> bool:
    return any(way.on in _LEAVING for way, _ in survey.exits(step))


def _effects(survey: Survey) -> Iterator[tuple[Effect, str]]:
    for transition, place in survey.transitions():
        for at, effect in enumerate(transition.effects):
            yield effect, transition.effect_place(place, at)
