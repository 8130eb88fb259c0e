# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grc.catalog.models.held_function import HeldFunction, HeldFunctionQuerySet, one_way
from grc.service_requests.models.service_request import ServiceRequest
from invariants import SameTown
from invariants.models import TownModel


class EntrustedFunctionQuerySet(HeldFunctionQuerySet):
    def living(self) -> Self:
        """Keep those of requests that have not ended."""
        return self.filter(is_living=True)


class EntrustedFunction(HeldFunction):
    """Who holds a function for one request, whatever its service says.

    ``entrusted_by`` None: the workflow did, upon a citizen's word, an answer or the time.
    """

    service_request = models.ForeignKey(
        ServiceRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="entrusted_functions",
        db_constraint=False,
    )
    entrusted_at = models.DateTimeField(_("entrusted"), default=timezone.now)
    entrusted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    # Kept in step with the request, so that what somebody sees is read from an index alone.
    is_living = models.BooleanField(default=True)

    objects = EntrustedFunctionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("function entrusted for one request")
        verbose_name_plural = _("functions entrusted for one request")
        ordering = ("pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "service_request", "function"], name="entrusted_of"
            ),
            *(
                models.Index(
                    fields=["municipality", holder, "service_request"],
                    name=f"entrusted_to_{holder}",
                    condition=models.Q((f"{holder}__isnull", False), is_living=True),
                )
                for holder in ("team", "person")
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("service_request", name="service_requests_entrusted_same_town"),
            SameTown("team", name="service_requests_entrusted_same_town_team"),
            models.UniqueConstraint(
                fields=("service_request", "function", "team", "role", "person"),
                name="service_requests_entrusted_unique",
                nulls_distinct=False,
            ),
            one_way("service_requests_entrusted_one_way"),
        ]
