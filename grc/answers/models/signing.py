# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, cast

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grc.answers.enums import SIGNED_OUTSIDE, AnswerState, SendingChannel
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from grc.service_requests.file_types import accept
from grc.service_requests.guards import can_work

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from grc.accounts.models import User
    from grc.answers.models.answer import Answer
    from grc.answers.models.signed_file import SignedFile
    from grc.journal.models.event import Actor

MANUAL = "manual"
SIGNATURE_ASKED, SIGNATURE_WITHDRAWN = "signature_asked", "signature_withdrawn"
_LETTER = "application/pdf"


class SigningMixin:
    """The letter as it was signed: the act's final form, kept once approved (law R1.30)."""

    @transaction.atomic
    def keep_signed(self, upload: UploadedFile[bytes], *, by: User) -> SignedFile:
        """Keep the scan of a letter that was signed by hand, or a PDF that was signed elsewhere.

        Raises NotAllowed for a person who does not work the request, NotNow before the answer is
        approved or where no signature is awaited, NotValid for anything but a PDF.
        """
        answer = cast("Answer", self).lock()
        if not can_work(by, answer.service_request):
            raise NotAllowed(
                _("Only people of %(team)s can do this.") % {"team": answer.service_request.team}
            )
        if refusal := answer.refusal_of_signed_file():
            raise NotNow(refusal)
        accepted = accept(upload)
        if accepted.content_type != _LETTER:
            raise NotValid(
                _("%(name)s is not a PDF. Scan the signed letter as a PDF.")
                % {"name": accepted.name}
            )
        answer.refuse_too_much(len(accepted.content))
        return answer.store_signed(accepted.content, name=accepted.name, backend=MANUAL, by=by)

    def refusal_of_signed_file(self) -> str:
        """Return why no signed letter can be kept now; empty when one can."""
        answer = cast("Answer", self)
        if answer.state not in (AnswerState.APPROVED, AnswerState.SENT):
            return _("This answer is not approved: there is nothing to sign yet.")
        if answer.signature_mode not in SIGNED_OUTSIDE:
            return _("This answer leaves without a signature: there is nothing to keep.")
        if answer.parapheur_ticket is not None and not answer.is_signed:
            return _("This letter is being signed electronically: it comes back by itself.")
        if answer.sent_by_channel == SendingChannel.EMAIL:
            return _("This answer has left with its signed letter: it stays as it left.")
        return ""

    def store_signed(
        self, content: bytes, *, name: str, backend: str, ticket: str = "", by: Actor
    ) -> SignedFile:
        """Keep a signed letter of the approved round. The answer must be locked.

        The bytes that count already are not kept twice. What waited for it leaves now, with it.
        """
        answer = cast("Answer", self)
        round_ = answer.approved_round
        if round_ is None:
            raise NotNow(_("This answer is not approved: there is nothing to sign yet."))
        sha256 = hashlib.sha256(content).hexdigest()
        known = answer.signed_file
        if known is not None and known.sha256 == sha256:
            return known
        signed = answer.signed_files.create(
            municipality_id=answer.municipality_id,
            round=round_,
            name=name,
            size=len(content),
            sha256=sha256,
            file=ContentFile(content, name=name),
            backend=backend,
            ticket=ticket,
            by_id=by.pk if by is not None else None,
            kept_at=timezone.now(),
        )
        told = {"round": round_.number, "file": signed.pk, "sha256": sha256}
        answer.record("signed_file_kept", by=by, **told)
        if answer.state == AnswerState.APPROVED and answer.cancel_mail():
            answer.queue(round_, by=by)
        return signed

    def leave_parapheur(self, *, by: Actor) -> None:
        """Take back what waits to be signed elsewhere. The answer must be locked."""
        from grc.answers.tasks import withdraw_signature

        answer = cast("Answer", self)
        held = answer.parapheur_ticket
        if held is None or answer.is_signed:
            return
        answer.record(SIGNATURE_WITHDRAWN, by=by, **held)
        withdraw_signature.defer(ticket=held["ticket"])

    @property
    def parapheur_ticket(self) -> dict[str, Any] | None:
        """Round, backend and number under which a parapheur holds the act; None where none does."""
        names = (SIGNATURE_ASKED, SIGNATURE_WITHDRAWN)
        events = Event.objects.about(cast("Answer", self)).filter(name__in=names).in_order()
        last = events.last()
        return last.data if last is not None and last.name == SIGNATURE_ASKED else None

    @property
    def is_signed(self) -> bool:
        """Whether the letter of the approved round is kept as it was signed."""
        answer = cast("Answer", self)
        return answer.signature_mode in SIGNED_OUTSIDE and answer.signed_file is not None

    @property
    def signed_file(self) -> SignedFile | None:
        """The act in its final form; None while nothing signed was kept since the approval."""
        return cast("Answer", self).signed_files.standing().last()
