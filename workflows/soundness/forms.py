# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What buttons ask and services choose: asked of somebody, one meaning each, used."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.definition import Transition, Trigger
from workflows.effects import own_words
from workflows.fields import fields_to_data
from workflows.findings import Finding, gettext_noop
from workflows.machine import wording
from workflows.options import PREFIX as OPTIONS
from workflows.placeholders import names_in
from workflows.playing.world import FILLED
from workflows.rules import facts_of
from workflows.soundness.survey import Survey, named
from workflows.timers import OptionAmount


def forms(survey: Survey) -> Iterator[Finding]:
    """A form is asked of whoever presses a button; a question has one meaning everywhere."""
    seen: dict[str, list[dict[str, object]]] = {}
    for transition, place in survey.transitions():
        if transition.form is None:
            continue
        if transition.trigger is not Trigger.BUTTON:
            message = gettext_noop("“%(transition)s” has no button, so nobody fills its form.")
            params = {"transition": named(transition)}
            yield Finding("form_without_button", message, params, f"{place}/form")
        for at, field in enumerate(transition.form.fields):
            shape = [
                {"kind": data["kind"], "choices": data.get("choices")}
                for data in fields_to_data([field])
            ]
            if seen.setdefault(field.code, shape) != shape:
                message = gettext_noop(
                    "“%(code)s” is asked differently by another button: give it the same kind and "
                    "choices, or another code."
                )
                where = f"{place}/form/fields/{at}"
                yield Finding("field_differs", message, {"code": field.code}, where)


def filled_before(survey: Survey) -> Iterator[Finding]:
    """What a condition or a text looks up was asked before."""
    filling: dict[str, set[str]] = {}
    for transition, _ in survey.transitions():
        for field in transition.form.fields if transition.form else ():
            reached = filling.setdefault(FILLED + field.code, set())
            for source in survey.known_sources(transition):
                reached |= survey.reached_from(survey.targets(transition, source))
    for transition, place in survey.transitions():
        own = {FILLED + field.code for field in (transition.form.fields if transition.form else ())}
        sources = set(survey.known_sources(transition))
        for name, where in _asked(transition, place):
            if name in own and not where.endswith("/when"):
                continue
            if name.startswith(FILLED) and sources and not filling.get(name, set()) & sources:
                message = gettext_noop(
                    "“%(name)s” is looked up here, and no button asked for it before: "
                    "ask for it earlier, or look up something else."
                )
                yield Finding("never_filled", message, {"name": name}, where)


def options(survey: Survey) -> Iterator[Finding]:
    """A code names one option, and each option changes something."""
    used = {
        name for transition, place in survey.transitions() for name, _ in _asked(transition, place)
    }
    for transition, _ in survey.transitions():
        if transition.after and isinstance(transition.after.amount, OptionAmount):
            used.add(OPTIONS + transition.after.amount.option)
    seen: set[str] = set()
    for at, option in enumerate(survey.definition.options):
        place = f"/options/{at}"
        if option.code in seen:
            message = gettext_noop("Another option has the code “%(code)s”: choose a new one.")
            where = f"{place}/field/code"
            yield Finding("duplicate_code", message, {"code": option.code}, where)
        seen.add(option.code)
        if OPTIONS + option.code not in used:
            message = gettext_noop(
                "Nothing here depends on “%(option)s”: use it, or remove the option."
            )
            params = {"option": wording(option.field.label, option.code)}
            yield Finding("unused_option", message, params, place, "warning")


def _asked(transition: Transition, place: str) -> Iterator[tuple[str, str]]:
    """Yield the names that a transition looks up, with their places."""
    if transition.when is not None:
        yield from ((name, f"{place}/when") for name in sorted(facts_of(transition.when)))
    for at, effect in enumerate(transition.effects):
        for text in (own_words(effect) or {}).values():
            yield from (
                (name, f"{transition.effect_place(place, at)}/text") for name in names_in(text)
            )
