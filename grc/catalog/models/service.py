# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grc.accounts.models import Team
from grc.catalog.enums import ContactNeed, Silence
from grc.catalog.models.form_version import FormVersion
from grc.clock.months import add_months
from grc.journal.models import Event
from invariants import SameTown
from invariants.models import TownModel, town_key
from workflows.models import Workflow
from workflows.text import resolve

if TYPE_CHECKING:
    from datetime import date

    from grc.journal.models.event import Actor


_NO_WORDS: Final = models.Value({}, models.JSONField())


class ServiceQuerySet(models.QuerySet["Service"]):
    def offered(self) -> Self:
        """Keep the services that a citizen can ask for on the portal today."""
        return self.filter(is_offered=True, form_version__isnull=False)

    def in_order(self) -> Self:
        return self.order_by("position", "code")


class Service(TownModel):
    """Something a citizen can ask for (Open311 service), on screen a « démarche »."""

    code = models.SlugField(_("code"), max_length=80)
    name = models.JSONField(_("name"), help_text=_("One text per language."))
    description = models.JSONField(_("description"), default=dict, blank=True)
    group = models.JSONField(_("group"), default=dict, blank=True)
    keywords = models.CharField(_("other words people use"), max_length=400, blank=True)
    position = models.PositiveIntegerField(_("position in the list"), default=0)
    is_offered = models.BooleanField(_("offered on the portal"), default=True)
    contact = models.CharField(
        _("contact details"),
        max_length=10,
        choices=ContactNeed.choices,
        default=ContactNeed.REQUIRED,
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_("team in charge"),
        on_delete=models.PROTECT,
        related_name="services",
        db_constraint=False,
    )
    workflow = models.ForeignKey(
        Workflow,
        verbose_name=_("workflow"),
        on_delete=models.PROTECT,
        related_name="services",
        db_constraint=False,
    )
    form_version = models.ForeignKey(
        FormVersion,
        verbose_name=_("current form"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    contest_days = models.PositiveSmallIntegerField(
        _("days to contest"),
        default=60,
        db_default=60,
        help_text=_("How long the requester's word opens an ended request again."),
    )
    target_days = models.PositiveSmallIntegerField(
        _("target, in working days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(250)],
    )

    # The time that the law gives for an answer, in one unit or in none (law R1.20, R1.21).
    legal_months = models.PositiveSmallIntegerField(
        _("legal time, in months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
    )
    legal_days = models.PositiveSmallIntegerField(
        _("legal time, in days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )
    silence = models.CharField(
        _("what silence means"),
        max_length=10,
        choices=Silence.choices,
        default=Silence.REJECTION,
        db_default=Silence.REJECTION,
    )
    legal_reference = models.CharField(
        _("legal reference"), max_length=200, blank=True, default="", db_default=""
    )
    # Its own words in the acknowledgement, and how to contest a rejection by silence, per language;
    # empty: those of the town. What the law wants said beside them is added (law R1.05, R1.21).
    acknowledgement = models.JSONField(
        _("words of the acknowledgement"), default=dict, db_default=_NO_WORDS, blank=True
    )
    recourse = models.JSONField(
        _("ways to contest silence"), default=dict, db_default=_NO_WORDS, blank=True
    )
    # What it chooses among the options of its workflow: code to value, as forms store them.
    options = models.JSONField(
        _("options of the workflow"),
        default=dict,
        db_default=_NO_WORDS,
        blank=True,
    )

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("catalog_service_town_key"),
            SameTown("team", name="catalog_service_same_town_team"),
            SameTown("workflow", name="catalog_service_same_town_workflow"),
            SameTown("form_version", name="catalog_service_same_town_form_version"),
            models.UniqueConstraint(
                fields=("municipality", "code"),
                name="catalog_service_code_unique",
                violation_error_message=_("Another service already has this code."),
            ),
            models.CheckConstraint(
                condition=models.Q(legal_months=None) | models.Q(legal_days=None),
                name="catalog_service_one_legal_time",
                violation_error_message=_("Give the legal time in months or in days, not in both."),
            ),
            models.CheckConstraint(
                condition=models.Q(silence__in=Silence.values),
                name="catalog_service_silence",
            ),
            models.CheckConstraint(
                condition=~models.Q(silence=Silence.ACCEPTANCE) | ~models.Q(legal_reference=""),
                name="catalog_service_acceptance_has_law",
                violation_error_message=_(
                    "Silence means an acceptance only where a law says so: give its reference."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return resolve(self.name, get_language() or "fr")

    @property
    def summary(self) -> str:
        return resolve(self.description, get_language() or "fr") if self.description else ""

    @property
    def group_title(self) -> str:
        return resolve(self.group, get_language() or "fr") if self.group else ""

    def clean(self) -> None:
        for name in ("name", "description", "group", "acknowledgement", "recourse"):
            value = getattr(self, name)
            if not isinstance(value, dict) or not all(
                isinstance(text, str) for text in value.values()
            ):
                raise ValidationError({name: _("Give one text per language.")})
        if not any(str(text).strip() for text in self.name.values()):
            raise ValidationError({"name": _("Give the service a name.")})

    def legal_date_of(self, day: date) -> date | None:
        """Return by when the law asks for an answer to what was filed that day; None for no law.

        Months go from date to date, and the day of the filing does not count (law R1.22).
        """
        if self.legal_months:
            return add_months(day, self.legal_months)
        return day + timedelta(days=self.legal_days) if self.legal_days else None

    @transaction.atomic
    def publish_form(self, fields: list[dict[str, Any]], *, by: Actor) -> FormVersion:
        """Freeze a new edition of the form and make it the current one.

        Requests already filed keep theirs. Raises ValidationError with one sentence per fault.
        """
        service = Service.objects.select_for_update(of=("self",)).get(pk=self.pk)
        form_version = FormVersion(
            municipality_id=service.municipality_id,
            service=service,
            number=(service.form_versions.aggregate(models.Max("number"))["number__max"] or 0) + 1,
            fields=fields,
        )
        form_version.full_clean()
        form_version.save()
        Service.objects.filter(pk=self.pk).update(form_version=form_version)
        self.form_version = form_version
        Event.objects.record("form_published", service, by=by, form_version=form_version.pk)
        return form_version

    def open311(self, language: str) -> dict[str, Any]:
        """Return this service as GeoReport v2 lists it (law section 8.A)."""
        return {
            "service_code": self.code,
            "service_name": resolve(self.name, language),
            "description": resolve(self.description, language) if self.description else "",
            "metadata": self.form_version_id is not None,
            "type": "realtime",
            "keywords": self.keywords,
            "group": resolve(self.group, language) if self.group else "",
        }
