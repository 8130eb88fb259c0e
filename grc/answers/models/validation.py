# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_fsm import transition as fsm_transition

from grc.accounts.models import Team
from grc.answers.circuit import NO_VISA, ONE_VALIDATION, Circuit
from grc.answers.content import frozen_content
from grc.answers.enums import AnswerState, Decision, RoundState
from grc.answers.filling import refusal_of_placeholders
from grc.answers.guards import refusal_to_validate
from grc.answers.models.drafting import writable
from grc.core.canonical import content_hash
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import clean
from grc.journal.models import Event
from workflows.definition import AnswerEvent

if TYPE_CHECKING:
    from grc.accounts.models import User
    from grc.answers.models.answer import Answer
    from grc.answers.models.round import Round
    from grc.service_requests.models import ServiceRequest


class ValidationMixin:
    """Submitting a round, deciding on it. Each moves the request in one transaction."""

    @transaction.atomic
    def submit(self, *, based_on: int, by: User) -> Round:
        """Freeze the draft as a round and hand it to its circuit.

        ``based_on`` is the revision that the person has before their eyes: a text that somebody
        changed meanwhile is not submitted unread. Where the workflow asks for no visa the round
        is approved by the rule, and leaves.
        """
        answer = writable(self, by)
        service_request = answer.service_request
        if based_on != answer.revision:
            raise NotNow(
                _("Somebody changed this answer meanwhile. Read it again, then submit it.")
            )
        if not answer.body:
            raise NotValid(_("Write the answer before submitting it."))
        if refusal := refusal_of_placeholders(answer.body, service_request.form_version.parsed):
            raise NotValid(refusal)
        circuit = circuit_for(service_request)
        round_ = _freeze(answer, circuit, by)
        answer._submit()
        answer.save(update_fields=["state"])
        Event.objects.record("submitted", answer, by=by, round=round_.number)
        if circuit.is_empty:
            _close(answer, round_, RoundState.APPROVED)
            answer.approve_round(round_, by=by)
        else:
            service_request.validating_team = round_.team
            service_request.save(update_fields=["validating_team"])
            service_request.follow_answer(AnswerEvent.SUBMITTED, by=by)
        return round_

    @transaction.atomic
    def approve(self, *, round_number: int, by: User, remark: str = "") -> Answer:
        """Give a visa to exactly the round that was read. The last one sends the answer."""
        answer, round_ = _decidable(self, round_number, by)
        if not round_.is_intact:
            raise NotNow(_("The text of this round was altered: it cannot leave. Tell your IT."))
        _decide(answer, round_, Decision.APPROVED, clean(remark), by)
        answer.approve_round(round_, by=by)
        return answer

    @transaction.atomic
    def return_to_author(self, *, round_number: int, reason: str, by: User) -> Answer:
        """Return the round with a reason. Nothing is erased: the next round comes after it."""
        reason = clean(reason)
        if not reason:
            raise NotValid(_("Say why you return this answer: the author needs it to go on."))
        answer, round_ = _decidable(self, round_number, by)
        _decide(answer, round_, Decision.RETURNED, reason, by)
        answer._reopen()
        answer.save(update_fields=["state"])
        _leave_validation(answer, AnswerEvent.RETURNED, by)
        return answer

    @transaction.atomic
    def recall(self, *, by: User) -> Answer:
        """Take back one's own round before anybody decided, to go on writing."""
        answer = cast("Answer", self).lock()
        round_ = answer.open_round
        if answer.state != AnswerState.SUBMITTED or round_ is None:
            raise NotNow(_("This answer is no longer waiting: somebody decided meanwhile."))
        if round_.author_id != by.pk:
            raise NotAllowed(_("Only the author can take an answer back."))
        _close(answer, round_, RoundState.RECALLED)
        answer._reopen()
        answer.save(update_fields=["state"])
        Event.objects.record("recalled", answer, by=by, round=round_.number)
        _leave_validation(answer, AnswerEvent.RECALLED, by)
        return answer

    def approve_round(self, round_: Round, *, by: User) -> None:
        """Follow the last visa: the request moves on and the approved text is queued, once."""
        answer = cast("Answer", self)
        self._approve()
        answer.save(update_fields=["state"])
        _leave_validation(answer, AnswerEvent.APPROVED, by)
        answer.queue(round_, by=by)

    @property
    def open_round(self) -> Round | None:
        return cast("Answer", self).rounds.filter(state=RoundState.OPEN).first()

    @property
    def approved_round(self) -> Round | None:
        return cast("Answer", self).rounds.filter(state=RoundState.APPROVED).last()

    @fsm_transition(field="state", source=AnswerState.DRAFT, target=AnswerState.SUBMITTED)
    def _submit(self) -> None: ...

    @fsm_transition(field="state", source=AnswerState.SUBMITTED, target=AnswerState.DRAFT)
    def _reopen(self) -> None: ...

    @fsm_transition(field="state", source=AnswerState.SUBMITTED, target=AnswerState.APPROVED)
    def _approve(self) -> None: ...


def circuit_for(service_request: ServiceRequest) -> Circuit:
    """Return who must see an answer to this request: one validation, where the step asks for it.

    Raises NotNow in a step from which no answer can leave.
    """
    machine, step = service_request.machine, service_request.step
    if machine.by_answer(step, AnswerEvent.SUBMITTED) is not None:
        return ONE_VALIDATION
    if machine.by_answer(step, AnswerEvent.SENT) is not None:
        return NO_VISA
    raise NotNow(
        _("No answer can be sent from the step “%(step)s”. Move the request on first.")
        % {"step": service_request.step_label}
    )


def _freeze(answer: Answer, circuit: Circuit, by: User) -> Round:
    content = frozen_content(answer)
    return answer.rounds.create(
        municipality_id=answer.municipality_id,
        number=answer.rounds.count() + 1,
        revision=answer.revision,
        body=answer.body,
        content=content,
        content_hash=content_hash(content),
        circuit=circuit.to_data(),
        author=by,
        writers=sorted(answer.writers_since_last_round() | {by.pk}),
        team=_validating_team(answer.service_request, circuit),
        submitted_at=timezone.now(),
    )


def _validating_team(service_request: ServiceRequest, circuit: Circuit) -> Team:
    if not circuit.is_empty:
        function = circuit.stages[0].function
        mapping = service_request.service.function_mappings.filter(function=function).first()
        if mapping is not None and mapping.team is not None:
            return mapping.team
    return service_request.team


def _decidable(mixin: ValidationMixin, number: int, user: User) -> tuple[Answer, Round]:
    answer = cast("Answer", mixin).lock()
    round_ = answer.rounds.select_related("team").filter(number=number).first()
    if round_ is None or round_.state != RoundState.OPEN:
        raise NotNow(_already_decided(round_))
    if refusal := refusal_to_validate(user, round_):
        raise NotAllowed(refusal)
    return answer, round_


def _already_decided(round_: Round | None) -> str:
    visa = round_.visas.select_related("by").last() if round_ else None
    if visa is None:
        return _("The author took this answer back: there is nothing to decide now.")
    if visa.decision == Decision.APPROVED:
        return _("%(person)s has already approved this answer.") % {"person": visa.by}
    return _("%(person)s has already returned this answer.") % {"person": visa.by}


def _decide(answer: Answer, round_: Round, decision: Decision, reason: str, by: User) -> None:
    round_.visas.create(
        municipality_id=round_.municipality_id,
        stage=1,
        decision=decision,
        by=by,
        author_id=round_.author_id,
        content_hash=round_.content_hash,
        reason=reason,
        decided_at=timezone.now(),
    )
    closed = RoundState.APPROVED if decision == Decision.APPROVED else RoundState.RETURNED
    _close(answer, round_, closed)
    Event.objects.record(str(decision), answer, by=by, round=round_.number)


def _close(answer: Answer, round_: Round, state: RoundState) -> None:
    round_.state, round_.closed_at = state, timezone.now()
    round_.save(update_fields=["state", "closed_at"])


def _leave_validation(answer: Answer, event: AnswerEvent, by: User) -> None:
    service_request = answer.service_request
    service_request.validating_team = None
    service_request.save(update_fields=["validating_team"])
    service_request.follow_answer(event, by=by)
