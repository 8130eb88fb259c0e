# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_fsm import transition as fsm_transition

from grc.answers.enums import AnswerState
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import clean
from grc.journal.models import Event
from grc.service_requests.enums import Outcome
from grc.service_requests.guards import can_work

if TYPE_CHECKING:
    from grc.accounts.models import User
    from grc.answers.models.answer import Answer
    from grc.answers.models.draft_state import DraftState

#: Saves of one person that follow each other this closely are one burst, kept as one state.
BURST: Final = timedelta(seconds=60)
LONGEST_BODY: Final = 50_000


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What became of a save. ``aside`` is set when another text had been saved meanwhile."""

    revision: int
    body: str
    aside: DraftState | None = None

    @property
    def kept_aside(self) -> bool:
        return self.aside is not None


class DraftingMixin:
    """Typing an answer: every pause is saved, two people typing lose nothing."""

    @transaction.atomic
    def save_draft(self, body: str, *, outcome: str = "", based_on: int, by: User) -> Saved:
        """Save what was typed on the revision ``based_on``.

        When somebody else saved another text since, both are kept: theirs stays the draft, this
        one is kept aside and returned. Raises NotNow when the answer is no longer a draft.
        """
        answer = writable(self, by)
        body, outcome = _checked(body, outcome or answer.outcome)
        if (body, outcome) == (answer.body, answer.outcome):
            return Saved(revision=answer.revision, body=answer.body)
        if based_on != answer.revision:
            return _keep_aside(answer, body, outcome, based_on, by)
        _settle(answer, by)
        answer.body, answer.outcome, answer.revision = body, outcome, answer.revision + 1
        answer.save(update_fields=["body", "outcome", "revision"])
        _keep_state(answer, by)
        return Saved(revision=answer.revision, body=body)

    @transaction.atomic
    def withdraw(self, *, by: User) -> Answer:
        """Give up a draft. Its states and its earlier rounds stay."""
        answer = writable(self, by)
        answer._withdraw()
        answer.save(update_fields=["state"])
        Event.objects.record("withdrawn", answer, by=by)
        return answer

    @fsm_transition(field="state", source=AnswerState.DRAFT, target=AnswerState.WITHDRAWN)
    def _withdraw(self) -> None: ...

    def texts_aside(self) -> list[DraftState]:
        """Return the texts that wait for somebody to merge them into the draft."""
        answer = cast("Answer", self)
        return list(answer.draft_states.filter(kept_aside=True, settled=False).select_related("by"))

    def writers_since_last_round(self) -> set[int]:
        """Return the ids of all who changed the text that would be submitted now."""
        answer = cast("Answer", self)
        states = answer.draft_states.filter(kept_aside=False)
        last = answer.rounds.order_by("-number").first()
        if last is not None:
            states = states.filter(revision__gt=last.revision)
        return set(states.values_list("by_id", flat=True))


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


def _checked(body: str, outcome: str) -> tuple[str, str]:
    body = clean(body)
    if len(body) > LONGEST_BODY:
        raise NotValid(
            _("This answer is too long by %(count)d characters. Shorten it.")
            % {"count": len(body) - LONGEST_BODY}
        )
    if outcome not in Outcome.values:
        raise NotValid(_("Choose one of the outcomes of the list."))
    return body, outcome


def _keep_aside(answer: Answer, body: str, outcome: str, based_on: int, by: User) -> Saved:
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
    aside.save()
    return Saved(revision=answer.revision, body=answer.body, aside=aside)


def _settle(answer: Answer, by: User) -> None:
    """Whoever saves on the newest revision has seen both texts: their own needs no merging now."""
    answer.draft_states.filter(kept_aside=True, settled=False, by=by).update(settled=True)


def _keep_state(answer: Answer, by: User) -> None:
    now = timezone.now()
    last_round = answer.rounds.order_by("-number").first()
    floor = last_round.revision if last_round else 0
    last = answer.draft_states.filter(kept_aside=False, revision__gt=floor).last()
    if last is None or last.by_id != by.pk or now - last.saved_at > BURST:
        last = answer.draft_states.model(
            municipality_id=answer.municipality_id, answer=answer, by=by
        )
    last.revision, last.body, last.outcome = answer.revision, answer.body, answer.outcome
    last.saved_at = now
    last.save()
