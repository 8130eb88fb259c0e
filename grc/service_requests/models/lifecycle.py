# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_fsm import GET_STATE
from django_fsm import transition as fsm_transition

from grc.core.precision import Precision
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from grc.service_requests.effects.carrying_out import carry_out
from grc.service_requests.effects.library import has_words
from grc.service_requests.enums import Outcome, Priority
from grc.service_requests.facts import facts_about, vocabulary
from grc.service_requests.guards import can_work, functions_of
from grc.service_requests.models.timing import TIMES
from grc.service_requests.notifications import Ended
from workflows.definition import StepKind, is_end
from workflows.effects import Ask, BeginAnswer, Call, Contribute, Tell, name_of
from workflows.machine import Facts, NotAvailable
from workflows.rules import Vocabulary
from workflows.sentences import sentence
from workflows.soundness.survey import own_facts
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grc.accounts.models import User
    from grc.journal.models.event import Actor
    from grc.service_requests.asking import Files
    from grc.service_requests.effects.demanding import Demand
    from grc.service_requests.models.service_request import ServiceRequest
    from workflows.definition import AnswerEvent, Step, Transition
    from workflows.effects import Effect
    from workflows.findings import Finding
    from workflows.machine import Availability, Machine
    from workflows.models import WorkflowVersion


# Rows that never change while a request points to them: frozen editions; and the town of the page.
LASTING: Final = ("form_version", "workflow_version", "municipality")


class LifecycleMixin:
    """How a request moves through its pinned workflow.

    Five things may move it: a person's button (``perform``), the requester's word
    (``follow_citizen``), the answer (``follow_answer``), a timer (``fire_timer``), the
    contributions of other teams (``follow_joined``). Nothing else does.
    """

    @property
    def machine(self) -> Machine:
        return _request(self).workflow_version.machine

    @property
    def current_step(self) -> Step:
        return self.machine.step(_request(self).step)

    @property
    def step_label(self) -> str:
        """The name of the step for agents, in the reader's language."""
        return resolve(self.current_step.label, get_language() or "fr")

    @property
    def citizen_step_label(self) -> str:
        """The name of the step in the citizen's wording."""
        return resolve(self.current_step.citizen_label, get_language() or "fr")

    def facts(self) -> Facts:
        """Return what guards may look at."""
        service_request = _request(self)
        return Facts(
            answer_pending=service_request.validating_team_id is not None,
            known=facts_about(service_request, self.machine.facts_wanted),
            trail=tuple(service_request.trail),
        )

    def said(self, finding: Finding) -> str:
        """Return why a button cannot be pressed, in the words of this request's form."""
        fields, definition = _request(self).form_version.parsed, self.machine.definition
        return sentence(finding, vocabulary(fields) | Vocabulary(own_facts(definition)))

    def available_to(self, user: User) -> tuple[Availability, ...]:
        """Return every button of the current step, possible or not, each refusal in words."""
        service_request = _request(self)
        return self.machine.available(
            service_request.step, functions_of(user, service_request), self.facts()
        )

    def lock(self) -> ServiceRequest:
        """Return this request as it is now, locked until the transaction ends."""
        rows = type(_request(self)).objects.all()
        # Alone, then read again: a row locked with its joins is lost when a key of it changed
        # while we waited, because the joins are those of before.
        rows.locked().values_list("pk").get(pk=_request(self).pk)
        fresh = rows.select_related("service", "team").get(pk=_request(self).pk)
        _hand_over(_request(self), fresh)
        return fresh

    @transaction.atomic
    def perform(
        self,
        code: str,
        *,
        by: User,
        message: str = "",
        reason: str = "",
        outcome: str = "",
        values: Mapping[str, Any] | None = None,
        files: Files | None = None,
        demand: Demand | None = None,
    ) -> ServiceRequest:
        """Press a button of the current step; ``values`` and ``files`` answer what it asks.

        ``demand`` is what the requester is asked for, where the button asks for something.

        Raises NotNow when the request is no longer where the button was, NotAllowed when none of
        the person's functions may press it, NotValid when a word, an answer or an outcome is
        missing.
        """
        from grc.service_requests.asking import fill_in
        from grc.service_requests.effects.demanding import demanding

        fresh = self.lock()
        transition = _checked(fresh, code, by)
        if len(transition.outcomes) == 1:
            outcome = outcome or transition.outcomes[0]
        _check_words(transition, message, reason, outcome)
        transition = demanding(fresh, transition, demand)
        fill_in(fresh, transition, values or {}, files or {}, by=by)
        if reason.strip():
            fresh.append_note(reason, by=by)
        if message.strip():
            fresh.append_word(message, by=by)
        fresh.move(transition, by=by, outcome=outcome)
        if not message.strip():
            fresh.tell_end(transition)
        return fresh

    def tell_end(self, transition: Transition) -> None:
        """Tell the requester that a transition ended the request, unless it told them itself."""
        fresh = _request(self)
        tells = any(
            isinstance(effect, Tell) and has_words(effect.text, fresh, fresh.language)
            for effect in transition.effects
        )
        if fresh.has_ended and not transition.stays and not tells:
            Ended(fresh).defer(municipality=fresh.municipality, subject=fresh)

    def begin(self, *, by: User) -> None:
        """Leave the first step with whoever takes the request, where its workflow says how.

        One gesture for the agent: taking a new request is beginning to work on it.
        """
        if _request(self).step_kind != StepKind.NEW:
            return
        for availability in self.available_to(by):
            transition = availability.transition
            if (
                begins_work(self.machine, transition)
                and availability.allowed
                and transition.form is None
                and not transition.asked_items
                and "required" not in _words_of(transition)
            ):
                self.move(transition, by=by)
                return

    def follow_citizen(self, *, by: Actor = None) -> None:
        """Take the way that this step opens for the requester's word, if it opens one.

        ``by`` is who noted it for them, if somebody did.
        """
        facts = self.facts()
        transition = self.machine.by_citizen(_request(self).step, facts)
        if transition is not None and not facts.answer_pending:
            outcome = transition.outcomes[0] if transition.outcomes else ""
            self.move(transition, by=by or AnonymousUser(), outcome=outcome)

    def follow_answer(self, event: AnswerEvent, *, by: Actor, outcome: str = "") -> None:
        """Take the way that this step opens for what happened to the answer, if it opens one."""
        transition = self.machine.by_answer(_request(self).step, event, self.facts())
        if transition is not None:
            self.move(transition, by=by, outcome=outcome)

    def move(
        self,
        transition: Transition,
        *,
        by: Actor,
        outcome: str = "",
        passed: tuple[str, ...] = (),
    ) -> None:
        """Take a transition that was checked. The row must be locked.

        ``passed`` are the ways that led here because there was nobody to ask.
        """
        service_request = _request(self)
        to = self.machine.target(transition, service_request.step, tuple(service_request.trail))
        if to != service_request.step:
            service_request.withdraw_contributions(by=by)
        if self.machine.step(to).is_end:
            service_request.drop_items(by=by)
        carry_out(service_request, _effects_towards(self.machine.step(to), transition), by=by)
        if transition.stays:
            service_request.set_timer()
            service_request.save(update_fields=TIMES)
            Event.objects.record("performed", service_request, by=by, **_taken(transition))
        else:
            self._go(transition, to, by=by, outcome=outcome)
        carry_out(service_request, _calls(transition), by=by)
        service_request.join_at_once(transition, by=by, passed=passed)

    def _go(self, transition: Transition, to: str, *, by: Actor, outcome: str) -> None:
        service_request = _request(self)
        left, trail = service_request.step, tuple(service_request.trail)
        service_request.trail = list(self.machine.trail_after(transition, left, trail))
        self._advance(to, outcome=outcome)
        service_request.set_timer()
        service_request.save(
            update_fields=[
                *TIMES,
                "trail",
                "step",
                "step_kind",
                "step_since",
                "step_since_precision",
                "outcome",
                "ended_at",
                "requester_wrote_at",
            ]
        )
        service_request.follow_life()
        data = _taken(transition) | {"from": left, "to": to}
        if service_request.outcome:
            data["outcome"] = service_request.outcome
        Event.objects.record("moved", service_request, by=by, **data)

    @fsm_transition(field="step", source="*", target=GET_STATE(lambda self, version, to: to))
    def repin(self, version: WorkflowVersion, to: str) -> None:
        """Follow another version of the workflow from this step of it on. Not saved.

        The request has been there for as long as before: nothing happened to it.
        """
        service_request = _request(self)
        service_request.workflow_version = version
        service_request.step_kind = version.machine.step(to).kind

    @fsm_transition(field="step", source="*", target=GET_STATE(lambda self, to, **_: to))
    def _advance(self, to: str, *, outcome: str) -> None:
        service_request = _request(self)
        step = self.machine.step(to)
        service_request.step_kind = step.kind
        service_request.step_since = timezone.now()
        service_request.step_since_precision = Precision.INSTANT
        ends = is_end(step.kind)
        service_request.outcome = outcome if ends else ""
        service_request.ended_at = service_request.step_since if ends else None

    @transaction.atomic
    def set_priority(self, priority: int, *, by: User) -> ServiceRequest:
        """Say how urgent the request is."""
        fresh = self.lock()
        if not can_work(by, fresh):
            raise NotAllowed(
                _("Only people of %(team)s can set the priority.") % {"team": fresh.team}
            )
        if priority not in Priority.values:
            raise NotValid(_("Choose one of the priorities of the list."))
        if fresh.priority != priority:
            before, fresh.priority = fresh.priority, priority
            fresh.save(update_fields=["priority"])
            Event.objects.record("prioritised", fresh, by=by, before=before, after=priority)
        return fresh


def _hand_over(known: ServiceRequest, fresh: ServiceRequest) -> None:
    """Give what was read already, and is the same still, to the row that was read again."""
    for name in LASTING:
        field = cast("Any", known._meta.get_field(name))
        is_same = getattr(known, field.attname) == getattr(fresh, field.attname)
        if is_same and field.is_cached(known):
            setattr(fresh, name, getattr(known, name))


def _request(mixin: LifecycleMixin) -> ServiceRequest:
    return cast("ServiceRequest", mixin)


def _checked(service_request: ServiceRequest, code: str, user: User) -> Transition:
    try:
        return service_request.machine.check(
            service_request.step,
            code,
            functions_of(user, service_request),
            service_request.facts(),
        )
    except NotAvailable as refusal:
        kind = NotAllowed if refusal.kind == "not_allowed" else NotNow
        raise kind(service_request.said(refusal.finding)) from refusal


def begins_work(machine: Machine, transition: Transition) -> bool:
    """Return whether a transition leads to a step where somebody works on the request."""
    return bool(transition.to) and machine.step(transition.to).kind == StepKind.IN_PROGRESS


def _taken(transition: Transition) -> dict[str, Any]:
    """Return what an event keeps of a transition: its code, and what it did besides."""
    effects = [name_of(effect) for effect in transition.effects]
    return {"transition": transition.code} | ({"effects": effects} if effects else {})


def _effects_towards(step: Step, transition: Transition) -> list[Effect]:
    """Return what a transition does: once a request has ended nobody is asked any more, and none
    is answered.

    Other systems are told what came of it, so afterwards.
    """
    left_out = (Call, Contribute, BeginAnswer, Ask) if step.is_end else (Call,)
    return [effect for effect in transition.effects if not isinstance(effect, left_out)]


def _calls(transition: Transition) -> list[Effect]:
    """Return whom a transition tells: each system once, though shared parts name it too."""
    return list(dict.fromkeys(one for one in transition.effects if isinstance(one, Call)))


def _words_of(transition: Transition) -> tuple[str, str]:
    return transition.message, transition.reason


def _check_words(transition: Transition, message: str, reason: str, outcome: str) -> None:
    if transition.message == "required" and not message.strip():
        raise NotValid(_("Write a word to the requester: this step tells them what you need."))
    if transition.reason == "required" and not reason.strip():
        raise NotValid(_("Give a reason: your colleagues will read it in the history."))
    if transition.outcomes and outcome not in transition.outcomes:
        labels = ", ".join(str(Outcome(code).label) for code in transition.outcomes)
        raise NotValid(_("Say how the request ended: %(outcomes)s.") % {"outcomes": labels})
    if not transition.outcomes and outcome:
        raise NotValid(_("This step does not end the request; leave the outcome empty."))
