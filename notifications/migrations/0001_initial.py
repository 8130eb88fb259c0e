# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import invariants.row_security
import invariants.triggers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.MUNICIPALITY_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("notification", models.CharField(max_length=100)),
                ("subject_type", models.CharField(max_length=100)),
                ("subject_id", models.BigIntegerField()),
                (
                    "transport",
                    models.CharField(choices=[("email", "e-mail")], default="email", max_length=16),
                ),
                ("address", models.TextField()),
                ("name", models.TextField(blank=True)),
                ("language", models.CharField(max_length=16)),
                ("sender", models.TextField()),
                ("reply_to", models.TextField(blank=True)),
                ("headers", models.JSONField(blank=True, default=dict)),
                ("subject_line", models.TextField()),
                ("text", models.TextField()),
                ("html", models.TextField(blank=True)),
                ("message_id", models.CharField(max_length=255)),
                ("thread", models.CharField(blank=True, max_length=255)),
                ("dedupe_key", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "waiting to be sent"),
                            ("sending", "being sent"),
                            ("sent", "sent"),
                            ("failed", "not delivered"),
                            ("withheld", "held back"),
                        ],
                        default="pending",
                        max_length=16,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "next_attempt_at",
                    models.DateTimeField(blank=True, default=django.utils.timezone.now, null=True),
                ),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("claimed_by", models.CharField(blank=True, max_length=200)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("transport_answer", models.TextField(blank=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.MUNICIPALITY_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "pending")),
                        fields=["municipality", "next_attempt_at"],
                        name="notifications_delivery_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "sending")),
                        fields=["municipality", "claimed_at"],
                        name="notifications_delivery_taken",
                    ),
                    models.Index(
                        fields=["municipality", "subject_type", "subject_id", "id"],
                        name="notifications_delivery_about",
                    ),
                ],
                "constraints": [
                    invariants.row_security.RowSecurity(name="notifications_delivery_row_security"),
                    models.UniqueConstraint(
                        fields=("municipality", "id"), name="notifications_delivery_town_key"
                    ),
                    invariants.triggers.Frozen(
                        free=(
                            "state",
                            "attempts",
                            "next_attempt_at",
                            "claimed_at",
                            "claimed_by",
                            "accepted_at",
                            "sent_at",
                            "transport_answer",
                        ),
                        frozen_when="",
                        name="notifications_delivery_frozen",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("dedupe_key", ""), _negated=True),
                        fields=("municipality", "dedupe_key"),
                        name="notifications_delivery_dedupe",
                    ),
                    models.UniqueConstraint(
                        fields=("message_id",), name="notifications_delivery_message_id"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["pending", "sending", "sent", "failed", "withheld"])
                        ),
                        name="notifications_delivery_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_attempt_at__isnull", False), ("state", "pending")),
                            models.Q(
                                models.Q(("state", "pending"), _negated=True),
                                ("next_attempt_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="notifications_delivery_next_iff_pending",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("claimed_by", ""), _negated=True),
                                ("claimed_at__isnull", False),
                                ("state", "sending"),
                            ),
                            models.Q(
                                models.Q(("state", "sending"), _negated=True),
                                ("claimed_at__isnull", True),
                                ("claimed_by", ""),
                            ),
                            _connector="OR",
                        ),
                        name="notifications_delivery_claimed_iff_sending",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("sent_at", models.F("accepted_at")),
                                ("sent_at__isnull", False),
                                ("state", "sent"),
                            ),
                            models.Q(
                                models.Q(("state", "sent"), _negated=True),
                                ("sent_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="notifications_delivery_sent_at_iff_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_at__isnull", True),
                            ("state__in", ["pending", "sending", "sent"]),
                            _connector="OR",
                        ),
                        name="notifications_delivery_accepted_never_fails",
                    ),
                ],
            },
        ),
    ]
