# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grc.answers.delegating import check, locked_town, today_of
from grc.answers.enums import AnswerKind, DelegatedPower
from grc.answers.guards import refusal_to_delegate
from grc.answers.telling.delegations import DelegationGiven, DelegationRevoked
from grc.core.refusals import NotAllowed, NotNow
from grc.core.text import clean
from grc.journal.models import Event
from invariants.models import TownModel, town_key

if TYPE_CHECKING:
    from datetime import date, datetime

    from grc.accounts.models import User
    from grc.answers.delegating import Terms
    from grc.answers.telling.delegations import AboutDelegation


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def in_force(self, on: date, *, at: datetime) -> Self:
        """Keep the delegations that count, or counted, at a moment of that day of the town: one
        that was revoked since, be it an hour after, still stands on what was signed before."""
        standing = models.Q(revoked_at=None) | models.Q(revoked_at__gt=at)
        return self.filter(standing, starts_on__lte=on).filter(
            models.Q(ends_on=None) | models.Q(ends_on__gte=on)
        )

    def not_over(self, on: date) -> Self:
        """Keep those that count on that day, or will."""
        living = self.filter(revoked_at=None)
        return living.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=on))

    @transaction.atomic
    def give(self, principal: User, delegate: User, terms: Terms, *, by: User) -> Delegation:
        """Record that one person gives a power to another. The delegate is told.

        Raises NotAllowed unless the principal or an administrator does, NotValid for people or
        terms that cannot be, NotNow for a circle or a chain that nobody could check.
        """
        if refusal := refusal_to_delegate(by, principal):
            raise NotAllowed(refusal)
        terms = replace(terms, act_number=clean(terms.act_number))
        municipality = locked_town(principal)
        check(principal, delegate, terms, by=by, today=today_of(municipality))
        delegation = self.create(
            municipality=municipality,
            principal=principal,
            delegate=delegate,
            **vars(terms) | {"services": list(terms.services), "kinds": list(terms.kinds)},
        )
        Event.objects.record(
            "given",
            delegation,
            by=by,
            power=str(terms.power),
            principal=principal.pk,
            delegate=delegate.pk,
        )
        _tell(DelegationGiven, delegation, by)
        return delegation


class Delegation(TownModel):
    """A power that one person gives to another by an act: to validate, or to sign (law R1.31).

    ``services`` holds codes of services, ``kinds`` kinds of answer; empty means all. ``ends_on``
    is its last day; none means until it is revoked.
    """

    power = models.CharField(_("power"), max_length=10, choices=DelegatedPower.choices)
    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("given by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("given to"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    act_number = models.CharField(_("number of the act"), max_length=60, blank=True)
    services = ArrayField(
        models.CharField(max_length=80), verbose_name=_("services"), default=list, blank=True
    )
    kinds = ArrayField(
        models.CharField(max_length=12, choices=AnswerKind.choices),
        verbose_name=_("kinds of answer"),
        default=list,
        blank=True,
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    created_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    warned_at = models.DateTimeField(_("warned of its end"), null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ("-starts_on", "pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "delegate"], name="delegation_to"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("answers_delegation_town_key"),
            models.CheckConstraint(
                condition=~models.Q(principal=models.F("delegate")),
                name="answers_delegation_to_another",
                violation_error_message=_("Choose another person: nobody delegates to themself."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="answers_delegation_dates",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                condition=models.Q(power="validation") | ~models.Q(act_number=""),
                name="answers_delegation_signature_has_act",
                violation_error_message=_("Write the number of the act that gives this power."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.principal} → {self.delegate} · {self.get_power_display()}"

    @transaction.atomic
    def revoke(self, *, by: User) -> Delegation:
        """Take a power back, at once. What was decided by it stays. The delegate is told.

        Raises NotAllowed unless the principal or an administrator does, NotNow when it is over.
        """
        fresh = (
            Delegation.objects.select_for_update(of=("self",), no_key=True)
            .select_related("municipality", "principal", "delegate")
            .get(pk=self.pk)
        )
        if refusal := refusal_to_delegate(by, fresh.principal):
            raise NotAllowed(refusal)
        if not Delegation.objects.not_over(today_of(fresh.municipality)).filter(pk=self.pk):
            raise NotNow(gettext("This delegation is already over."))
        fresh.revoked_at = timezone.now()
        fresh.save(update_fields=["revoked_at"])
        Event.objects.record("revoked", fresh, by=by)
        _tell(DelegationRevoked, fresh, by)
        return fresh


def _tell(notification: type[AboutDelegation], delegation: Delegation, by: User) -> None:
    """Tell the delegate, and the principal of what somebody else recorded for them."""
    people = [delegation.delegate]
    if by.pk != delegation.principal_id:
        people.append(delegation.principal)
    for person in people:
        notification(delegation, person).defer(
            municipality=delegation.municipality, subject=delegation
        )
