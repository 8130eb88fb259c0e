# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grc.service_requests.models.message import Message
from grc.service_requests.models.service_request import ServiceRequest
from invariants import Frozen, SameTown
from invariants.models import TownModel, town_key
from workflows.text import resolve

if TYPE_CHECKING:
    from datetime import datetime

_OPEN = models.Q(received_at__isnull=True, waived_at__isnull=True)
LONGEST_LABEL = 200


class AskedItemQuerySet(models.QuerySet["AskedItem"]):
    def open(self) -> Self:
        """Keep what is waited for."""
        return self.filter(_OPEN)


class AskedItem(TownModel):
    """A document or an information that the requester was asked for (law R1.23).

    It is open from ``asked_at`` until it is received or nobody waits for it any more, and kept as
    it is from then on. ``asked_by`` None: a citizen's word, an answer or the time asked, by the
    workflow. ``received_by`` None: the requester sent it themselves. ``waived_by`` None: the
    request ended.
    """

    service_request = models.ForeignKey(
        ServiceRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="asked_items",
        db_constraint=False,
    )
    code = models.CharField(_("code"), max_length=40)
    # As they were asked: one text for all languages, or one for each.
    label = models.JSONField(_("what is asked for"))
    help = models.JSONField(_("help"), default=str)
    indispensable = models.BooleanField(_("indispensable"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    due_on = models.DateField(_("to be sent by"))
    received_at = models.DateTimeField(_("received"), null=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    message = models.ForeignKey(
        Message,
        verbose_name=_("message that brought it"),
        on_delete=models.PROTECT,
        related_name="asked_items",
        null=True,
        db_constraint=False,
    )
    waived_at = models.DateTimeField(_("not waited for since"), null=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = AskedItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item asked for")
        verbose_name_plural = _("items asked for")
        ordering = ("pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "service_request", "id"], name="asked_item_of"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("service_requests_askeditem_town_key"),
            SameTown("service_request", name="service_requests_askeditem_same_town"),
            SameTown("message", name="service_requests_askeditem_same_town_message"),
            models.UniqueConstraint(
                fields=("municipality", "service_request", "code"),
                condition=_OPEN,
                name="service_requests_askeditem_asked_once",
                violation_error_message=_("This is asked for already."),
            ),
            models.CheckConstraint(
                condition=models.Q(received_at__isnull=False)
                | models.Q(received_by__isnull=True, message__isnull=True),
                name="service_requests_askeditem_received",
                violation_error_message=_("What was received has a moment."),
            ),
            models.CheckConstraint(
                condition=models.Q(waived_at__isnull=False) | models.Q(waived_by__isnull=True),
                name="service_requests_askeditem_waived",
                violation_error_message=_("What is not waited for any more has a moment."),
            ),
            models.CheckConstraint(
                condition=models.Q(received_at__isnull=True) | models.Q(waived_at__isnull=True),
                name="service_requests_askeditem_one_end",
                violation_error_message=_("What was received is not waited for any more."),
            ),
            Frozen(
                name="service_requests_askeditem_final",
                frozen_when="OLD.received_at IS NOT NULL OR OLD.waived_at IS NOT NULL",
            ),
            Frozen(
                name="service_requests_askeditem_asked",
                free=("received_at", "received_by", "message", "waived_at", "waived_by"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What is asked for, in the reader's language."""
        return resolve(self.label, get_language() or "fr")

    @property
    def hint(self) -> str:
        """What helps to find it, in the reader's language."""
        return resolve(self.help, get_language() or "fr")

    @property
    def ended_at(self) -> datetime | None:
        """Since when it is not waited for any more: it is there, or need not come."""
        return self.received_at or self.waived_at

    @property
    def is_open(self) -> bool:
        return self.ended_at is None
