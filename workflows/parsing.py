# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""From data to a definition, and back.

Parsing looks at the form of the data only; whether the graph makes sense is asked from
``workflows.soundness``, so that an unfinished draft can be kept.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from workflows.definition import (
    FORMAT,
    AnswerEvent,
    Definition,
    FunctionLabel,
    Origin,
    Outcome,
    Step,
    StepKind,
    Transition,
    TransitionForm,
    Trigger,
    Word,
)
from workflows.effects import effect_to_data, read_effects
from workflows.fields import FIELDS_SCHEMA
from workflows.fields.parsing import fields_to_data, read_fields
from workflows.findings import gettext_noop
from workflows.options import MOST_OPTIONS, option_to_data, read_option
from workflows.parts import Parts, part_to_data, uses_parts
from workflows.reading import HELP_LENGTH, Reader, below
from workflows.rules import CONDITION_SCHEMA, Condition, condition_to_data, read_condition
from workflows.scenario import MOST_SCENARIOS, read_scenario, scenario_to_data
from workflows.text import LocalisedText
from workflows.timers import Delay, delay_to_data, read_delay

# What parsing accepts: a little more than is sound, so that an oversized draft is explained rather
# than lost.
_MOST_OF = {
    "functions": 100,
    "steps": 100,
    "transitions": 400,
    "options": MOST_OPTIONS,
    "scenarios": MOST_SCENARIOS,
}
_MOST_CODES = 100
# A button that asks more than this is a service of its own.
_MOST_ASKED = 30

WORKFLOW_SCHEMA: dict[str, Any] = json.loads(
    resources.files("workflows").joinpath("schema/workflow-1.schema.json").read_text("utf-8")
)
# Bundled, so that a reader of this one needs no others (JSON Schema 2020-12, 9.3).
WORKFLOW_SCHEMA["$defs"] |= {"condition": CONDITION_SCHEMA, "fields": FIELDS_SCHEMA}


def parse_definition(data: object) -> Definition:
    """Read a definition; raises ``DefinitionError`` with all faults of form at once."""
    reader = Reader()
    record = reader.record(
        data,
        "",
        required=("format", "start", "functions", "steps", "transitions"),
        optional=("options", "scenarios", "parts"),
    )
    if "format" in record and (isinstance(record["format"], bool) or record["format"] != FORMAT):
        message = gettext_noop("This format is not known: write %(format)s.")
        reader.refuse("unknown_format", message, "/format", format=str(FORMAT))
    steps = tuple(
        _step(reader, item, place) for item, place in _items(reader, record, "steps", least=1)
    )
    parts = Parts(reader, record.get("parts", {}), "/parts")
    definition = Definition(
        functions=tuple(
            _function(reader, item, place)
            for item, place in _items(reader, record, "functions", least=0)
        ),
        steps=steps,
        transitions=tuple(
            _transition(reader, item, place, steps, parts)
            for item, place in _items(reader, record, "transitions", least=0)
        ),
        start=_code(reader, record, "start", ""),
        options=tuple(
            read_option(reader, item, place)
            for item, place in _items(reader, record, "options", least=0)
        ),
        scenarios=tuple(
            read_scenario(reader, item, place)
            for item, place in _items(reader, record, "scenarios", least=0)
        ),
        shared_conditions=parts.conditions,
        shared_effects=parts.effects,
    )
    reader.finish()
    return definition


def definition_to_data(definition: Definition) -> dict[str, Any]:
    """Return the definition as JSON, the inverse of parsing; what is default is left out."""
    return {
        "format": FORMAT,
        "start": definition.start,
        "functions": [
            {"code": function.code, "label": function.label.to_data()}
            for function in definition.functions
        ],
        "steps": [_step_data(step) for step in definition.steps],
        "transitions": [_transition_data(transition) for transition in definition.transitions],
    } | _present(
        {
            "options": [option_to_data(option) for option in definition.options],
            "scenarios": [scenario_to_data(scenario) for scenario in definition.scenarios],
            "parts": _parts_data(definition),
        }
    )


def _parts_data(definition: Definition) -> dict[str, Any]:
    return _present(
        {
            "conditions": [part_to_data(part, "when") for part in definition.shared_conditions],
            "effects": [part_to_data(part, "effects") for part in definition.shared_effects],
        }
    )


def _items(
    reader: Reader, record: dict[str, object], key: str, *, least: int
) -> list[tuple[object, str]]:
    if key not in record:
        return []
    return list(reader.items(record[key], below("", key), most=_MOST_OF[key], least=least))


def _code(reader: Reader, record: dict[str, object], key: str, place: str) -> str:
    return reader.code(record[key], below(place, key)) if key in record else ""


def _codes(
    reader: Reader, record: dict[str, object], key: str, place: str, *, least: int = 0
) -> tuple[str, ...]:
    if key not in record:
        return ()
    return reader.codes(record[key], below(place, key), most=_MOST_CODES, least=least)


def _text(
    reader: Reader, record: dict[str, object], key: str, place: str, **limit: int
) -> LocalisedText:
    if key not in record:
        return LocalisedText()
    return reader.text(record[key], below(place, key), **limit)


def _function(reader: Reader, item: object, place: str) -> FunctionLabel:
    record = reader.record(item, place, required=("code", "label"))
    return FunctionLabel(
        _code(reader, record, "code", place), _text(reader, record, "label", place)
    )


def _step(reader: Reader, item: object, place: str) -> Step:
    record = reader.record(
        item, place, required=("code", "kind", "label"), optional=("citizen_label", "citizen_help")
    )
    return Step(
        code=_code(reader, record, "code", place),
        kind=reader.member(
            record.get("kind", StepKind.NEW), below(place, "kind"), StepKind, StepKind.NEW
        ),
        label=_text(reader, record, "label", place),
        citizen_label=_text(reader, record, "citizen_label", place),
        citizen_help=_text(reader, record, "citizen_help", place, longest=HELP_LENGTH),
    )


_OF_A_WAY = ("code", "from", "trigger", "label")
_PERHAPS_OF_A_WAY = (
    *("to", "returns", "when", "form", "after", "effects", "on", "functions"),
    *("citizen_label", "message", "reason", "outcomes", "primary"),
)


def _transition(
    reader: Reader, item: object, place: str, steps: tuple[Step, ...], parts: Parts
) -> Transition:
    record = reader.record(item, place, required=_OF_A_WAY, optional=_PERHAPS_OF_A_WAY)
    trigger = record.get("trigger", Trigger.BUTTON)
    to, returns = _target(reader, record, place)
    origin = _origin(reader, record, place)
    effects, effects_at = parts.listed(record.get("effects", []), below(place, "effects"))
    return Transition(
        code=_code(reader, record, "code", place),
        sources=_codes(reader, record, "from", place, least=1)
        if origin is None
        else origin.among(steps, moves=bool(to) or returns),
        to=to,
        trigger=reader.member(trigger, below(place, "trigger"), Trigger, Trigger.BUTTON),
        label=_text(reader, record, "label", place),
        on=_on(reader, record, place),
        functions=_codes(reader, record, "functions", place),
        citizen_label=_text(reader, record, "citizen_label", place),
        message=_word(reader, record, "message", place),
        reason=_word(reader, record, "reason", place),
        outcomes=reader.members(record.get("outcomes", []), below(place, "outcomes"), Outcome),
        primary=reader.flag(record.get("primary", False), below(place, "primary")),
        origin=origin,
        returns=returns,
        when=_when(reader, record, place, parts),
        form=_form(reader, record, place),
        after=_after(reader, record, place),
        effects=read_effects(reader, effects, below(place, "effects")),
        when_written=_written(record.get("when")),
        effects_written=_written(record.get("effects")),
        effects_at=effects_at,
    )


def _written(data: object) -> str:
    return json.dumps(data, ensure_ascii=False) if uses_parts(data) else ""


def _target(reader: Reader, record: dict[str, object], place: str) -> tuple[str, bool]:
    returns = reader.flag(record.get("returns", False), below(place, "returns"))
    if returns and "to" in record:
        message = gettext_noop("A way leads to a step or back: remove “to” or “returns”.")
        reader.refuse("two_targets", message, below(place, "returns"))
    return _code(reader, record, "to", place), returns


def _origin(reader: Reader, record: dict[str, object], place: str) -> Origin | None:
    """Read steps that are named by what they are; None where they are named one by one."""
    data, where = record.get("from"), below(place, "from")
    if not isinstance(data, dict):
        return None
    named = reader.record(data, where, required=(), optional=("kinds", "anywhere", "except"))
    origin = Origin(
        kinds=reader.members(named.get("kinds", []), below(where, "kinds"), StepKind),
        anywhere=reader.flag(named.get("anywhere", False), below(where, "anywhere")),
        excepted=_codes(reader, named, "except", where),
    )
    if bool(origin.kinds) == origin.anywhere:
        message = gettext_noop("Say from where: “kinds” of step, or “anywhere”, not both.")
        reader.refuse("no_origin", message, where)
    return origin


def _when(reader: Reader, record: dict[str, object], place: str, parts: Parts) -> Condition | None:
    if "when" not in record:
        return None
    where = below(place, "when")
    return read_condition(reader, parts.condition(record["when"], where), where)


def _form(reader: Reader, record: dict[str, object], place: str) -> TransitionForm | None:
    if "form" not in record:
        return None
    where = below(place, "form")
    form = reader.record(record["form"], where, required=("fields",), optional=("kept",))
    fields = read_fields(reader, form.get("fields", []), below(where, "fields"), most=_MOST_ASKED)
    if not fields:
        message = gettext_noop("This form asks nothing: add a question, or remove it.")
        reader.refuse("empty_form", message, where)
        return None
    return TransitionForm(fields, reader.flag(form.get("kept", True), below(where, "kept")))


def _after(reader: Reader, record: dict[str, object], place: str) -> Delay | None:
    is_timer = record.get("trigger") == Trigger.TIMER
    if "after" not in record:
        if is_timer:
            message = gettext_noop("Say in “after” when this timer comes.")
            reader.refuse("missing_key", message, place)
        return None
    if not is_timer:
        message = gettext_noop("Only a timer has “after”: remove it.")
        reader.refuse("unknown_key", message, below(place, "after"))
    return read_delay(reader, record["after"], below(place, "after"))


def _on(reader: Reader, record: dict[str, object], place: str) -> AnswerEvent | None:
    listens = record.get("trigger") == Trigger.ANSWER
    if "on" not in record:
        if listens:
            message = gettext_noop("Say in “on” which event of the answer this follows.")
            reader.refuse("missing_key", message, place)
        return None
    if not listens:
        message = gettext_noop("Only a transition that follows the answer has “on”: remove it.")
        reader.refuse("unknown_key", message, below(place, "on"))
    return reader.member(record["on"], below(place, "on"), AnswerEvent, AnswerEvent.SENT)


def _word(reader: Reader, record: dict[str, object], key: str, place: str) -> Word:
    return reader.member(record.get(key, Word.NONE), below(place, key), Word, Word.NONE)


def _step_data(step: Step) -> dict[str, Any]:
    data = {"code": step.code, "kind": step.kind.value, "label": step.label.to_data()}
    texts = {"citizen_label": step.citizen_label, "citizen_help": step.citizen_help}
    return data | _present({key: text.to_data() for key, text in texts.items() if text})


def _transition_data(transition: Transition) -> dict[str, Any]:
    return {
        "code": transition.code,
        "from": _origin_data(transition),
        "trigger": transition.trigger.value,
    } | _present(
        {
            "to": transition.to,
            "returns": transition.returns,
            "when": _when_data(transition),
            "form": transition.form and _form_data(transition.form),
            "after": transition.after and delay_to_data(transition.after),
            "effects": _effects_data(transition),
            "on": transition.on and transition.on.value,
            "functions": list(transition.functions),
            "label": transition.label.to_data(),
            "citizen_label": transition.citizen_label.to_data(),
            "message": _unless_none(transition.message),
            "reason": _unless_none(transition.reason),
            "outcomes": [outcome.value for outcome in transition.outcomes],
            "primary": transition.primary,
        }
    )


def _when_data(transition: Transition) -> Any:
    if transition.when_written:
        return json.loads(transition.when_written)
    return transition.when and condition_to_data(transition.when)


def _effects_data(transition: Transition) -> Any:
    if transition.effects_written:
        return json.loads(transition.effects_written)
    return [effect_to_data(effect) for effect in transition.effects]


def _form_data(form: TransitionForm) -> dict[str, Any]:
    data: dict[str, Any] = {"fields": fields_to_data(form.fields)}
    return data if form.kept else data | {"kept": False}


def _origin_data(transition: Transition) -> list[str] | dict[str, Any]:
    origin = transition.origin
    if origin is None:
        return list(transition.sources)
    return _present(
        {
            "kinds": [kind.value for kind in origin.kinds],
            "anywhere": origin.anywhere,
            "except": list(origin.excepted),
        }
    )


def _present(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value}


def _unless_none(word: Word) -> str:
    return "" if word is Word.NONE else word.value
