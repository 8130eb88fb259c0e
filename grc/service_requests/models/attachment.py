# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.service_requests.models.asked_item import AskedItem
from grc.service_requests.models.message import Message
from grc.service_requests.models.service_request import ServiceRequest
from invariants import SameTown
from invariants.models import TownModel


def random_path(attachment: Attachment, name: str) -> str:
    """Return where the bytes are kept: a random name, outside the web root (law R5.32)."""
    return f"{attachment.municipality_id}/{uuid.uuid4().hex}"


class Attachment(TownModel):
    """A file that came with a request or with a message of its thread."""

    service_request = models.ForeignKey(
        ServiceRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="attachments",
        db_constraint=False,
    )
    message = models.ForeignKey(
        Message,
        verbose_name=_("message"),
        on_delete=models.PROTECT,
        related_name="attachments",
        null=True,
        blank=True,
        db_constraint=False,
    )
    asked_item = models.ForeignKey(
        AskedItem,
        verbose_name=_("item asked for"),
        on_delete=models.PROTECT,
        related_name="attachments",
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
    )
    field = models.CharField(_("field of the form"), max_length=40, blank=True)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(_("file"), upload_to=random_path, max_length=120)
    internal = models.BooleanField(_("internal"), default=False)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "service_request"], name="attachment_of_request"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("service_request", name="service_requests_attachment_same_town"),
            SameTown("message", name="service_requests_attachment_same_town_message"),
            SameTown("asked_item", name="service_requests_attachment_same_town_item"),
            models.UniqueConstraint(
                fields=("municipality", "service_request", "message", "field", "sha256"),
                name="service_requests_attachment_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name
