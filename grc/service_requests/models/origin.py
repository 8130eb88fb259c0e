# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.service_requests.models.service_request import ServiceRequest
from invariants import Frozen, SameTown
from invariants.models import TownModel


class Origin(TownModel):
    """Where an imported request comes from: its number there, and all that the source said."""

    service_request = models.OneToOneField(
        ServiceRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="origin",
        db_constraint=False,
    )
    source = models.CharField(_("source"), max_length=60)
    external_id = models.CharField(_("number in the source"), max_length=120)
    record = models.JSONField(_("record as it was read"))
    imported_at = models.DateTimeField(_("imported"), auto_now_add=True)

    class Meta:
        verbose_name = _("origin")
        verbose_name_plural = _("origins")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("service_request", name="service_requests_origin_same_town"),
            models.UniqueConstraint(
                fields=("municipality", "source", "external_id"),
                name="service_requests_origin_once",
            ),
            Frozen(name="service_requests_origin_frozen"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"
