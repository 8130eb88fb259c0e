# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from grc.journal.models import Event
from grc.municipalities.logos import rewritten
from invariants.models import TownModel, town_key
from workflows.text import resolve

if TYPE_CHECKING:
    from grc.journal.models.event import Actor

#: What fits between the top of the sheet and the window of the envelope.
MOST_LINES = 5
LONGEST_LINE = 60


def logo_path(letterhead: Letterhead, name: str) -> str:
    """Return where the bytes are kept: a random name, outside the web root (law R5.32)."""
    return f"{letterhead.municipality_id}/{uuid.uuid4().hex}"


def fits_the_sheet(value: str) -> None:
    """Refuse an address that would run into the window of the envelope."""
    lines = value.splitlines()
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        raise ValidationError(
            _("Write at most %(lines)d lines of at most %(length)d characters.")
            % {"lines": MOST_LINES, "length": LONGEST_LINE}
        )


class Letterhead(TownModel):
    """How the letters of a town begin and end: its address, its mayor, its logo, its last line."""

    address = models.TextField(_("address lines"), validators=[fits_the_sheet])
    place = models.CharField(
        _("place"), max_length=80, help_text=_("As in “Châlons, 3 May”: where letters are dated.")
    )
    mayor_name = models.CharField(_("first name and name of the mayor"), max_length=120)
    mayor_title = models.JSONField(
        _("title of the mayor"), help_text=_("One text per language: La maire, Le maire.")
    )
    delegation_formula = models.JSONField(
        _("words above a signature by delegation"),
        help_text=_("One text per language: Pour la maire et par délégation."),
    )
    footer = models.JSONField(
        _("last line of each page"),
        default=dict,
        blank=True,
        help_text=_("One text per language."),
    )
    logo = models.FileField(
        _("logo"), upload_to=logo_path, max_length=120, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("letterhead")
        verbose_name_plural = _("letterheads")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("municipalities_letterhead_town_key"),
            models.UniqueConstraint(
                fields=("municipality",),
                name="municipalities_letterhead_one_a_town",
                violation_error_message=_("This town already has a letterhead. Change that one."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.municipality)

    def clean(self) -> None:
        """Raise ValidationError for a title or a formula that says nothing."""
        for field in ("mayor_title", "delegation_formula", "footer"):
            value = getattr(self, field)
            if not isinstance(value, dict) or not all(
                isinstance(text, str) for text in value.values()
            ):
                raise ValidationError({field: _("Give one text per language.")})
            if field != "footer" and not resolve(value, self.municipality.default_language).strip():
                raise ValidationError({field: _("Write it in the first language of the town.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse (ValidationError) a letterhead that lacks something, whoever saves it."""
        self.full_clean()
        super().save(*args, **kwargs)

    @transaction.atomic
    def set_logo(self, content: bytes, *, by: Actor) -> None:
        """Take a picture as the logo. The old file stays: letters printed with it may be asked for.

        Raises NotValid for anything but a small PNG.
        """
        self.logo.save("logo.png", ContentFile(rewritten(content)), save=True)
        Event.objects.record("logo_set", self, by=by)

    def logo_bytes(self) -> bytes:
        """Return the logo, empty when there is none."""
        if not self.logo:
            return b""
        with self.logo.open("rb") as file:
            return bytes(file.read())
