# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_fsm import FSMField

from grc.answers.enums import AnswerKind, AnswerState, SendingChannel, SignatureMode
from grc.answers.models.addressing import AddressingMixin
from grc.answers.models.changing import ChangingMixin
from grc.answers.models.deciding import DecidingMixin
from grc.answers.models.drafting import DraftingMixin
from grc.answers.models.enclosing import EnclosingMixin
from grc.answers.models.keeping import KeepingMixin
from grc.answers.models.sending import SendingMixin
from grc.answers.models.signatory import Signatory
from grc.answers.models.signing import SigningMixin
from grc.answers.models.submitting import SubmittingMixin
from grc.answers.models.suggesting import SuggestingMixin
from grc.core.refusals import NotAllowed, NotNow
from grc.journal.models import Event
from grc.service_requests.enums import Outcome
from grc.service_requests.guards import can_work
from grc.service_requests.models import ServiceRequest
from invariants import SameTown
from invariants.models import TownModel, town_key

if TYPE_CHECKING:
    from grc.accounts.models import User
    from grc.answers.models.circuit import Circuit
    from grc.journal.models.event import Actor


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, user: User) -> Self:
        """Keep the answers of the requests that this person may see."""
        return self.filter(service_request__in=ServiceRequest.objects.visible_to(user))

    def living(self) -> Self:
        """Keep the answers that are neither sent nor withdrawn; a request has at most one."""
        return self.exclude(state__in=(AnswerState.SENT, AnswerState.WITHDRAWN))

    def locked(self) -> Self:
        return self.select_for_update(of=("self",))

    def draft_for(self, service_request: ServiceRequest, *, by: User) -> Answer:
        """Return the living answer of the request, beginning one if there is none.

        Raises NotAllowed for a person who does not work the request, NotNow after its end.
        """
        with transaction.atomic():
            fresh = service_request.lock()
            if not can_work(by, fresh):
                raise NotAllowed(_("Only people of %(team)s can answer.") % {"team": fresh.team})
            living = self.living().filter(service_request=fresh).first()
            if living is not None:
                return living
            if fresh.has_ended:
                raise NotNow(_("This request has ended. Reopen it before answering."))
            return self.begun(fresh, author=by, by=by)

    def begun(
        self,
        service_request: ServiceRequest,
        *,
        author: User,
        by: Actor,
        kind: str = AnswerKind.INFORMATION,
        circuit: Circuit | None = None,
    ) -> Answer:
        """Begin the answer of a request that is locked and has no living one."""
        answer = self.create(
            municipality_id=service_request.municipality_id,
            service_request=service_request,
            author=author,
            kind=kind,
            outcome=Outcome.REFUSED if kind == AnswerKind.REFUSAL else Outcome.DONE,
            circuit=circuit,
        )
        answer.record("drafted", by=by)
        return answer


class Answer(
    DraftingMixin,
    KeepingMixin,
    EnclosingMixin,
    AddressingMixin,
    SubmittingMixin,
    DecidingMixin,
    SuggestingMixin,
    ChangingMixin,
    SendingMixin,
    SigningMixin,
    TownModel,
):
    """The town's answer to one request. Its text is a draft until a round freezes it."""

    service_request = models.ForeignKey(
        ServiceRequest,
        verbose_name=gettext_lazy("request"),
        on_delete=models.PROTECT,
        related_name="answers",
        db_constraint=False,
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("author"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    state = FSMField(
        gettext_lazy("state"),
        max_length=12,
        default=AnswerState.DRAFT,
        choices=AnswerState.choices,
        protected=True,
    )
    body = models.TextField(gettext_lazy("text"), blank=True)
    outcome = models.CharField(
        gettext_lazy("outcome"), max_length=20, choices=Outcome.choices, default=Outcome.DONE
    )
    kind = models.CharField(
        gettext_lazy("kind"),
        max_length=12,
        choices=AnswerKind.choices,
        default=AnswerKind.INFORMATION,
        db_default=AnswerKind.INFORMATION,
    )
    grounds_law = models.TextField(
        gettext_lazy("considerations of law"), blank=True, default="", db_default=""
    )
    grounds_fact = models.TextField(
        gettext_lazy("considerations of fact"), blank=True, default="", db_default=""
    )
    signatory = models.ForeignKey(
        Signatory,
        verbose_name=gettext_lazy("signatory"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    # The circuit that the workflow asks for; without one the rules of the town choose.
    circuit = models.ForeignKey(
        "answers.Circuit",
        verbose_name=gettext_lazy("circuit"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
    )
    signature_mode = models.CharField(
        gettext_lazy("how it is signed"),
        max_length=12,
        choices=SignatureMode.choices,
        blank=True,
        default="",
        db_default="",
    )
    # Empty: by e-mail where the requester gave an address, else whichever way somebody tells it.
    channel = models.CharField(
        gettext_lazy("to be sent"),
        max_length=10,
        choices=SendingChannel.choices,
        blank=True,
        default="",
        db_default="",
    )
    postal_address = models.TextField(
        gettext_lazy("postal address"), blank=True, default="", db_default=""
    )
    # Name and e-mail address of each person who receives the same words.
    copies = models.JSONField(
        gettext_lazy("copies"),
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
    )
    # Counts the saves: a save says which one it was typed on, so nobody overwrites silently.
    revision = models.PositiveIntegerField(gettext_lazy("revision"), default=0)
    created_at = models.DateTimeField(gettext_lazy("begun"), auto_now_add=True)
    sent_at = models.DateTimeField(gettext_lazy("sent"), null=True, blank=True)
    sent_by_channel = models.CharField(
        gettext_lazy("sent through"), max_length=10, choices=SendingChannel.choices, blank=True
    )

    # Until when the last visa can be undone: nothing leaves before.
    undo_until = models.DateTimeField(gettext_lazy("can be undone until"), null=True, blank=True)
    # The last link of the chain that the events of this answer form.
    chain_length = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    chain_head = models.CharField(max_length=64, default="", db_default="", editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("answer")
        verbose_name_plural = gettext_lazy("answers")
        ordering = ("pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "service_request"], name="answer_of_request"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("answers_answer_town_key"),
            SameTown("service_request", name="answers_answer_same_town"),
            SameTown("signatory", name="answers_answer_same_town_signatory"),
            SameTown("circuit", name="answers_answer_same_town_circuit"),
            models.UniqueConstraint(
                fields=("municipality", "service_request"),
                condition=~models.Q(state__in=("sent", "withdrawn")),
                name="answers_answer_one_living",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="answers_answer_sent_at_iff_sent",
            ),
            models.CheckConstraint(
                condition=models.Q(channel__in=("", *SendingChannel.values)),
                name="answers_answer_channel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_request} · {self.get_state_display()}"

    def lock(self) -> Answer:
        """Return this answer as it is now; its request is locked first, always in that order."""
        self.service_request.lock()
        Answer.objects.locked().values_list("pk").get(pk=self.pk)
        return Answer.objects.select_related(
            "service_request__municipality", "service_request__service", "author", "signatory"
        ).get(pk=self.pk)

    def record(self, name: str, *, by: Actor, **data: Any) -> Event:
        """Append what happened to the chain of this answer, which must be locked (law R1.35)."""
        event = Event.objects.link(
            name, self, by=by, position=self.chain_length + 1, previous=self.chain_head, data=data
        )
        self.chain_length, self.chain_head = self.chain_length + 1, event.chain_hash
        self.save(update_fields=["chain_length", "chain_head"])
        return event
