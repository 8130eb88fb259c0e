# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from grc.service_requests.models.service_request import ServiceRequest
from invariants import SameTown
from invariants.models import TownModel, town_key
from workflows.definition import StepKind
from workflows.models import Workflow, WorkflowVersion

if TYPE_CHECKING:
    from grc.accounts.models import User
    from workflows.definition import Step

# By the key of a version: the steps of it whose requests move, each with the step it moves to.
Mapped = Mapping[int, Mapping[str, str]]


def can_move_versions(user: User) -> bool:
    """One must be an administrator of the town to move its living requests to another version."""
    return user.is_active and user.is_administrator


# Whose work is not done: to move, or to move back.
UNFINISHED = Q(done_at__isnull=True) | Q(undo_begun_at__isnull=False, undone_at__isnull=True)


class VersionMoveQuerySet(models.QuerySet["VersionMove"]):
    def unfinished(self) -> Self:
        """Keep those whose work is not done: to move, or to move back."""
        return self.filter(UNFINISHED)

    def at_work(self, workflow: int) -> VersionMove | None:
        """Return the move of this workflow that is under way, on or back: there is one at most."""
        return self.filter(workflow=workflow).unfinished().first()

    @transaction.atomic
    def begin(self, to_version: WorkflowVersion, mapping: Mapped, *, by: User) -> VersionMove:
        """Begin to move the living requests of other versions to this one, as a job.

        What the mapping leaves out stays on its version. Raises NotAllowed, NotNow (not published;
        another move is under way), NotValid (a mapping that leads nowhere).
        """
        if not can_move_versions(by):
            raise NotAllowed(_("Only an administrator of the town can move requests."))
        to_version.workflow.lock()
        to_version.refresh_from_db(fields=("state",))
        if to_version.state != WorkflowVersion.State.PUBLISHED:
            raise NotNow(_("Publish this version first: requests move to a published one only."))
        if self.at_work(to_version.workflow_id) is not None:
            raise NotNow(_("Requests of this workflow are being moved: wait until that is done."))
        kept = {pk: dict(steps) for pk, steps in mapping.items() if steps}
        _check_mapping(to_version, kept)
        move = self.create(
            municipality_id=to_version.municipality_id,
            workflow_id=to_version.workflow_id,
            to_version=to_version,
            mapping={str(pk): steps for pk, steps in kept.items()},
            begun_by=by,
        )
        move.total = move.waiting().count()
        move.save(update_fields=["total"])
        Event.objects.record("move_begun", move, by=by, to_version=to_version.pk)
        move.wake()
        return move


class VersionMove(TownModel):
    """Living requests on their way to another version of their workflow; each moves once."""

    workflow = models.ForeignKey(
        Workflow, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    to_version = models.ForeignKey(
        WorkflowVersion, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    # Key of a version to its steps, each with the step of the new version that it becomes.
    mapping = models.JSONField()
    # How many there were when it began.
    total = models.PositiveIntegerField(default=0)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undo_begun_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = VersionMoveQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("service_requests_versionmove_town_key"),
            SameTown("workflow", name="service_requests_versionmove_workflow"),
            SameTown("to_version", name="service_requests_versionmove_version"),
            models.UniqueConstraint(
                fields=("workflow",),
                condition=UNFINISHED,
                name="service_requests_versionmove_one_at_work",
                violation_error_message=gettext_lazy("Requests of this workflow are being moved."),
            ),
            models.CheckConstraint(
                condition=Q(undo_begun_at__isnull=True, undone_at__isnull=True)
                | Q(undo_begun_at__isnull=False, done_at__isnull=False, undone_by__isnull=False),
                name="service_requests_versionmove_undone_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_version_id} · {self.pk}"

    @property
    def is_undoing(self) -> bool:
        return self.undo_begun_at is not None and self.undone_at is None

    def waiting(self) -> models.QuerySet[ServiceRequest]:
        """Return the living requests that this move has not looked at yet."""
        wanted = Q()
        for version, steps in self.mapping.items():
            wanted |= Q(workflow_version=int(version), step__in=list(steps))
        seen = MovedRequest.objects.filter(move=self.pk, service_request=models.OuterRef("pk"))
        if not wanted:
            return ServiceRequest.objects.none()
        return ServiceRequest.objects.open().filter(wanted).exclude(models.Exists(seen))

    def counts(self) -> dict[str, int]:
        """Return how many requests there are of each state of ``MovedRequest``."""
        found = self.requests.values_list("state").annotate(Count("pk"))
        return dict.fromkeys(MovedRequest.State.values, 0) | dict(found)

    @transaction.atomic
    def undo(self, *, by: User) -> None:
        """Begin to take back what did not move since, as a job; the others are told.

        Raises NotAllowed, and NotNow while this or another move of the workflow is under way, or
        when it was taken back already.
        """
        if not can_move_versions(by):
            raise NotAllowed(_("Only an administrator of the town can move requests."))
        # Whoever begins a move of this workflow meanwhile waits here, or is waited for.
        self.workflow.lock()
        fresh = VersionMove.objects.select_for_update(of=("self",)).get(pk=self.pk)
        if refusal := fresh.refusal_to_undo(VersionMove.objects.at_work(self.workflow_id)):
            raise NotNow(refusal)
        self.undone_by, self.undo_begun_at = by, timezone.now()
        self.save(update_fields=["undone_by", "undo_begun_at"])
        Event.objects.record("move_taken_back", self, by=by)
        self.wake()

    def refusal_to_undo(self, at_work: VersionMove | None) -> str:
        """Return why this move cannot be taken back now, empty where it can.

        ``at_work`` is the move of its workflow that is under way.
        """
        if self.done_at is None:
            return _("The requests are still being moved: wait until that is done.")
        if self.undo_begun_at is not None:
            return _("This move was taken back already.")
        if at_work is not None:
            return _(
                "Another move of requests of this workflow is under way: wait until that is done, "
                "then take this one back."
            )
        return ""

    def wake(self) -> None:
        """Let a worker carry on, once this transaction is committed."""
        from grc.service_requests.tasks import move_requests

        move_requests.defer(municipality=self.municipality_id, move=self.pk)


class MovedRequest(TownModel):
    """What became of one request in one move, and where it was: enough to take it back."""

    class State(models.TextChoices):
        MOVED = "moved", gettext_lazy("moved")
        KEPT = "kept", gettext_lazy("stayed: its answer is under way")
        FAILED = "failed", gettext_lazy("stayed: the new version could not be read for it")
        RESTORED = "restored", gettext_lazy("moved back")
        GONE_ON = "gone_on", gettext_lazy("not moved back: it went on since")

    move = models.ForeignKey(
        VersionMove, on_delete=models.PROTECT, related_name="requests", db_constraint=False
    )
    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="version_moves", db_constraint=False
    )
    state = models.CharField(max_length=8, choices=State.choices)
    from_version = models.ForeignKey(
        WorkflowVersion, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    from_step = models.CharField(max_length=40)
    to_step = models.CharField(max_length=40)
    # As they were: a request has not moved since while it has been at its step since then.
    step_since = models.DateTimeField()
    trail = models.JSONField(default=list)
    timers_fired = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "move", "state"], name="moved_request_state"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("move", name="service_requests_movedrequest_move"),
            SameTown("service_request", name="service_requests_movedrequest_request"),
            SameTown("from_version", name="service_requests_movedrequest_version"),
            models.UniqueConstraint(
                fields=("move", "service_request"), name="service_requests_movedrequest_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_request_id} · {self.state}"


def _check_mapping(to_version: WorkflowVersion, mapping: Mapped) -> None:
    """Refuse a mapping that leads from or to what is not there, or out of a validation."""
    versions = WorkflowVersion.objects.filter(
        pk__in=mapping, workflow=to_version.workflow_id
    ).exclude(pk=to_version.pk)
    known = {version.pk: version for version in versions}
    there = {step.code: step for step in to_version.machine.definition.steps}
    for pk, steps in mapping.items():
        if pk not in known:
            raise NotValid(_("Choose versions of this workflow, other than the new one."))
        here = {step.code: step for step in known[pk].machine.definition.steps}
        for source, target in steps.items():
            if source not in here or target not in there:
                raise NotValid(_("Choose for each step one of the new version, or let it stay."))
            if not can_become(here[source], there[target]):
                raise NotValid(
                    _("A request neither begins nor leaves a validation by a move: let it stay.")
                )


def can_become(source: Step, target: Step) -> bool:
    """Return whether requests at one step may stand at the other: both live, both validate or not.

    A request waits at a validation exactly while a round of its answer is open.
    """
    validates = {step.kind is StepKind.WAITING_VALIDATION for step in (source, target)}
    return not source.is_end and not target.is_end and len(validates) == 1
