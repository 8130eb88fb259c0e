# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The base of every table that belongs to a town."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from invariants.row_security import RowSecurity


def town_key(name: str) -> models.UniqueConstraint:
    """Return the key that ``SameTown`` constraints of other tables point to."""
    return models.UniqueConstraint(fields=("municipality", "id"), name=name)


class TownModel(models.Model):
    """A row of one town, under forced row security.

    A subclass that declares constraints starts its list with ``*TownModel.Meta.constraints``.
    """

    municipality = models.ForeignKey(
        settings.MUNICIPALITY_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        # Every index of a town table begins with the town; this one alone would serve nothing.
        db_index=False,
    )

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            RowSecurity(name="%(app_label)s_%(class)s_row_security"),
        ]
