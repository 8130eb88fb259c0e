# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import secrets
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from grc.accounts.models import Team
from grc.catalog.enums import Silence
from grc.catalog.models import FormVersion, Service
from grc.core.precision import Precision
from grc.core.text import excerpt, sort_key
from grc.service_requests.enums import Channel, Outcome, Priority
from grc.service_requests.models.assignment import AssignmentMixin
from grc.service_requests.models.contesting import ContestingMixin
from grc.service_requests.models.contributing import ContributingMixin
from grc.service_requests.models.entrusting import EntrustingMixin
from grc.service_requests.models.files import FilesMixin
from grc.service_requests.models.items import ItemsMixin
from grc.service_requests.models.lifecycle import LifecycleMixin
from grc.service_requests.models.thread import ThreadMixin
from grc.service_requests.models.timing import TimingMixin
from grc.service_requests.querysets import ServiceRequestQuerySet
from grc.service_requests.reference import display_reference, new_reference
from invariants import SameTown
from invariants.models import TownModel, town_key
from workflows.definition import StepKind
from workflows.fields import present
from workflows.models import WorkflowVersion
from workflows.text import resolve

# The filters of the queue that every request has a value for.
FACETS: Final = ("team", "service", "step_kind", "priority", "channel")
STEP_KINDS = [(kind.value, kind.value) for kind in StepKind]


def _leading(facets: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """Return the facets that may be rare among ended requests, each with the others."""
    return [
        (one, [facet for facet in facets if facet != one]) for one in facets if one != "step_kind"
    ]


def new_tracking_key() -> str:
    """Return 128 random bits: who holds the link holds the request (law R5.27)."""
    return secrets.token_urlsafe(16)


class ServiceRequest(
    LifecycleMixin,
    TimingMixin,
    AssignmentMixin,
    ThreadMixin,
    ContestingMixin,
    ContributingMixin,
    EntrustingMixin,
    ItemsMixin,
    FilesMixin,
    TownModel,
):
    """What somebody asked of the town, pinned to the form and the workflow of that day."""

    reference = models.CharField(_("reference"), max_length=8, default=new_reference)
    tracking_key = models.CharField(max_length=22, default=new_tracking_key)
    service = models.ForeignKey(
        Service, verbose_name=_("service"), on_delete=models.PROTECT, db_constraint=False
    )
    form_version = models.ForeignKey(
        FormVersion, verbose_name=_("form"), on_delete=models.PROTECT, db_constraint=False
    )
    workflow_version = models.ForeignKey(
        WorkflowVersion, verbose_name=_("workflow"), on_delete=models.PROTECT, db_constraint=False
    )
    step = FSMField(_("step"), max_length=40, protected=True)
    step_kind = models.CharField(_("kind of step"), max_length=30, choices=STEP_KINDS)
    # The steps that were left, newest last: where a way back leads.
    trail = models.JSONField(
        _("steps left"), default=list, db_default=models.Value([], models.JSONField()), blank=True
    )
    # When the request has ended, this is also the moment of its end.
    step_since = models.DateTimeField(_("in this step since"), default=timezone.now)
    step_since_precision = models.CharField(
        max_length=10,
        choices=Precision.choices,
        default=Precision.INSTANT,
        db_default=Precision.INSTANT,
    )

    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices)
    language = models.CharField(_("language"), max_length=10, default="fr")
    values = models.JSONField(_("values of the form"), default=dict)
    summary = models.CharField(_("in brief"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=300, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    requester_name = models.CharField(_("name"), max_length=160, blank=True)
    requester_email = models.EmailField(_("e-mail"), blank=True)
    requester_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    requester_address = models.TextField(_("postal address"), blank=True, default="", db_default="")
    # Text ranges are leakproof where LIKE is not: names are found by prefix on these two keys.
    name_key = models.CharField(max_length=160, blank=True, editable=False, db_collation="C")
    last_name_key = models.CharField(max_length=160, blank=True, editable=False, db_collation="C")

    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        on_delete=models.PROTECT,
        related_name="service_requests",
        db_constraint=False,
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assignee"),
        on_delete=models.PROTECT,
        related_name="assigned_requests",
        null=True,
        blank=True,
    )
    assigned_at = models.DateTimeField(_("assigned"), null=True, blank=True)
    # Whom the workflow proposes it to, until somebody takes it.
    proposed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed to"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    proposed_at = models.DateTimeField(_("proposed"), null=True, blank=True)
    # Who wrote the answer that was sent last: a contested request goes to somebody else.
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    # The team that an open round of the answer waits for; it sees the request as well.
    validating_team = models.ForeignKey(
        Team,
        verbose_name=_("validating team"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority.choices, default=Priority.NORMAL
    )
    submitted_at = models.DateTimeField(_("submitted"), default=timezone.now)
    submitted_precision = models.CharField(
        max_length=10, choices=Precision.choices, default=Precision.INSTANT
    )
    due_on = models.DateField(_("due date"), null=True, blank=True)
    legal_on = models.DateField(_("legal date"), null=True, blank=True)
    # The legal date before anything was asked for; None: nothing was, or no law gives a time.
    first_legal_on = models.DateField(null=True, blank=True, editable=False)
    # What silence meant when it was filed; empty: what its service says (imports, filed before).
    silence = models.CharField(
        max_length=10,
        choices=Silence.choices,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    # By when the whole acknowledgement must leave, where something in it was missing (law R1.04).
    acknowledge_by = models.DateField(null=True, blank=True, editable=False)
    # Their word that nobody has answered, and their last one; before it, the request itself.
    requester_wrote_at = models.DateTimeField(_("requester wrote"), null=True, blank=True)
    requester_last_wrote_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What the buttons of the workflow asked: code to the last value.
    filled = models.JSONField(
        _("values filled in on the way"),
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
    )
    # How many other teams are waited for.
    contributions_open = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    # What the requester is asked for and has not sent, and how much of it is indispensable.
    items_open = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    items_indispensable_open = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False
    )
    # How many functions are held otherwise than its service says.
    functions_entrusted = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    # When a timer comes next, and which have come: code to the moment that they counted from.
    timer_at = models.DateTimeField(null=True, blank=True, editable=False)
    timers_fired = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
        editable=False,
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    form_token = models.UUIDField(null=True, editable=False)
    # The request whose workflow opened this one.
    linked_from = models.ForeignKey(
        "self",
        verbose_name=_("opened by the workflow of"),
        on_delete=models.PROTECT,
        related_name="linked",
        null=True,
        blank=True,
        editable=False,
        db_constraint=False,
        db_index=False,
    )

    objects = ServiceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "-submitted_at", "-id"], name="request_newest"),
            # Open requests are few: one index answers any filters of the queue, without a look at
            # the rows, because PostgreSQL compares its last columns inside it.
            models.Index(
                fields=["municipality", "-submitted_at", "-id", *FACETS, "assignee", "due_on"],
                name="request_open",
                condition=models.Q(ended_at__isnull=True),
            ),
            # Among a million ended ones, the rarest filter leads, the others are compared inside.
            *(
                models.Index(
                    fields=["municipality", facet, "-submitted_at", "-id", *others],
                    name=f"request_by_{facet}",
                )
                for facet, others in _leading(FACETS)
            ),
            models.Index(
                fields=["municipality", "assignee", "-submitted_at", "-id"],
                name="request_assignee_newest",
                condition=models.Q(assignee__isnull=False),
            ),
            # Few of each: the open ones of a person are counted in it, to find the least busy.
            models.Index(
                fields=["municipality", "assignee"],
                name="request_open_assignee",
                condition=models.Q(assignee__isnull=False, ended_at__isnull=True),
            ),
            models.Index(
                fields=["municipality", "proposed_to", "-submitted_at", "-id"],
                name="request_proposed",
                condition=models.Q(proposed_to__isnull=False),
            ),
            models.Index(
                fields=["municipality", "validating_team"],
                name="request_validating",
                condition=models.Q(validating_team__isnull=False),
            ),
            # Counting the living by step reads this index alone.
            models.Index(
                fields=["municipality", "workflow_version", "step"],
                name="request_by_version",
                condition=models.Q(ended_at__isnull=True),
            ),
            # Whose turn it is, where a function of the service has a button at the step.
            models.Index(
                fields=["municipality", "service", "step"],
                name="request_turn",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["municipality", "timer_at"],
                name="request_timer",
                condition=models.Q(timer_at__isnull=False),
            ),
            models.Index(
                fields=["municipality", "acknowledge_by"],
                name="request_to_acknowledge",
                condition=models.Q(acknowledge_by__isnull=False),
            ),
            # Whose time runs out soon, or ran out: open ones alone.
            models.Index(
                fields=["municipality", "legal_on"],
                name="request_open_legal",
                condition=models.Q(ended_at__isnull=True, legal_on__isnull=False),
            ),
            models.Index(
                fields=["municipality", "linked_from"],
                name="request_linked_from",
                condition=models.Q(linked_from__isnull=False),
            ),
            models.Index(fields=["municipality", "name_key"], name="request_name"),
            models.Index(fields=["municipality", "last_name_key"], name="request_last_name"),
            models.Index(
                fields=["municipality", "requester_email"],
                name="request_email",
                condition=~models.Q(requester_email=""),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("service_requests_town_key"),
            SameTown("service", name="service_requests_same_town_service"),
            SameTown("form_version", name="service_requests_same_town_form_version"),
            SameTown("workflow_version", name="service_requests_same_town_workflow_version"),
            SameTown("team", name="service_requests_same_town_team"),
            SameTown("validating_team", name="service_requests_same_town_validating_team"),
            SameTown("linked_from", name="service_requests_same_town_linked_from"),
            models.UniqueConstraint(
                fields=("municipality", "reference"), name="service_requests_reference_unique"
            ),
            models.UniqueConstraint(
                fields=("municipality", "form_token"), name="service_requests_filed_once"
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(step_kind__in=("answered", "closed"), ended_at__isnull=False)
                    & ~models.Q(outcome="")
                )
                | (
                    ~models.Q(step_kind__in=("answered", "closed"))
                    & models.Q(ended_at__isnull=True, outcome="")
                ),
                name="service_requests_end_has_outcome",
                violation_error_message=_("Say how the request ended before closing it."),
            ),
            models.CheckConstraint(
                condition=models.Q(assignee__isnull=True, assigned_at__isnull=True)
                | models.Q(assignee__isnull=False, assigned_at__isnull=False),
                name="service_requests_assigned_since",
            ),
            models.CheckConstraint(
                condition=models.Q(proposed_to__isnull=True, proposed_at__isnull=True)
                | models.Q(proposed_to__isnull=False, proposed_at__isnull=False),
                name="service_requests_proposed_since",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="service_requests_position_on_earth",
                violation_error_message=_("Latitude and longitude go together."),
            ),
        ]

    def __str__(self) -> str:
        return self.display_reference

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_name_keys()
        super().save(*args, **kwargs)

    def set_name_keys(self) -> None:
        """Prepare the keys by which the requester is found: whole name, and last word first."""
        self.name_key = sort_key(self.requester_name)[:160]
        first, _space, last = self.name_key.rpartition(" ")
        self.last_name_key = f"{last} {first}".strip()

    @property
    def display_reference(self) -> str:
        return display_reference(self.reference)

    @property
    def has_ended(self) -> bool:
        return self.ended_at is not None

    @property
    def tracking_path(self) -> str:
        """The secret address of the tracking page; the town puts its host before it."""
        return f"/suivi/{self.reference}/{self.tracking_key}/"

    def presented_values(self, language: str) -> list[tuple[str, str]]:
        """Return label and value of each filled field, in the form's order, in words."""
        return [
            (resolve(field.label, language), present(field, self.values[field.code], language))
            for field in self.form_version.parsed
            if self.values.get(field.code) not in (None, "", [])
        ]

    def presented_filled(self, language: str) -> list[tuple[str, str]]:
        """Return what the buttons of the workflow asked, in words, as it is known today."""
        return [
            (resolve(field.label, language), present(field, self.filled[field.code], language))
            for field in self.machine.definition.form_fields
            if self.filled.get(field.code) not in (None, "", [])
        ]

    def describe(self) -> str:
        """Return one line that tells this request from others: the first words that were typed."""
        for field in self.form_version.parsed:
            value = self.values.get(field.code)
            if field.kind in ("long_text", "short_text") and value:
                return excerpt(str(value))
        return self.place or self.service.title
