# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grc.core.canonical import content_hash
from invariants import AppendOnly
from invariants.models import TownModel

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.contrib.auth.base_user import AbstractBaseUser

    Actor = AbstractBaseUser | AnonymousUser | None


class ActorKind(models.TextChoices):
    """Who acted: somebody signed in, the requester, or Catalaune itself (a timer, an import)."""

    USER = "user", _("person")
    REQUESTER = "requester", _("requester")
    SYSTEM = "system", _("Catalaune")


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, *subjects: models.Model) -> Self:
        """Keep what happened to these rows."""
        wanted = models.Q()
        for subject in subjects:
            wanted |= models.Q(subject_type=subject._meta.label_lower, subject_id=subject.pk)
        return self.filter(wanted) if subjects else self.none()

    def in_order(self) -> Self:
        return self.order_by("pk")

    def record(
        self,
        name: str,
        subject: Any,
        *,
        by: Actor,
        at: datetime | None = None,
        **data: Any,
    ) -> Event:
        """Append one event about ``subject``, a row of a town.

        ``name`` is a past participle. ``by`` is a person, AnonymousUser() for the requester, or
        None for Catalaune itself. ``data`` holds ids, field names and codes, never personal text:
        erasure and proof must both remain possible (law R2.11).
        """
        return self.create(**event_fields(name, subject, by=by, at=at, data=data))

    def link(
        self,
        name: str,
        subject: Any,
        *,
        by: Actor,
        position: int,
        previous: str,
        data: dict[str, Any],
    ) -> Event:
        """Append one event to the chain of ``subject``, whose row must be locked.

        Its hash covers the event and the hash before it (``previous``, empty for the first): an
        event that is altered, missing or out of order breaks every hash after it.
        """
        event = Event(**event_fields(name, subject, by=by, at=None, data=data))
        event.chain_position, event.chain_hash = position, event.hash_after(position, previous)
        event.save(force_insert=True)
        return event


def event_fields(
    name: str, subject: Any, *, by: Actor, at: datetime | None, data: dict[str, Any]
) -> dict[str, Any]:
    """Return the columns of one event, for single and for bulk appends."""
    kind = ActorKind.SYSTEM
    if by is not None:
        kind = ActorKind.USER if by.is_authenticated else ActorKind.REQUESTER
    return {
        "municipality_id": subject.municipality_id,
        "name": name,
        "subject_type": subject._meta.label_lower,
        "subject_id": subject.pk,
        "actor_kind": kind,
        "actor_id": by.pk if by is not None and by.is_authenticated else None,
        "at": at or timezone.now(),
        "data": data,
    }


def record_all(events: Iterable[dict[str, Any]]) -> None:
    """Append many events (columns as ``event_fields`` makes them) in one statement."""
    Event.objects.bulk_create([Event(**fields) for fields in events])


class Event(TownModel):
    """Something happened to one row: who, what, when. Subject and actor go by model string.

    A trigger refuses changes; another announces each statement's events to listening processes
    with the commit, as ids only.
    """

    name = models.CharField(_("what happened"), max_length=40)
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    actor_kind = models.CharField(_("kind of actor"), max_length=10, choices=ActorKind.choices)
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(_("when"))
    data = models.JSONField(default=dict)
    # Where the events of a subject form a chain: the place in it, and the hash over all before.
    chain_position = models.PositiveIntegerField(null=True, editable=False)
    chain_hash = models.CharField(max_length=64, default="", db_default="", editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "subject_type", "subject_id", "id"],
                name="journal_event_subject",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            AppendOnly(name="journal_event_append_only"),
            models.UniqueConstraint(
                fields=("municipality", "subject_type", "subject_id", "chain_position"),
                condition=models.Q(chain_position__isnull=False),
                name="journal_event_chain",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(actor_kind=ActorKind.USER, actor_id__isnull=False)
                    | (~models.Q(actor_kind=ActorKind.USER) & models.Q(actor_id__isnull=True))
                ),
                name="journal_event_actor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id} {self.name}"

    def hash_after(self, position: int, previous: str) -> str:
        """Return the hash of this event at that place of a chain, after the hash ``previous``."""
        return content_hash(self.linked_content(position, previous))

    def linked_content(self, position: int, previous: str) -> dict[str, Any]:
        """Return what the hash of this event covers at that place of a chain."""
        return {
            "subject": f"{self.subject_type}:{self.subject_id}",
            "position": position,
            "previous": previous,
            "name": self.name,
            "actor": [str(self.actor_kind), self.actor_id],
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "data": self.data,
        }
