# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import re
from contextlib import AbstractContextManager
from typing import ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from grc.clock.working_hours import WorkingClock
from grc.clock.working_time import calendar_of
from grc.clock.working_week import WeekRefused, WorkingWeek
from grc.core.canonical import content_hash
from invariants import town_scope

_COLOUR = RegexValidator(
    re.compile(r"^#[0-9a-fA-F]{6}$"), _("Write a colour as # and six hexadecimal digits.")
)


def default_languages() -> list[str]:
    return ["fr", "en"]


def default_working_week() -> dict[str, list[list[str]]]:
    """Return the hours of most town halls: from Monday to Friday, closed at lunch."""
    return {
        day: [["08:30", "12:00"], ["13:30", "17:30"]] for day in ("mon", "tue", "wed", "thu", "fri")
    }


def sound_working_week(value: object) -> None:
    """Refuse what is not a working week, in the sentence that says what to mend."""
    try:
        WorkingWeek.parse(value)
    except WeekRefused as refusal:
        raise ValidationError(_(refusal.message), "working_week", refusal.params) from refusal


def known_time_zone(value: str) -> None:
    """Refuse a time zone that the IANA database does not name."""
    if value not in available_timezones():
        raise ValidationError(_("This time zone is unknown. Write for example Europe/Paris."))


class Municipality(models.Model):
    """A town: the tenant of every other row. This table itself bears no row security."""

    slug = models.SlugField(_("short name"), unique=True, max_length=50)
    name = models.CharField(_("name"), max_length=120)
    languages = ArrayField(
        models.CharField(max_length=10),
        verbose_name=_("languages, the first is the default"),
        default=default_languages,
    )
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="Europe/Paris", validators=[known_time_zone]
    )
    country = models.CharField(_("country of the holidays"), max_length=2, default="FR")
    subdivision = models.CharField(
        _("subdivision of the holidays"),
        max_length=10,
        blank=True,
        help_text=_("6AE or 57 for Alsace-Moselle, 974 for La Réunion, QC for Québec."),
    )
    working_week = models.JSONField(
        _("working hours"),
        default=default_working_week,
        db_default=default_working_week(),
        validators=[sound_working_week],
        help_text=_("When people are at work: limits given in working hours count this time."),
    )
    # The fingerprint of the clock that the timers of its requests follow, or the run that counts
    # them anew.
    clock_followed = models.CharField(max_length=64, default="", db_default="", editable=False)
    sender_address = models.EmailField(_("address that mails come from"))
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("contact e-mail"), blank=True)
    postal_address = models.TextField(_("postal address of the counter"), blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=200, blank=True)
    accent = models.CharField(
        _("accent colour"), max_length=7, default="#1f5f5b", validators=[_COLOUR]
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        swappable = "MUNICIPALITY_MODEL"
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(languages__len__gte=1),
                name="municipalities_municipality_has_language",
                violation_error_message=_("A town speaks at least one language."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def working_time(self) -> WorkingClock:
        """The clock that counts working hours: this town's week, holidays and time zone.

        Raises ``ValueError`` when what is stored names no week or no place of holidays.
        """
        week = WorkingWeek.parse(self.working_week)
        return WorkingClock(week, calendar_of(self.country, self.subdivision), self.zone)

    @property
    def clock_fingerprint(self) -> str:
        """What tells this town's clock from another: a limit counted by one holds for the other."""
        kept = ("working_week", "country", "subdivision", "time_zone")
        return content_hash({name: getattr(self, name) for name in kept})

    @property
    def default_language(self) -> str:
        return self.languages[0]

    def scope(self) -> AbstractContextManager[None]:
        """Open a transaction in which only this town's rows exist."""
        return town_scope(self.pk)

    @cached_property
    def main_host(self) -> str:
        """The name that public addresses bear: the first that was declared."""
        return self.hosts.order_by("pk").values_list("name", flat=True).first() or "localhost"

    def absolute(self, path: str) -> str:
        """Return the public address of a path, on the town's first host."""
        port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
        return f"{settings.PUBLIC_SCHEME}://{self.main_host}{port}{path}"


class Host(models.Model):
    """A name under which a town answers. A host that no town declares is refused."""

    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipality"), on_delete=models.CASCADE, related_name="hosts"
    )
    name = models.CharField(
        _("host name"),
        max_length=253,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", _("Write a host name in lower case.")
            )
        ],
    )

    class Meta:
        verbose_name = _("host")
        verbose_name_plural = _("hosts")

    def __str__(self) -> str:
        return self.name
