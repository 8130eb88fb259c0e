# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.service_requests.models.service_request import ServiceRequest
from invariants import Frozen, SameTown
from invariants.models import TownModel
from workflows.fields import present
from workflows.models import WorkflowVersion
from workflows.text import resolve


class FilledForm(TownModel):
    """What somebody answered when a button of the workflow asked. It is not edited afterwards.

    The request keeps the last answer to each question; here are all those whose history is kept.
    """

    service_request = models.ForeignKey(
        ServiceRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="filled_forms",
        db_constraint=False,
    )
    # Where the questions stand: the request may follow another version since.
    workflow_version = models.ForeignKey(
        WorkflowVersion, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    transition = models.CharField(max_length=40)
    values = models.JSONField(_("values of the form"))
    filled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    filled_at = models.DateTimeField(_("filled in"), auto_now_add=True)

    class Meta:
        verbose_name = _("form filled in on the way")
        verbose_name_plural = _("forms filled in on the way")
        ordering = ("pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "service_request", "id"], name="filled_form_of"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("service_request", name="service_requests_filledform_same_town"),
            SameTown("workflow_version", name="service_requests_filledform_version"),
            Frozen(name="service_requests_filledform_frozen"),
        ]

    def __str__(self) -> str:
        return f"{self.transition} · {self.pk}"

    def presented(self, language: str) -> list[tuple[str, str]]:
        """Return each question and its answer, in words."""
        definition = self.workflow_version.machine.definition
        ways = (way for way in definition.transitions if way.code == self.transition)
        way = next(ways, None)
        return [
            (resolve(field.label, language), present(field, self.values[field.code], language))
            for field in (way.form.fields if way is not None and way.form else ())
            if self.values.get(field.code) not in (None, "", [])
        ]
