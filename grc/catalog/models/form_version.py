# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from invariants import Frozen, SameTown
from invariants.models import TownModel, town_key
from workflows.fields import Field, parse_fields, to_open311
from workflows.findings import DefinitionError
from workflows.sentences import sentence


class FormVersion(TownModel):
    """One edition of a service's form, frozen from birth: what a request was asked stays true."""

    service = models.ForeignKey(
        "catalog.Service",
        verbose_name=_("service"),
        on_delete=models.PROTECT,
        related_name="form_versions",
        db_constraint=False,
    )
    number = models.PositiveIntegerField(_("number"))
    fields = models.JSONField(_("fields"))
    published_at = models.DateTimeField(_("published"), auto_now_add=True)

    class Meta:
        verbose_name = _("form version")
        verbose_name_plural = _("form versions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("catalog_formversion_town_key"),
            SameTown("service", name="catalog_formversion_same_town_service"),
            models.UniqueConstraint(
                fields=("service", "number"), name="catalog_formversion_number_unique"
            ),
            Frozen(name="catalog_formversion_frozen"),
        ]

    def __str__(self) -> str:
        return f"{self.service} · {self.number}"

    def clean(self) -> None:
        """Refuse fields that no form can be made from, with one sentence per fault."""
        try:
            parse_fields(self.fields)
        except DefinitionError as error:
            raise ValidationError(
                {"fields": [sentence(finding) for finding in error.findings]}
            ) from error

    @property
    def parsed(self) -> tuple[Field, ...]:
        """The typed fields, in the order of the form."""
        if self.published_at is None:
            return parse_fields(self.fields)
        return _parsed(_Edition(self.pk, self.published_at, self))

    def field(self, code: str) -> Field | None:
        return next((field for field in self.parsed if field.code == code), None)

    def open311(self, language: str) -> dict[str, Any]:
        """Return the service definition of GeoReport v2."""
        return {
            "service_code": self.service.code,
            "attributes": to_open311(self.parsed, language)["attributes"],
        }


@dataclass(frozen=True)
class _Edition:
    """What a frozen form is known by in the process; the moment tells apart a rolled-back key."""

    pk: int | None
    published_at: datetime | None
    form_version: FormVersion = field(compare=False)


@lru_cache(maxsize=1024)
def _parsed(edition: _Edition) -> tuple[Field, ...]:
    return parse_fields(edition.form_version.fields)
