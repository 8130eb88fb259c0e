# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A town that has something to say, and what a test asks of its outbox."""

from __future__ import annotations

from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from procrastinate.contrib.django.models import ProcrastinateJob

from invariants import town_scope
from notifications.enclosures import Enclosure
from notifications.models import Delivery
from notifications.registry import Notification, Recipient


class Hello(Notification):
    """A message whose every part a test can choose."""

    code = "hello"
    #: How often each hook was called.
    called: ClassVar[Counter[str]] = Counter()
    #: Raised by a hook, once it did its work.
    trouble: ClassVar[dict[str, Exception]] = {}

    def __init__(self, **parts: Any) -> None:
        self.parts: dict[str, Any] = {"name": "Zoé", **parts}

    def recipient(self) -> Recipient | None:
        address = self.parts.get("address", "zoe@example.org")
        if address is None:
            return None
        language = self.parts.get("language", "en")
        return Recipient(address=address, name=self.parts["name"], language=language)

    def context(self) -> dict[str, Any]:
        return self.parts

    def enclosures(self) -> list[Enclosure]:
        return list(self.parts.get("enclosures", []))

    def headers(self) -> dict[str, str]:
        return dict(self.parts.get("headers", {}))

    def sender(self) -> str:
        return str(self.parts.get("sender", "Châlons <town@example.org>"))

    def reply_to(self) -> str:
        return str(self.parts.get("reply_to", ""))

    def dedupe_key(self) -> str:
        return str(self.parts.get("dedupe_key", ""))

    def thread(self) -> str:
        return str(self.parts.get("thread", ""))

    @classmethod
    def before_sending(cls, delivery: Delivery) -> None:
        cls._hook("before_sending", delivery)

    @classmethod
    def sent(cls, delivery: Delivery) -> None:
        cls._hook("sent", delivery)

    @classmethod
    def failed(cls, delivery: Delivery) -> None:
        cls._hook("failed", delivery)

    @classmethod
    def _hook(cls, name: str, delivery: Delivery) -> None:
        cls.called[name] += 1
        towns().filter(pk=delivery.municipality_id).update(name=f"{name} {delivery.state}")
        if name in cls.trouble:
            raise cls.trouble[name]


@dataclass(frozen=True)
class Town:
    """A municipality and its outbox, seen from outside any transaction."""

    row: Model

    @property
    def pk(self) -> int:
        return int(self.row.pk)

    @property
    def told(self) -> str:
        """What the last hook wrote that was not rolled back."""
        return str(towns().values_list("name", flat=True).get(pk=self.pk))

    def defer(self, **parts: Any) -> Delivery:
        with town_scope(self.pk):
            delivery = Hello(**parts).defer(municipality=self.row, subject=self.row)
        assert delivery is not None
        return delivery

    def scope(self) -> AbstractContextManager[None]:
        return town_scope(self.pk)

    def fetch(self, delivery: Delivery) -> Delivery:
        with town_scope(self.pk):
            return Delivery.objects.get(pk=delivery.pk)

    def count(self) -> int:
        with town_scope(self.pk):
            return Delivery.objects.count()


def towns() -> Any:
    return apps.get_model(settings.MUNICIPALITY_MODEL)._default_manager.all()


def found(slug: str) -> Town:
    return Town(towns().create(slug=slug, name=slug, sender_address="town@example.org"))


def waiting_jobs() -> list[tuple[int, datetime | None]]:
    """Return the deliveries for which a job waits, and until when."""
    jobs = ProcrastinateJob.objects.filter(
        status="todo", task_name="notifications.tasks.send_delivery"
    )
    return [(job.args["delivery_id"], job.scheduled_at) for job in jobs.order_by("id")]


def lose_jobs() -> None:
    """Delete every job, as somebody who tidies up too much would."""
    ProcrastinateJob.objects.all()._raw_delete("default")
