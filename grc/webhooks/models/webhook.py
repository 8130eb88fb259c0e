# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grc.webhooks.secrets import KEPT, key_of
from invariants.models import TownModel, town_key
from notifications.models import Delivery, DeliveryQuerySet, Transport
from notifications.registry import Endpoint

#: How workflows name it, as they name everything.
CODE = r"^[a-z][a-z0-9_]{0,39}$"


class DisabledWhy(models.TextChoices):
    """Why a system is told nothing any more."""

    PERSON = "person", _("somebody disabled it")
    GONE = "gone", _("it answered that it must not be called any more")
    FAILING = "failing", _("it took nothing for three days")


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def enabled(self) -> Self:
        """Those that are told what happens."""
        return self.filter(disabled_at=None)

    def in_order(self) -> Self:
        return self.order_by("name", "code")


class Webhook(TownModel):
    """Another system that is told when something happened to a request, never about whom.

    ``secret`` and ``former_secret`` are what is stored of them (``grc.webhooks.secrets``): while a
    secret is being changed, each call is signed with both. ``answered_at`` is its last yes.
    """

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    url = models.TextField(_("address"))
    secret = models.CharField(max_length=81, editable=False)
    former_secret = models.CharField(max_length=81, blank=True, editable=False)
    disabled_at = models.DateTimeField(_("disabled"), null=True, blank=True)
    disabled_why = models.CharField(max_length=10, choices=DisabledWhy.choices, blank=True)
    answered_at = models.DateTimeField(_("last answered"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = WebhookQuerySet.as_manager()

    class Meta(TownModel.Meta):
        verbose_name = _("other system")
        verbose_name_plural = _("other systems")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("webhooks_webhook_town_key"),
            models.UniqueConstraint(
                fields=("municipality", "code"), name="webhooks_webhook_code_unique"
            ),
            models.CheckConstraint(condition=Q(code__regex=CODE), name="webhooks_webhook_code"),
            models.CheckConstraint(condition=~Q(name=""), name="webhooks_webhook_named"),
            models.CheckConstraint(
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="webhooks_webhook_url",
            ),
            models.CheckConstraint(
                condition=Q(secret__regex=KEPT), name="webhooks_webhook_secret_is_no_key"
            ),
            models.CheckConstraint(
                condition=Q(former_secret="")
                | (Q(former_secret__regex=KEPT) & ~Q(former_secret=F("secret"))),
                name="webhooks_webhook_former_is_another",
            ),
            models.CheckConstraint(
                condition=Q(disabled_at=None, disabled_why="")
                | Q(disabled_at__isnull=False, disabled_why__in=DisabledWhy.values),
                name="webhooks_webhook_disabled_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_enabled(self) -> bool:
        return self.disabled_at is None

    @property
    def calls(self) -> DeliveryQuerySet:
        """What it was told, or is to be told."""
        return Delivery.objects.filter(transport=Transport.WEBHOOK, address=self.code)

    @property
    def endpoint(self) -> Endpoint:
        """Where it is now, and what signs; the newest secret first. Raise ``SecretLost``."""
        kept = filter(None, (self.secret, self.former_secret))
        return Endpoint(url=self.url, keys=tuple(key_of(one) for one in kept))
