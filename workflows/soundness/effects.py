# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Effects of transitions: whom they name, and that none undoes another."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from workflows.definition import Transition
from workflows.effects import (
    Ask,
    Assign,
    BeginAnswer,
    Call,
    Contribute,
    Effect,
    Entrust,
    Link,
    Notify,
    PassOn,
    Propose,
    SetDue,
    SetPriority,
    Whom,
    Worded,
    own_words,
)
from workflows.findings import Finding, gettext_noop
from workflows.placeholders import names_in
from workflows.soundness.survey import Survey, named
from workflows.text import LocalisedText

# A form that no service has yet may ask for it one day.
OF_FORMS = "values."
# What nobody sees any more once a request has ended.
_LATE = (PassOn, Propose, Entrust, SetPriority, SetDue, Contribute, BeginAnswer, Ask)


def effects(survey: Survey) -> Iterator[Finding]:
    """Effects name functions of the workflow, and each of them lasts."""
    known = {function.code for function in survey.definition.functions}
    for transition, place in survey.transitions():
        for at, effect in enumerate(transition.effects):
            where = transition.effect_place(place, at)
            yield from _unknown(effect, known, where)
            yield from _to_itself(effect, where)
            if any(_undoes(later, effect) for later in transition.effects[at + 1 :]):
                message = gettext_noop(
                    "What “%(transition)s” does here is undone by what it does after: remove one."
                )
                yield Finding("undone", message, {"transition": named(transition)}, where)
        yield from _at_an_end(survey, transition, place)


def services(survey: Survey) -> Iterator[Finding]:
    """What opens a request names a service that there is. Nothing is asked without a house."""
    if survey.services is None:
        return
    for transition, place in survey.transitions():
        for at, effect in enumerate(transition.effects):
            if isinstance(effect, Link) and effect.service not in survey.services:
                message = gettext_noop(
                    "There is no service “%(service)s” today: nothing is opened. Choose another."
                )
                where = f"{transition.effect_place(place, at)}/service"
                params = {"service": effect.service}
                yield Finding("unknown_service", message, params, where, "warning")


def webhooks(survey: Survey) -> Iterator[Finding]:
    """What tells another system names one that is told today. Nothing is asked without a house."""
    if survey.webhooks is None:
        return
    for transition, place in survey.transitions():
        for at, effect in enumerate(transition.effects):
            if isinstance(effect, Call) and effect.webhook not in survey.webhooks:
                message = gettext_noop(
                    "No system “%(webhook)s” is told anything today: add or enable it under "
                    "“Other systems”, or choose another."
                )
                where = f"{transition.effect_place(place, at)}/webhook"
                params = {"webhook": effect.webhook}
                yield Finding("unknown_webhook", message, params, where, "warning")


def placeholders(survey: Survey) -> Iterator[Finding]:
    """Texts name values that there are. Nothing is asked where nobody says which."""
    if survey.placeholders is None:
        return
    for transition, place in survey.transitions():
        for at, effect in enumerate(transition.effects):
            text = own_words(effect)
            if text is None:
                continue
            for name in _unknown_names(text, survey.placeholders):
                is_of_form = name.startswith(OF_FORMS)
                message = gettext_noop("{%(name)s} is not known: choose another placeholder.")
                if is_of_form:
                    message = gettext_noop(
                        "No form of a service with this workflow asks for {%(name)s}: nothing will "
                        "stand in its place."
                    )
                yield Finding(
                    "never_filled" if is_of_form else "unknown_placeholder",
                    message,
                    {"name": name},
                    f"{transition.effect_place(place, at)}/text",
                    "warning" if is_of_form else "error",
                )


def _unknown_names(text: LocalisedText, known: Collection[str]) -> list[str]:
    names = (name for said in text.values() for name in names_in(said))
    return [name for name in dict.fromkeys(names) if name not in known]


def _unknown(effect: Effect, known: set[str], where: str) -> Iterator[Finding]:
    asked: list[tuple[str, str]] = []
    if isinstance(effect, PassOn | Propose | Assign) and effect.function:
        asked = [(effect.function, f"{where}/function")]
    elif isinstance(effect, Entrust):
        asked = [(effect.function, f"{where}/function"), (effect.to, f"{where}/to")]
    elif isinstance(effect, Notify | Contribute):
        asked = [(code, f"{where}/functions/{at}") for at, code in enumerate(effect.functions)]
    for code, at_ in asked:
        if code not in known:
            message = gettext_noop(
                "“%(code)s” is not a function of this workflow: choose another, or add it."
            )
            yield Finding("unknown_function", message, {"code": code}, at_)


def _to_itself(effect: Effect, where: str) -> Iterator[Finding]:
    if isinstance(effect, Entrust) and effect.function == effect.to:
        message = gettext_noop("Choose two functions: who holds one of them holds the other too.")
        yield Finding("same_function", message, {}, f"{where}/to")


def _undoes(later: Effect, effect: Effect) -> bool:
    """Whether nothing is left of an effect once the later one happened."""
    if isinstance(effect, Worded | BeginAnswer | Call):
        return False
    if isinstance(effect, Assign | Propose) and isinstance(later, PassOn):
        return True
    if isinstance(effect, Entrust) and isinstance(later, Entrust):
        return effect.function == later.function
    if isinstance(effect, Propose) and isinstance(later, Assign):
        return later.to is not Whom.NOBODY
    return type(later) is type(effect) and not isinstance(effect, Link)


def _at_an_end(survey: Survey, transition: Transition, place: str) -> Iterator[Finding]:
    target = survey.target(transition)
    if target is None or not target.is_end:
        return
    for at, effect in enumerate(transition.effects):
        is_late = isinstance(effect, _LATE) or (
            isinstance(effect, Assign) and effect.to is not Whom.ACTOR
        )
        if is_late:
            message = gettext_noop(
                "“%(transition)s” ends the request: nobody sees what it does here. Remove it."
            )
            where = transition.effect_place(place, at)
            yield Finding(
                "after_the_end", message, {"transition": named(transition)}, where, "warning"
            )
