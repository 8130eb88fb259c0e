# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What left: the approved text, and nothing that was not approved (law R1.34, R1.35)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grc.answers.received import bears
from grc.answers.telling.answers import AnswerSent
from grc.answers.verifying.case import Defect
from grc.core.canonical import content_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grc.answers.models import Round
    from grc.answers.verifying.case import Case
    from notifications.models import Delivery


def check_sendings(case: Case, *, chain_holds: bool) -> Iterator[Defect]:
    """Look at what the answer says of itself, and at the mails that left."""
    answer, approved = case.answer, case.approved
    if answer.state in ("approved", "sent") and approved is None:
        yield Defect(
            code="answer.unapproved",
            what=_("it is “%(state)s”, and no version of it was approved.")
            % {"state": answer.get_state_display()},
        )
    if answer.state not in ("approved", "sent") and approved is not None:
        yield Defect(
            code="answer.approved",
            what=_("version %(number)d is approved, and the answer is “%(state)s”.")
            % {"number": approved.round.number, "state": answer.get_state_display()},
        )
    yield from _mails(case)
    is_told = any(event.name == "sent" for event in case.events)
    if chain_holds and answer.state == "sent" and not is_told:
        yield Defect(code="answer.untold", what=_("it was sent, and no event tells it."))


def _mails(case: Case) -> Iterator[Defect]:
    answer, approved = case.answer, case.approved
    sent = [delivery for delivery in case.deliveries if delivery.state == "sent"]
    for delivery in sent:
        named = {"id": delivery.pk}
        if approved is None:
            words = _("mail %(id)d left, and no version was approved.")
            yield Defect(code="mail.unapproved", what=words % named)
        elif not bears(_frozen(approved.round), text=delivery.text, html=delivery.html):
            words = _("mail %(id)d left with another text than the approved one.")
            yield Defect(code="mail.text", what=words % named)
        elif lacking := _lacking(approved.round, delivery):
            words = _("mail %(id)d left without the approved file %(name)s.")
            yield Defect(code="mail.file", what=words % {"id": delivery.pk, "name": lacking})
        if answer.state != "sent":
            words = _("mail %(id)d left, and the answer does not say so.")
            yield Defect(code="mail.unsaid", what=words % named)
    own = [delivery for delivery in sent if delivery.notification == AnswerSent.code]
    if answer.state == "sent" and answer.sent_by_channel == "email" and not own:
        yield Defect(code="mail.missing", what=_("it was sent by e-mail, and no mail left."))


def _lacking(round_: Round, delivery: Delivery) -> str:
    """Return the name of an approved file that a mail did not carry; empty when it had all."""
    carried = {enclosure["sha256"] for enclosure in delivery.enclosures}
    files = round_.content.get("files", [])
    return next((str(file["name"]) for file in files if file["sha256"] not in carried), "")


def _frozen(round_: Round) -> dict[str, Any]:
    """Return what a round froze: of the two copies of its text, the one its hash speaks for."""
    is_intact = content_hash(round_.content) == round_.content_hash
    content: dict[str, Any] = round_.content
    return content if is_intact else content | {"body": round_.body}
