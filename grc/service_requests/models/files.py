# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, cast

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from grc.core.refusals import NotValid
from grc.journal.models import Event
from grc.service_requests.file_types import accept

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from grc.journal.models.event import Actor
    from grc.service_requests.models.asked_item import AskedItem
    from grc.service_requests.models.attachment import Attachment
    from grc.service_requests.models.message import Message
    from grc.service_requests.models.service_request import ServiceRequest

# Of all the files of one request together (law R5.30).
LARGEST_TOTAL = 50_000_000


class FilesMixin:
    """The files of a request: types and sizes limited, pictures without hidden data."""

    @transaction.atomic
    def attach(
        self,
        upload: UploadedFile[bytes],
        *,
        by: Actor,
        field: str = "",
        message: Message | None = None,
        internal: bool = False,
        item: AskedItem | None = None,
    ) -> Attachment:
        """Keep a file. The same bytes twice in the same place are kept once.

        Raises NotValid, with a sentence for the person, for a file that is not accepted.
        """
        service_request = cast("ServiceRequest", self)
        accepted = accept(upload)
        total = service_request.attachments.aggregate(total=Sum("size"))["total"] or 0
        if total + len(accepted.content) > LARGEST_TOTAL:
            raise NotValid(
                _("The files of this request are too large together. Send fewer or smaller ones.")
            )
        attachment, created = service_request.attachments.get_or_create(
            municipality_id=service_request.municipality_id,
            field=field,
            message=message,
            sha256=hashlib.sha256(accepted.content).hexdigest(),
            defaults={
                "name": accepted.name,
                "content_type": accepted.content_type,
                "size": len(accepted.content),
                "file": ContentFile(accepted.content, name=accepted.name),
                "internal": internal,
                "asked_item": item,
            },
        )
        if created:
            Event.objects.record("attached", service_request, by=by, attachment=attachment.pk)
        return attachment
