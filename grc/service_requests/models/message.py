# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.service_requests.enums import MessageKind
from grc.service_requests.models.service_request import ServiceRequest
from invariants import Frozen, SameTown
from invariants.models import TownModel, town_key


class Message(TownModel):
    """One message of a request's thread. What was said is not edited afterwards."""

    service_request = models.ForeignKey(
        ServiceRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="messages",
        db_constraint=False,
    )
    kind = models.CharField(_("kind"), max_length=20, choices=MessageKind.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    body = models.TextField(_("text"))
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    form_token = models.UUIDField(null=True, editable=False)

    # Set by the command that wrote it: False when a retried form found its message again.
    is_new = False

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "service_request", "id"], name="message_thread"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("service_requests_message_town_key"),
            SameTown("service_request", name="service_requests_message_same_town"),
            models.UniqueConstraint(
                fields=("municipality", "form_token"), name="service_requests_message_once"
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(kind=MessageKind.FROM_REQUESTER, author__isnull=True)
                    # Without an author it is the workflow that wrote.
                    | models.Q(kind=MessageKind.TO_REQUESTER)
                    | models.Q(kind=MessageKind.INTERNAL_NOTE, author__isnull=False)
                ),
                name="service_requests_message_author",
            ),
            Frozen(name="service_requests_message_frozen"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.pk}"
