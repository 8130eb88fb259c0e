# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who finds which button."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.definition import StepKind, Transition, Trigger, Word
from workflows.effects import Assign, Contribute, Entrust, Notify, PassOn, Propose
from workflows.findings import Finding, gettext_noop
from workflows.machine import wording
from workflows.soundness.survey import Survey, named
from workflows.text import LocalisedText, Wording


def buttons(survey: Survey) -> Iterator[Finding]:
    """Each button belongs to somebody; what has no button asks nobody anything."""
    for transition, place in survey.transitions():
        params = {"transition": named(transition)}
        if transition.trigger is Trigger.BUTTON:
            if not transition.functions:
                message = gettext_noop(
                    "Nobody can do “%(transition)s”: choose at least one function."
                )
                yield Finding("nobody", message, params, place)
            continue
        if transition.functions:
            message = gettext_noop("“%(transition)s” has no button: remove its functions.")
            where = f"{place}/functions"
            yield Finding("functions_without_button", message, params, where, "warning")
        for key, word in (("message", transition.message), ("reason", transition.reason)):
            if word is not Word.NONE:
                message = gettext_noop(
                    "“%(transition)s” has no button, so nobody is asked for a word: "
                    "remove “%(key)s”."
                )
                told = params | {"key": key}
                yield Finding("word_without_button", message, told, f"{place}/{key}", "warning")


def today(survey: Survey) -> Iterator[Finding]:
    """With the teams of today, somebody may press each button. Nothing is asked without a house.

    Told once for all buttons that nobody may press at the same services: they are mended together.
    """
    if survey.unheld is None:
        return
    alone: dict[str, list[LocalisedText]] = {}
    found: dict[Wording, list[tuple[Transition, str]]] = {}
    for transition, place in survey.transitions():
        if transition.trigger is not Trigger.BUTTON or not transition.functions:
            continue
        for code in transition.functions:
            if code not in alone:
                alone[code] = list(survey.unheld(code))
        everywhere = [name for name in alone[transition.functions[0]]
                      if all(name in alone[code] for code in transition.functions)]  # fmt: skip
        if everywhere:
            found.setdefault(Wording(*everywhere), []).append((transition, place))
    for services, ways in found.items():
        message = gettext_noop(
            "Today only administrators can do “%(transition)s” for: %(services)s. "
            "Say there who holds its functions."
        )
        names = [text for way, _place in ways for text in named(way).texts]
        params = {"transition": Wording(*names), "services": services}
        yield Finding("nobody_today", message, params, f"{ways[0][1]}/functions", "warning")


def functions(survey: Survey) -> Iterator[Finding]:
    """A function does something: it has a button, an effect, or is there to validate answers."""
    if any(step.kind is StepKind.WAITING_VALIDATION for step in survey.definition.steps):
        return
    used = {code for transition, _ in survey.transitions() for code in _used_by(transition)}
    for index, function in enumerate(survey.definition.functions):
        if function.code not in used:
            message = gettext_noop(
                "No button belongs to “%(function)s”: give it one, or remove the function."
            )
            params = {"function": wording(function.label, function.code)}
            yield Finding("unused_function", message, params, f"/functions/{index}", "warning")


def _used_by(transition: Transition) -> Iterator[str]:
    yield from transition.functions
    for effect in transition.effects:
        match effect:
            case Contribute(functions) | Notify(functions):
                yield from functions
            case PassOn(function) | Propose(function) | Assign(_, function):
                yield function
            case Entrust(_, to):
                yield to
