# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from django.db import transaction
from django.utils.translation import gettext as _

from grc.answers.enums import AnswerKind, AnswerState
from grc.answers.models.drafting import Decided
from grc.core.refusals import NotAllowed, NotNow
from grc.service_requests.guards import can_work

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from grc.accounts.models import User
    from grc.answers.models.answer import Answer
    from grc.answers.models.draft_state import DraftState
    from grc.answers.models.round import Round

_NAME: Final = re.compile(r"([ev])(\d{1,18})", re.ASCII)
_MOST_ROUNDS: Final = 2**15 - 1


@dataclass(frozen=True, kw_only=True)
class KeptText:
    """One text that an answer had, with what was decided beside it.

    ``name`` is ``e`` and the key of a state of the draft, or ``v`` and the number of a version.
    ``decided`` is None for states kept before that was asked; ``files`` are those of a version,
    because a draft has its own whatever its text.
    """

    name: str
    at: datetime
    by: User
    body: str
    outcome: str
    decided: Decided | None
    number: int = 0
    is_aside: bool = False
    files: tuple[str, ...] = ()


class KeepingMixin:
    """Every text that an answer had: found by its name, taken up again."""

    def kept_text(self, name: str) -> KeptText | None:
        """Return the text of this name; None for one that this answer never had."""
        answer = cast("Answer", self)
        match = _NAME.fullmatch(name)
        if match is None:
            return None
        key = int(match[2])
        if match[1] == "v":
            rounds = answer.rounds.select_related("author")
            version = rounds.filter(number=min(key, _MOST_ROUNDS)).first()
            return _of_round(answer, version) if version else None
        state = answer.draft_states.select_related("by").filter(pk=key).first()
        return _of_state(state) if state else None

    def text_before(self, name: str) -> KeptText | None:
        """Return what a text began from: the version before a version, the state before a state.

        For a text that was set aside, that is the draft on which it was typed.
        """
        answer = cast("Answer", self)
        match = _NAME.fullmatch(name)
        if match is None:
            return None
        key = int(match[2])
        if match[1] == "v":
            return self.kept_text(f"v{key - 1}")
        state = answer.draft_states.filter(pk=key).first()
        if state is None:
            return None
        most = state.revision if state.kept_aside else state.revision - 1
        earlier = answer.draft_states.filter(kept_aside=False, revision__lte=most)
        found = earlier.select_related("by").order_by("-revision").first()
        return _of_state(found) if found else None

    @transaction.atomic
    def take_up(self, kept: KeptText, *, based_on: int, by: User) -> None:
        """Make an earlier text the draft again, as a new revision; what stood there is kept.

        Raises NotAllowed for people who do not work the request, NotNow when the answer is no
        draft or changed since revision ``based_on``.
        """
        answer = cast("Answer", self).lock()
        if not can_work(by, answer.service_request):
            team = answer.service_request.team
            raise NotAllowed(_("Only people of %(team)s can answer.") % {"team": team})
        if answer.state != AnswerState.DRAFT:
            raise NotNow(
                _(
                    "This answer is no longer a draft, so nothing was changed. Its texts stay"
                    " readable here."
                )
            )
        if based_on != answer.revision:
            raise NotNow(
                _(
                    "The draft changed meanwhile. Look at it, then take this text up again if you"
                    " still want to."
                )
            )
        answer.save_draft(
            kept.body,
            outcome=kept.outcome,
            based_on=based_on,
            by=by,
            decided=kept.decided,
            apart=True,
        )
        if kept.is_aside:
            answer.draft_states.filter(pk=kept.name[1:], kept_aside=True).update(settled=True)


def _of_state(state: DraftState) -> KeptText:
    return KeptText(
        name=f"e{state.pk}",
        at=state.saved_at,
        by=state.by,
        body=state.body,
        outcome=state.outcome,
        decided=Decided.kept(state.decided, state.answer) if state.decided else None,
        is_aside=state.kept_aside,
    )


def _of_round(answer: Answer, version: Round) -> KeptText:
    """Return a version with what the draft that it froze had decided, words left open included."""
    content = version.content
    frozen = answer.draft_states.filter(kept_aside=False, revision=version.revision).first()
    return KeptText(
        name=f"v{version.number}",
        at=version.submitted_at,
        by=version.author,
        body=version.body,
        outcome=content.get("outcome", ""),
        decided=_decided(content) if frozen is None else _of_state(frozen).decided,
        number=version.number,
        files=tuple(str(file["name"]) for file in content.get("files", ())),
    )


def _decided(content: Mapping[str, Any]) -> Decided:
    grounds, signatory = content.get("grounds") or {}, content.get("signatory") or {}
    return Decided(
        kind=content.get("kind", AnswerKind.INFORMATION),
        grounds_law=grounds.get("law", ""),
        grounds_fact=grounds.get("fact", ""),
        signatory_id=signatory.get("id"),
        signature_mode=signatory.get("mode", ""),
        channel=content.get("channel", ""),
        postal_address=(content.get("recipient") or {}).get("address", ""),
        copies=list(content.get("copies", ())),
    )
