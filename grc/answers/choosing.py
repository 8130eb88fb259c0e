# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Which circuit an answer takes: its own copy once it has one, the first rule that holds before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grc.answers.circuits.definition import Definition, Stage, StageKind, Who, Whose
from grc.answers.models.circuit import CircuitRule
from grc.core.refusals import NotNow
from workflows.definition import AnswerEvent

if TYPE_CHECKING:
    from grc.answers.models import Answer
    from grc.service_requests.models import ServiceRequest

NO_VISA = Definition()
ONE_VALIDATION = Definition(
    (
        Stage(
            code="validation",
            kind=StageKind.VALIDATION,
            who=(Who(whose=Whose.FUNCTION, function="validator"),),
        ),
    )
)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A circuit, its code (empty for those of the house), why, and how many are looked at after."""

    definition: Definition
    code: str = ""
    why: dict[str, Any] = field(default_factory=dict)
    sample_percent: int = 0


def choose(answer: Answer) -> Choice:
    """Return the circuit of the next round of an answer.

    Where the town wrote no rule, one validation is asked where the workflow has a step for it.
    Raises NotNow in a step from which no answer can leave.
    """
    service_request = answer.service_request
    if refusal := refusal_of_step(service_request):
        raise NotNow(refusal)
    rule = next(iter(CircuitRule.objects.in_order()), None)
    if rule is None:
        return Choice(definition=_by_workflow(service_request))
    return Choice(
        definition=rule.circuit.parsed,
        code=rule.circuit.code,
        why={"rule": rule.pk, "position": rule.position},
        sample_percent=rule.sample_percent,
    )


def refusal_of_step(service_request: ServiceRequest) -> str:
    """Return why no answer can leave from the step of the request; empty when one can."""
    machine, step = service_request.machine, service_request.step
    if machine.by_answer(step, AnswerEvent.SUBMITTED) or machine.by_answer(step, AnswerEvent.SENT):
        return ""
    return _("No answer can be sent from the step “%(step)s”. Move the request on first.") % {
        "step": service_request.step_label
    }


def _by_workflow(service_request: ServiceRequest) -> Definition:
    machine, step = service_request.machine, service_request.step
    has_validation = machine.by_answer(step, AnswerEvent.SUBMITTED) is not None
    return ONE_VALIDATION if has_validation else NO_VISA
