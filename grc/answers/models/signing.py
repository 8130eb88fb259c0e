# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, cast

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grc.answers.enums import AnswerState, SignatureMode
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.service_requests.file_types import accept
from grc.service_requests.guards import can_work

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from grc.accounts.models import User
    from grc.answers.models.answer import Answer
    from grc.answers.models.signed_file import SignedFile
    from grc.journal.models.event import Actor

MANUAL = "manual"
_SIGNED_OUTSIDE = (SignatureMode.HANDWRITTEN, SignatureMode.ELECTRONIC)
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
        return answer.store_signed(accepted.content, name=accepted.name, backend=MANUAL, by=by)

    def refusal_of_signed_file(self) -> str:
        """Return why no signed letter can be kept now; empty when one can."""
        answer = cast("Answer", self)
        if answer.state not in (AnswerState.APPROVED, AnswerState.SENT):
            return _("This answer is not approved: there is nothing to sign yet.")
        if answer.signature_mode not in _SIGNED_OUTSIDE:
            return _("This answer leaves without a signature: there is nothing to keep.")
        return ""

    def store_signed(
        self, content: bytes, *, name: str, backend: str, ticket: str = "", by: Actor
    ) -> SignedFile:
        """Keep a signed letter of the approved round. The answer must be locked.

        The same bytes twice are kept once.
        """
        answer = cast("Answer", self)
        round_ = answer.approved_round
        if round_ is None:
            raise NotNow(_("This answer is not approved: there is nothing to sign yet."))
        sha256 = hashlib.sha256(content).hexdigest()
        known = answer.signed_files.filter(round=round_, sha256=sha256).first()
        if known is not None:
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
        return signed

    @property
    def signed_file(self) -> SignedFile | None:
        """The act in its final form; None while nothing signed was kept of the approved round."""
        answer = cast("Answer", self)
        return answer.signed_files.filter(round=answer.approved_round).last()
