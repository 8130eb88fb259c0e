# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_fsm import transition as fsm_transition

from grc.answers.content import frozen_content
from grc.answers.enums import AnswerState, Decision, RoundState, TurnEnd
from grc.answers.models.drafting import writable
from grc.answers.texts.filling import refusal_of_placeholders
from grc.core.canonical import content_hash
from grc.core.refusals import NotAllowed, NotNow, NotValid
from workflows.definition import AnswerEvent

if TYPE_CHECKING:
    from collections.abc import Collection

    from grc.accounts.models import User
    from grc.answers.choosing import Choice
    from grc.answers.models.answer import Answer
    from grc.answers.models.round import Round
    from grc.answers.models.turn import Turn
    from grc.journal.models.event import Actor


class SubmittingMixin:
    """Handing a text to its circuit, taking it back. Each moves the request in one transaction."""

    @transaction.atomic
    def submit(self, *, based_on: int, by: User, files: Collection[int] | None = None) -> Round:
        """Freeze the draft as a round and hand it to its circuit.

        ``based_on`` is the revision that the person has before their eyes, ``files`` the files
        that they see: what somebody changed meanwhile is not submitted unread. Where the circuit
        asks for no visa the round is approved by the rule, and leaves.
        """
        from grc.answers.choosing import choose
        from grc.answers.legality import refusal_to_leave
        from grc.answers.models.spot_check import draw

        answer = writable(self, by)
        if based_on != answer.revision:
            raise NotNow(
                _("Somebody changed this answer meanwhile. Read it again, then submit it.")
            )
        if files is not None:
            answer.refuse_other_files(files)
        if not answer.body:
            raise NotValid(_("Write the answer before submitting it."))
        fields = answer.service_request.form_version.parsed
        if refusal := refusal_of_placeholders(answer.body, fields) or answer.refusal_to_reach():
            raise NotValid(refusal)
        choice = choose(answer)
        if refusal := refusal_to_leave(answer):
            raise NotValid(refusal)
        round_ = freeze(answer, choice, by)
        answer._submit()
        answer.save(update_fields=["state"])
        answer.record("submitted", by=by, round=round_.number, **round_.fingerprints)
        answer.service_request.follow_answer(AnswerEvent.SUBMITTED, by=by)
        answer.go_on(round_, by=by)
        if round_.state == RoundState.APPROVED and choice.sample_percent:
            draw(round_, choice.sample_percent)
        return round_

    @transaction.atomic
    def recall(self, *, by: User) -> Answer:
        """Take back one's own answer, to go on writing: while it waits, or before it has left."""
        answer = cast("Answer", self).lock()
        round_ = answer.open_round or answer.leaving_round
        if round_ is None:
            raise NotNow(_("This answer no longer waits: it has left, or somebody decided."))
        if by.pk not in (answer.author_id, round_.author_id):
            raise NotAllowed(_("Only the author can take an answer back."))
        if answer.state == AnswerState.APPROVED:
            answer.stop_leaving(by=by)
            answer._take_back_approval()
        else:
            answer._reopen()
        answer.close_round(round_, RoundState.RECALLED)
        answer.save(update_fields=["state", "undo_until"])
        answer.record("recalled", by=by, round=round_.number)
        answer.leave_validation(AnswerEvent.RECALLED, by=by)
        return answer

    @transaction.atomic
    def undo(self, *, by: User) -> Answer:
        """Take back one's own visa, the last one, before the answer has left. Nothing is erased."""
        from grc.answers.rounds.course import Course

        answer = cast("Answer", self).lock()
        round_ = answer.leaving_round
        if round_ is None:
            raise NotNow(_("This answer is no longer leaving: nothing can be undone."))
        course = Course(answer, round_)
        last = next((v for v in reversed(course.counting) if v.decision == Decision.APPROVED), None)
        if last is None or last.by_id != by.pk:
            raise NotAllowed(_("Only the person who gave the last visa can take it back."))
        answer.stop_leaving(by=by)
        course.take_back(last)
        round_.state, round_.closed_at = RoundState.OPEN, None
        round_.save(update_fields=["state", "closed_at"])
        answer._resubmit()
        answer.save(update_fields=["state", "undo_until"])
        answer.record("visa_taken_back", by=by, round=round_.number, stage=last.stage)
        answer.leave_validation(AnswerEvent.RECALLED, by=by)
        answer.service_request.follow_answer(AnswerEvent.SUBMITTED, by=by)
        answer.go_on(round_, by=by)
        return answer

    def go_on(self, round_: Round, *, by: Actor) -> None:
        """Ask whoever comes next; once nobody does, the text is approved and leaves."""
        from grc.answers.rounds.course import Course

        answer = cast("Answer", self)
        course = Course(answer, round_)
        if course.advance():
            answer.approve_round(round_, by=by)
        else:
            answer.wait_for(course.open_turns)

    def approve_round(self, round_: Round, *, by: Actor) -> None:
        """Follow the last visa: the request moves on and the approved text is queued, once.

        Raises NotNow for a version that an older Catalaune froze without all that it has now.
        """
        answer = cast("Answer", self)
        _refuse_lacking(answer, round_)
        self.close_round(round_, RoundState.APPROVED)
        self._approve()
        answer.save(update_fields=["state"])
        self.leave_validation(AnswerEvent.APPROVED, by=by)
        answer.queue(round_, by=by)

    def close_round(self, round_: Round, state: RoundState) -> None:
        """End a round; whoever was asked no longer is."""
        now = timezone.now()
        round_.turns.open().update(
            closed_at=now, ended_by=TurnEnd.NOT_NEEDED, timer="", timer_at=None
        )
        round_.state, round_.closed_at = state, now
        round_.save(update_fields=["state", "closed_at"])

    def wait_for(self, turns: list[Turn]) -> None:
        """Show the request to the team whose turn it is."""
        service_request = cast("Answer", self).service_request
        team = next((turn.team_id for turn in turns if turn.team_id), service_request.team_id)
        if service_request.validating_team_id != team:
            service_request.validating_team_id = team
            service_request.save(update_fields=["validating_team"])

    def leave_validation(self, event: AnswerEvent, *, by: Actor) -> None:
        """Let the request go on: nobody is asked any more."""
        service_request = cast("Answer", self).service_request
        service_request.validating_team = None
        service_request.save(update_fields=["validating_team"])
        service_request.follow_answer(event, by=by)

    @property
    def open_round(self) -> Round | None:
        return cast("Answer", self).rounds.filter(state=RoundState.OPEN).first()

    @property
    def approved_round(self) -> Round | None:
        return cast("Answer", self).rounds.filter(state=RoundState.APPROVED).last()

    @property
    def leaving_round(self) -> Round | None:
        """The approved round of an answer that has not left yet."""
        is_leaving = cast("Answer", self).state == AnswerState.APPROVED
        return self.approved_round if is_leaving else None

    @fsm_transition(field="state", source=AnswerState.DRAFT, target=AnswerState.SUBMITTED)
    def _submit(self) -> None: ...

    @fsm_transition(field="state", source=AnswerState.SUBMITTED, target=AnswerState.DRAFT)
    def _reopen(self) -> None: ...

    @fsm_transition(field="state", source=AnswerState.SUBMITTED, target=AnswerState.APPROVED)
    def _approve(self) -> None: ...

    @fsm_transition(field="state", source=AnswerState.APPROVED, target=AnswerState.DRAFT)
    def _take_back_approval(self) -> None: ...

    @fsm_transition(field="state", source=AnswerState.APPROVED, target=AnswerState.SUBMITTED)
    def _resubmit(self) -> None: ...


def _refuse_lacking(answer: Answer, round_: Round) -> None:
    """While a new Catalaune takes over, an old page may have frozen what it did not know of."""
    is_plain = not (answer.channel or answer.copies or answer.enclosed())
    if "channel" not in round_.content and not is_plain:
        raise NotNow(
            _(
                "This version was submitted while Catalaune was being upgraded, without its files"
                " and copies. Return it, so that it is submitted again."
            )
        )


def freeze(answer: Answer, choice: Choice, by: User, *, amends: Round | None = None) -> Round:
    """Write the next round: the text as it is now, its hash, its own copy of the circuit."""
    content = frozen_content(answer)
    definition = choice.definition
    return answer.rounds.create(
        municipality_id=answer.municipality_id,
        number=answer.rounds.count() + 1,
        revision=answer.revision,
        body=answer.body,
        content=content,
        content_hash=content_hash(content),
        circuit=definition.to_data(),
        circuit_code=choice.code,
        chosen_by=choice.why,
        validates=definition.validates,
        is_amendment=amends is not None,
        author=by,
        writers=sorted(answer.writers_now(by, is_amendment=amends is not None)),
        submitted_at=timezone.now(),
    )
