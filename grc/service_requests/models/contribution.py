# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grc.accounts.models import Team
from grc.service_requests.models.service_request import ServiceRequest
from invariants import Frozen, SameTown
from invariants.models import TownModel
from workflows.effects import Join

_OPEN = models.Q(given_at__isnull=True, withdrawn_at__isnull=True)


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def open(self) -> Self:
        """Keep those that are waited for."""
        return self.filter(_OPEN)


class Contribution(TownModel):
    """What another team was asked about a request, and what it said.

    It is open from ``asked_at`` until it is given or withdrawn, and kept as it is from then on.
    ``asked_by`` None: a citizen's word, an answer or the time asked, by the workflow.
    """

    service_request = models.ForeignKey(
        ServiceRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="contributions",
        db_constraint=False,
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    function = models.CharField(_("function"), max_length=40)
    question = models.TextField(_("question"))
    join = models.CharField(max_length=3, choices=[(one.value, one.value) for one in Join])
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    given_at = models.DateTimeField(_("given"), null=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    body = models.TextField(_("text"), blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution of another team")
        verbose_name_plural = _("contributions of other teams")
        ordering = ("pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "service_request", "id"], name="contribution_of"),
            # What the people of a team see beside their own requests: read from the index alone.
            models.Index(
                fields=["municipality", "team", "service_request"],
                name="contribution_open",
                condition=_OPEN,
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("service_request", name="service_requests_contribution_same_town"),
            SameTown("team", name="service_requests_contribution_same_town_team"),
            models.UniqueConstraint(
                fields=("municipality", "service_request", "team"),
                condition=_OPEN,
                name="service_requests_contribution_asked_once",
                violation_error_message=_("This team is asked already."),
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(given_at__isnull=False, given_by__isnull=False) & ~models.Q(body="")
                )
                | models.Q(given_at__isnull=True, given_by__isnull=True, body=""),
                name="service_requests_contribution_given",
                violation_error_message=_("A contribution has a text, an author and a moment."),
            ),
            models.CheckConstraint(
                condition=models.Q(given_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="service_requests_contribution_one_end",
                violation_error_message=_("What was given cannot be withdrawn."),
            ),
            Frozen(
                name="service_requests_contribution_final",
                frozen_when="OLD.given_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL",
            ),
            Frozen(
                name="service_requests_contribution_asked",
                free=("given_at", "given_by", "body", "withdrawn_at"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.given_at is None and self.withdrawn_at is None
