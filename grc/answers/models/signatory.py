# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grc.accounts.models import Membership
from grc.answers.guards import refusal_to_name_signatories
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import clean
from grc.journal.models import Event
from invariants.models import TownModel, town_key

if TYPE_CHECKING:
    from datetime import date

    from grc.accounts.models import User


class SignatoryQuerySet(models.QuerySet["Signatory"]):
    def in_office(self, on: date) -> Self:
        """Keep those who are in office on that day."""
        return self.filter(starts_on__lte=on).filter(
            models.Q(ends_on=None) | models.Q(ends_on__gte=on)
        )

    @transaction.atomic
    def begin(
        self,
        person: User,
        *,
        first_name: str,
        last_name: str,
        capacity: str,
        starts_on: date,
        ends_on: date | None = None,
        holds_office: bool = False,
        by: User,
    ) -> Signatory:
        """Record that somebody signs for the town from a day on, as it will be printed (law R1.30).

        Raises NotAllowed but for administrators, NotValid for what cannot be, NotNow when the
        person already signs in this capacity on some of these days.
        """
        if refusal := refusal_to_name_signatories(by):
            raise NotAllowed(refusal)
        member = Membership.objects.filter(user=person, user__is_active=True).first()
        if member is None:
            raise NotValid(gettext("%(person)s does not work in this town.") % {"person": person})
        signatory = self.model(
            municipality_id=member.municipality_id,
            person=person,
            first_name=clean(first_name),
            last_name=clean(last_name),
            capacity=clean(capacity),
            starts_on=starts_on,
            ends_on=ends_on,
            holds_office=holds_office,
        )
        signatory._check()
        signatory.save(force_insert=True)
        Event.objects.record("begun", signatory, by=by, person=person.pk, holds_office=holds_office)
        return signatory


class Signatory(TownModel):
    """Somebody in whose name an answer leaves: first name, name, capacity (law R1.30).

    One who ``holds_office`` signs by themself, as the mayor does; the others sign by delegation,
    and only where one covers the answer at hand (law R1.31).
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    capacity = models.CharField(
        _("capacity"), max_length=160, help_text=_("As it is printed: deputy mayor for roads.")
    )
    holds_office = models.BooleanField(
        _("signs by themself"), default=False, help_text=_("The mayor; others sign by delegation.")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ("-holds_office", "last_name", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("answers_signatory_town_key"),
            models.CheckConstraint(
                condition=~models.Q(first_name="")
                & ~models.Q(last_name="")
                & ~models.Q(capacity=""),
                name="answers_signatory_is_named",
                violation_error_message=_("Write first name, name and capacity."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="answers_signatory_dates",
                violation_error_message=_("The last day comes before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}, {self.capacity}"

    @transaction.atomic
    def end(self, on: date, *, by: User) -> Signatory:
        """Record the last day on which somebody signs. What they signed stays signed.

        Raises NotAllowed but for administrators, NotValid for a day before the first, NotNow when
        an earlier last day is already known.
        """
        if refusal := refusal_to_name_signatories(by):
            raise NotAllowed(refusal)
        found = Signatory.objects.select_for_update(of=("self",), no_key=True)
        fresh = found.get(pk=self.pk)
        if on < fresh.starts_on:
            raise NotValid(gettext("The last day comes before the first."))
        if fresh.ends_on is not None and fresh.ends_on <= on:
            raise NotNow(gettext("%(person)s already signs no longer then.") % {"person": fresh})
        fresh.ends_on = on
        fresh.save(update_fields=["ends_on"])
        Event.objects.record("ended", fresh, by=by, on=on.isoformat())
        return fresh

    def _check(self) -> None:
        if not (self.first_name and self.last_name and self.capacity):
            raise NotValid(gettext("Write first name, name and capacity."))
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise NotValid(gettext("The last day comes before the first."))
        same = Signatory.objects.filter(person=self.person, capacity=self.capacity)
        same = same.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=self.starts_on))
        if self.ends_on is not None:
            same = same.filter(starts_on__lte=self.ends_on)
        if same.exists():
            raise NotNow(
                gettext("%(person)s already signs in this capacity on some of these days.")
                % {"person": self.person}
            )
