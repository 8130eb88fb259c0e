# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grc.accounts.enums import Role
from grc.accounts.guards import refusal_to_record_absence
from grc.accounts.models.membership import Membership, Team
from grc.accounts.models.user import User
from grc.accounts.notifications import SubstituteNamed, SubstituteReleased
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from invariants import SameTown
from invariants.models import TownModel, town_key

if TYPE_CHECKING:
    from datetime import date

    from grc.municipalities.models import Municipality


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date) -> Self:
        """Keep the absences of that day."""
        return self.during(day, day)

    def during(self, first: date, last: date) -> Self:
        """Keep the absences of at least one of those days."""
        return self.filter(cancelled_at=None, starts_on__lte=last, ends_on__gte=first)

    def not_over(self, day: date) -> Self:
        """Keep those that last on that day, or are to come."""
        return self.filter(cancelled_at=None, ends_on__gte=day)

    def supervised_by(self, user: User) -> Self:
        """Keep those of other people that this person may record and cancel."""
        others = self.exclude(person=user)
        if user.is_administrator:
            return others
        people = Membership.objects.filter(team__in=user.team_ids(Role.SUPERVISOR))
        return others.filter(person__in=people.values("user"))

    @transaction.atomic
    def record(
        self,
        person: User,
        *,
        starts_on: date,
        ends_on: date,
        team: Team | None = None,
        substitute: User | None = None,
        by: User,
    ) -> Absence:
        """Say that somebody is away, and who stands in for them: in one team, or in all.

        The substitute is told. Raises NotAllowed for whom it does not concern, NotValid for days
        or people that cannot be, NotNow where an absence on these days is already known.
        """
        if refusal := refusal_to_record_absence(by, person):
            raise NotAllowed(refusal)
        # One at a time for each person: two that overlap could not see each other.
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        absence = self.model(
            person=person, team=team, substitute=substitute, starts_on=starts_on, ends_on=ends_on
        )
        absence.municipality = _town_of(person, team)
        _check(absence)
        absence.save(force_insert=True)
        Event.objects.record(
            "recorded",
            absence,
            by=by,
            person=person.pk,
            team=team.pk if team else None,
            substitute=substitute.pk if substitute else None,
        )
        if substitute is not None:
            SubstituteNamed(absence).defer(municipality=absence.municipality, subject=absence)
        return absence


class Absence(TownModel):
    """Somebody is away, the first and the last day included, and another stands in for them.

    Without a ``team`` it counts for all their teams; each team may have a substitute of its own.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        help_text=_("Empty: all teams."),
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("substitute"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    created_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ("-starts_on", "pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "ends_on"],
                name="absence_by_end",
                condition=models.Q(cancelled_at__isnull=True),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("accounts_absence_town_key"),
            SameTown("team", name="accounts_absence_same_town_team"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="accounts_absence_dates",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                condition=models.Q(substitute__isnull=True)
                | ~models.Q(substitute=models.F("person")),
                name="accounts_absence_by_another",
                violation_error_message=_("Choose another person to stand in."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.starts_on} – {self.ends_on}"

    @property
    def warning(self) -> str:
        """Return that the substitute is away on some of these days too; empty when they are not."""
        if self.substitute_id is None:
            return ""
        away = Absence.objects.during(self.starts_on, self.ends_on)
        if not away.filter(person=self.substitute_id).exists():
            return ""
        return gettext(
            "%(person)s is away on some of these days too: their own substitute then stands in."
        ) % {"person": self.substitute}

    @transaction.atomic
    def cancel(self, *, by: User) -> Absence:
        """Say that somebody is not away after all. The substitute is told.

        Raises NotAllowed for whom it does not concern, NotNow when it is over or cancelled.
        """
        fresh = (
            Absence.objects.select_for_update(of=("self",), no_key=True)
            .select_related("municipality", "person", "substitute", "team")
            .get(pk=self.pk)
        )
        if refusal := refusal_to_record_absence(by, fresh.person):
            raise NotAllowed(refusal)
        if fresh.cancelled_at is not None:
            raise NotNow(gettext("This absence is already cancelled."))
        if fresh.ends_on < _today(fresh.municipality):
            raise NotNow(gettext("This absence is over: it stays as it was."))
        fresh.cancelled_at = timezone.now()
        fresh.save(update_fields=["cancelled_at"])
        Event.objects.record("cancelled", fresh, by=by)
        if fresh.substitute is not None:
            SubstituteReleased(fresh).defer(municipality=fresh.municipality, subject=fresh)
        return fresh


def _town_of(person: User, team: Team | None) -> Municipality:
    """Return the town in scope. Raises NotValid for who does not work there, or in that team."""
    members = Membership.objects.filter(user=person, user__is_active=True)
    found = (members.filter(team=team) if team else members).select_related("municipality").first()
    if found is None:
        named = {"person": person, "team": team}
        if team is not None:
            raise NotValid(gettext("%(person)s does not work in %(team)s.") % named)
        raise NotValid(gettext("%(person)s does not work in this town.") % named)
    return found.municipality


def _today(municipality: Municipality) -> date:
    return timezone.now().astimezone(municipality.zone).date()


def _check(absence: Absence) -> None:
    if absence.ends_on < absence.starts_on:
        raise NotValid(gettext("The last day comes before the first."))
    if absence.ends_on < _today(absence.municipality):
        raise NotValid(gettext("These days are over: record days that are still to come."))
    if absence.substitute is not None:
        if absence.substitute == absence.person:
            raise NotValid(gettext("Choose another person to stand in."))
        _town_of(absence.substitute, None)
    overlapping = Absence.objects.during(absence.starts_on, absence.ends_on)
    overlapping = overlapping.filter(person=absence.person)
    if absence.team is not None:
        overlapping = overlapping.filter(models.Q(team=absence.team) | models.Q(team=None))
    if (other := overlapping.first()) is not None:
        raise NotNow(
            gettext(
                "%(person)s is already away from %(first)s to %(last)s. Cancel that absence first,"
                " or choose other days."
            )
            % {
                "person": absence.person,
                "first": date_format(other.starts_on),
                "last": date_format(other.ends_on),
            }
        )
