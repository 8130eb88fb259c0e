# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Which circuit an answer takes: its own copy once it has one, the first rule that holds before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grc.answers.circuits.definition import ACCORD, Definition, Stage, StageKind, Who, Whose
from grc.answers.enums import ChangeKind
from grc.answers.facts import facts_about, vocabulary_for
from grc.answers.models.circuit import CircuitRule
from grc.core.refusals import NotNow
from workflows.definition import AnswerEvent
from workflows.rules import Condition, condition_to_data, parse_condition, reasons
from workflows.sentences import condition_sentence

if TYPE_CHECKING:
    from grc.answers.models import Answer, Round
    from grc.service_requests.models import ServiceRequest

NO_VISA = Definition()
# The functions of those who validate one after another, where a workflow has several.
VALIDATORS = ("validator", "second_validator", "third_validator")


def validations(*functions: str) -> Definition:
    """Return the circuit in which these functions validate, one after another."""
    codes = ("validation", "second_validation", "third_validation")
    return Definition(
        tuple(
            Stage(
                code=code,
                kind=StageKind.VALIDATION,
                who=(Who(whose=Whose.FUNCTION, function=function),),
            )
            for code, function in zip(codes, functions, strict=False)
        )
    )


ONE_VALIDATION = validations(VALIDATORS[0])


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A circuit, its code (empty for those of the house), why, and how many are looked at after."""

    definition: Definition
    code: str = ""
    why: dict[str, Any] = field(default_factory=dict)
    sample_percent: int = 0


def choose(answer: Answer) -> Choice:
    """Return the circuit of the next round of an answer.

    The one that the workflow asked for, unless it was retired; else the first rule of the town
    that holds decides. Where the town wrote none, one validation is asked where the workflow has a
    step for it, or one of each validator that the workflow names.
    An answer that already runs on that circuit keeps its own copy, whatever became of the template,
    with what was left out or moved on its case.
    Raises NotNow in a step from which no answer can leave.
    """
    if refusal := refusal_of_step(answer.service_request):
        raise NotNow(refusal)
    facts = facts_about(answer)
    choice = _asked_for(answer) or _by_rule(facts)
    choice = choice or Choice(definition=_by_workflow(answer.service_request))
    kept = _own_copy(answer, choice)
    return replace(choice, definition=_skipping(kept, facts, answer))


def reason_words(round_: Round) -> str:
    """Return why a round took its circuit, in the reader's language; empty where it just did."""
    return said_because(round_.chosen_by, round_.answer.service_request)


def said_because(why: dict[str, Any], service_request: ServiceRequest) -> str:
    """Return what chose a circuit, in words: a condition, the workflow; empty where none did."""
    if why.get("workflow"):
        return _("the workflow asks for it")
    because = why.get("because")
    if because is None:
        return ""
    return condition_sentence(parse_condition(because), vocabulary_for(service_request))


def _asked_for(answer: Answer) -> Choice | None:
    circuit = answer.circuit
    if circuit is None or circuit.retired_at is not None:
        return None
    return Choice(definition=circuit.parsed, code=circuit.code, why={"workflow": True})


def _by_rule(facts: dict[str, object]) -> Choice | None:
    for rule in CircuitRule.objects.in_order():
        condition = parse_condition(rule.condition) if rule.condition is not None else None
        because = reasons(condition, facts) if condition is not None else None
        if condition is None or because is not None:
            return Choice(
                definition=rule.circuit.parsed,
                code=rule.circuit.code,
                why=_why(rule, because),
                sample_percent=rule.sample_percent,
            )
    return None


def _why(rule: CircuitRule, because: Condition | None) -> dict[str, Any]:
    why: dict[str, Any] = {"rule": rule.pk, "sample_percent": rule.sample_percent}
    if rule.low_risk:
        why["low_risk"] = True
    return why if because is None else why | {"because": condition_to_data(because)}


def _own_copy(answer: Answer, choice: Choice) -> Definition:
    last = answer.rounds.order_by("number").last()
    if last is None or last.circuit_code != choice.code or choice.definition.is_empty:
        return choice.definition
    current = last.current_circuit
    if current.is_empty:
        return choice.definition
    added = set(last.circuit_changes.filter(kind=ChangeKind.ADDED).values_list("stage", flat=True))
    gone = {*added, ACCORD}
    return Definition(tuple(stage for stage in current if stage.code not in gone))


def _skipping(definition: Definition, facts: dict[str, object], answer: Answer) -> Definition:
    """Leave out the stages whose own rule says so, each with that rule in words."""
    skipped: dict[str, str] = {}
    for stage in definition:
        if stage.skip_when is None:
            continue
        because = reasons(parse_condition(dict(stage.skip_when)), facts)
        words = vocabulary_for(answer.service_request) if because is not None else None
        language = answer.service_request.municipality.default_language
        said = condition_sentence(because, words, language) if because and words else ""
        skipped[stage.code] = said
    return definition.skipping(skipped)


_LEAVING = (AnswerEvent.SUBMITTED, AnswerEvent.SENT)


def refusal_of_step(service_request: ServiceRequest) -> str:
    """Return why no answer can leave from the step of the request; empty when one can."""
    machine, facts = service_request.machine, service_request.facts()
    step = service_request.step
    first = next((event for event in _LEAVING if machine.listens(step, event)), None)
    if first is not None and machine.by_answer(step, first, facts):
        return ""
    return _("No answer can be sent from the step “%(step)s”. Move the request on first.") % {
        "step": service_request.step_label
    }


def _by_workflow(service_request: ServiceRequest) -> Definition:
    # Whatever the facts are now: who writes the answer may change some of them.
    listens = service_request.machine.listens(service_request.step, AnswerEvent.SUBMITTED)
    if not listens:
        return NO_VISA
    known = {function.code for function in service_request.machine.definition.functions}
    return validations(VALIDATORS[0], *(code for code in VALIDATORS[1:] if code in known))
