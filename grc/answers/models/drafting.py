# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_fsm import transition as fsm_transition

from grc.answers.circuits.writers import Written, writers_of
from grc.answers.copies import copies_text, parse_copies
from grc.answers.enums import AnswerKind, AnswerState, SendingChannel, SignatureMode
from grc.answers.models.signatory import Signatory
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import clean
from grc.service_requests.enums import Outcome
from grc.service_requests.guards import can_work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grc.accounts.models import User
    from grc.answers.models.answer import Answer
    from grc.answers.models.draft_state import DraftState
    from grc.answers.models.round import Round

#: Saves of one person that follow each other this closely are one burst, kept as one state.
BURST: Final = timedelta(seconds=60)
LONGEST_BODY: Final = 50_000
#: Of a postal address (NF Z10-011 asks for six lines of 38 signs; abroad they are longer).
MOST_LINES: Final = 7
LONGEST_LINE: Final = 80


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What became of a save. ``aside`` is set when another text had been saved meanwhile."""

    revision: int
    body: str
    aside: DraftState | None = None

    @property
    def kept_aside(self) -> bool:
        return self.aside is not None


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What was decided beside the text: kind, grounds, who signs and how, to whom it goes and how.

    ``copies`` are dictionaries of a ``name`` and an ``email``.
    """

    kind: str = AnswerKind.INFORMATION
    grounds_law: str = ""
    grounds_fact: str = ""
    signatory_id: int | None = None
    signature_mode: str = ""
    channel: str = ""
    postal_address: str = ""
    copies: list[dict[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, answer: Answer) -> Decided:
        return cls(**{one.name: getattr(answer, one.name) for one in fields(cls)})

    @classmethod
    def kept(cls, data: Mapping[str, Any], answer: Answer) -> Decided:
        """Return what a state kept; what was not asked then is as the answer has it now."""
        known = {one.name for one in fields(cls)}
        return replace(cls.of(answer), **{name: data[name] for name in known & data.keys()})

    def checked(self, answer: Answer) -> Decided:
        """Return it as it is kept. Raises NotValid for what is on no list."""
        if self.kind not in AnswerKind.values:
            raise NotValid(_("Choose one of the kinds of answer of the list."))
        if self.signature_mode and self.signature_mode not in SignatureMode.values:
            raise NotValid(_("Choose one of the ways to sign of the list."))
        if self.signatory_id and not Signatory.objects.filter(pk=self.signatory_id).exists():
            raise NotValid(_("Choose one of the signatories of the list."))
        if self.channel and self.channel not in SendingChannel.values:
            raise NotValid(_("Choose one of the ways to send the answer of the list."))
        return replace(
            self,
            grounds_law=checked_body(self.grounds_law),
            grounds_fact=checked_body(self.grounds_fact),
            postal_address=_checked_address(self.postal_address),
            copies=parse_copies(copies_text(self.copies)),
        )


class DraftingMixin:
    """Typing an answer: every pause is saved, two people typing lose nothing."""

    @transaction.atomic
    def save_draft(
        self,
        body: str,
        *,
        outcome: str = "",
        based_on: int,
        by: User,
        decided: Decided | None = None,
        apart: bool = False,
    ) -> Saved:
        """Save what was typed on the revision ``based_on``; ``decided`` None leaves it as it is.

        ``apart``: this replaces the draft, so what stood there is kept beside it, burst or not.

        When somebody else saved another text since, both are kept: theirs stays the draft, this
        one is kept aside and returned. Raises NotNow when the answer is no longer a draft.
        """
        answer = writable(self, by)
        body, outcome = checked_body(body), _checked_outcome(outcome or answer.outcome)
        decided = Decided.of(answer) if decided is None else decided.checked(answer)
        if (body, outcome, decided) == (answer.body, answer.outcome, Decided.of(answer)):
            return Saved(revision=answer.revision, body=answer.body)
        if based_on != answer.revision:
            return _keep_aside(answer, body, outcome, decided, based_on, by)
        _settle(answer, by)
        answer.body, answer.outcome, answer.revision = body, outcome, answer.revision + 1
        for name, value in vars(decided).items():
            setattr(answer, name, value)
        answer.save(update_fields=["body", "outcome", "revision", *vars(decided)])
        _keep_state(answer, by, apart=apart)
        return Saved(revision=answer.revision, body=body)

    def keep_amended(self, body: str, *, by: User) -> None:
        """Take over the text that a validator corrected. The answer must be locked."""
        answer = cast("Answer", self)
        answer.body, answer.revision = body, answer.revision + 1
        answer.save(update_fields=["body", "revision"])
        _keep_state(answer, by)

    @transaction.atomic
    def withdraw(self, *, by: User) -> Answer:
        """Give up a draft. Its states and its earlier rounds stay."""
        answer = writable(self, by)
        answer._withdraw()
        answer.save(update_fields=["state"])
        answer.record("withdrawn", by=by)
        return answer

    @fsm_transition(field="state", source=AnswerState.DRAFT, target=AnswerState.WITHDRAWN)
    def _withdraw(self) -> None: ...

    def texts_aside(self) -> list[DraftState]:
        """Return the texts that wait for somebody to merge them into the draft."""
        answer = cast("Answer", self)
        return list(answer.draft_states.filter(kept_aside=True, settled=False).select_related("by"))

    def writers_now(self, by: User, *, is_amendment: bool = False) -> frozenset[int]:
        """Return who wrote in the text that ``by`` submits now, since the last foreign visa."""
        answer = cast("Answer", self)
        states = list(answer.draft_states.filter(kept_aside=False).values_list("revision", "by_id"))
        history, floor = [], -1
        for round_ in answer.rounds.order_by("number").prefetch_related("visas"):
            changed = {who for revision, who in states if floor < revision <= round_.revision}
            history.append(Written(frozenset(changed | {round_.author_id}), _approvers(round_)))
            floor = round_.revision
        changed = {who for revision, who in states if revision > floor}
        approved = (by.pk,) if is_amendment else ()
        return writers_of([*history, Written(frozenset(changed | {by.pk}), approved)])


def _approvers(round_: Round) -> tuple[int, ...]:
    visas = round_.visas.all()
    back = {visa.annuls_id for visa in visas}
    return tuple(v.by_id for v in visas if v.decision == "approved" and v.pk not in back)


def writable(mixin: object, user: User) -> Answer:
    answer = cast("Answer", mixin).lock()
    if not can_work(user, answer.service_request):
        raise NotAllowed(
            _("Only people of %(team)s can answer.") % {"team": answer.service_request.team}
        )
    if answer.state != AnswerState.DRAFT:
        raise NotNow(
            _(
                "This answer is no longer a draft, so it was not changed. Copy your text, then take"
                " the answer back to go on writing."
            )
        )
    return answer


def checked_body(body: str) -> str:
    """Return the text as it is kept. Raises NotValid when it is too long."""
    body = clean(body)
    if len(body) > LONGEST_BODY:
        raise NotValid(
            _("This answer is too long by %(count)d characters. Shorten it.")
            % {"count": len(body) - LONGEST_BODY}
        )
    return body


def _checked_address(address: str) -> str:
    address = clean(address)
    lines = address.splitlines()
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        raise NotValid(
            _("Write the postal address on %(lines)d lines at most, of %(length)d signs each.")
            % {"lines": MOST_LINES, "length": LONGEST_LINE}
        )
    return address


def _checked_outcome(outcome: str) -> str:
    if outcome not in Outcome.values:
        raise NotValid(_("Choose one of the outcomes of the list."))
    return outcome


def _keep_aside(
    answer: Answer, body: str, outcome: str, decided: Decided, based_on: int, by: User
) -> Saved:
    aside = answer.draft_states.filter(kept_aside=True, settled=False, by=by).last()
    if aside is None or aside.revision != based_on:
        aside = answer.draft_states.model(
            municipality_id=answer.municipality_id,
            answer=answer,
            revision=based_on,
            by=by,
            kept_aside=True,
        )
    aside.body, aside.outcome, aside.saved_at = body, outcome, timezone.now()
    aside.decided = vars(decided)
    aside.save()
    return Saved(revision=answer.revision, body=answer.body, aside=aside)


def _settle(answer: Answer, by: User) -> None:
    """Whoever saves on the newest revision has seen both texts: their own needs no merging now."""
    answer.draft_states.filter(kept_aside=True, settled=False, by=by).update(settled=True)


def _keep_state(answer: Answer, by: User, *, apart: bool = False) -> None:
    now = timezone.now()
    last_round = answer.rounds.order_by("-number").first()
    floor = last_round.revision if last_round else 0
    last = answer.draft_states.filter(kept_aside=False, revision__gt=floor).last()
    if apart or last is None or last.by_id != by.pk or now - last.saved_at > BURST:
        last = answer.draft_states.model(
            municipality_id=answer.municipality_id, answer=answer, by=by
        )
    last.revision, last.body, last.outcome = answer.revision, answer.body, answer.outcome
    last.decided, last.saved_at = vars(Decided.of(answer)), now
    last.save()
