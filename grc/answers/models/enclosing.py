# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, cast

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grc.answers.models.drafting import writable
from grc.core.refusals import NotNow, NotValid
from grc.service_requests.file_types import accept

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.core.files.uploadedfile import UploadedFile

    from grc.accounts.models import User
    from grc.answers.models.answer import Answer
    from grc.answers.models.answer_file import AnswerFile

#: Of all the files of one answer, in bytes: coded for mail they grow by a third, and most servers
#: take 20 MB.
LARGEST_TOTAL: Final = 10_000_000
MOST_FILES: Final = 10


class EnclosingMixin:
    """The files that leave with an answer: chosen while it is a draft, frozen with its text."""

    @transaction.atomic
    def enclose(self, upload: UploadedFile[bytes], *, by: User) -> AnswerFile:
        """Add a file to the draft. The same bytes twice are kept once.

        Raises NotNow once the answer is no longer a draft, NotValid for a file that is not
        accepted, or for more than mail can carry.
        """
        answer = writable(self, by)
        accepted = accept(upload)
        enclosed = answer.enclosed()
        sha256 = hashlib.sha256(accepted.content).hexdigest()
        known = next((file for file in enclosed if file.sha256 == sha256), None)
        if known is not None:
            return known
        if len(enclosed) >= MOST_FILES:
            raise NotValid(_("An answer carries %(count)d files at most.") % {"count": MOST_FILES})
        answer.refuse_too_much(len(accepted.content))
        made = answer.files.create(
            municipality_id=answer.municipality_id,
            name=accepted.name,
            content_type=accepted.content_type,
            size=len(accepted.content),
            sha256=sha256,
            file=ContentFile(accepted.content, name=accepted.name),
            by=by,
            added_at=timezone.now(),
        )
        answer.record("file_enclosed", by=by, file=made.pk, sha256=sha256)
        return made

    @transaction.atomic
    def take_out(self, key: int, *, by: User) -> AnswerFile:
        """Take a file out of the draft. Rounds that name it, and its bytes, stay."""
        answer = writable(self, by)
        found = answer.files.enclosed().filter(pk=key).first()
        if found is None:
            raise NotNow(_("This file is no longer attached. Reload the page to see which are."))
        found.removed_at = timezone.now()
        found.save(update_fields=["removed_at"])
        answer.record("file_taken_out", by=by, file=found.pk)
        return found

    def enclosed(self) -> list[AnswerFile]:
        """Return the files that leave with the draft as it is now, in the order they came."""
        return list(cast("Answer", self).files.enclosed())

    def refuse_too_much(self, size: int) -> None:
        """Raise NotValid where the files and so many bytes more are too large for a mail."""
        if sum(file.size for file in self.enclosed()) + size > LARGEST_TOTAL:
            raise NotValid(
                _(
                    "Together the files of this answer are larger than 10 MB: a mail could not"
                    " carry them. Send fewer or smaller ones."
                )
            )

    def refuse_other_files(self, seen: Collection[int]) -> None:
        """Raise NotNow when the files are not those that the person has before their eyes."""
        if {file.pk for file in self.enclosed()} != set(seen):
            raise NotNow(
                _("Somebody changed the files of this answer meanwhile. Look again, then submit.")
            )
