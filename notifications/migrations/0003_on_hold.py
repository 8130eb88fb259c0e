# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2

from django.conf import settings
from django.db import migrations, models

STATES = [
    ("pending", "waiting to be sent"),
    ("sending", "being sent"),
    ("on_hold", "on hold until somebody decides"),
    ("sent", "sent"),
    ("failed", "not delivered"),
    ("withheld", "held back"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_final"),
        migrations.swappable_dependency(settings.MUNICIPALITY_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="delivery", name="notifications_delivery_state"),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(choices=STATES, default="pending", max_length=16),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(state__in=[state for state, _ in STATES]),
                name="notifications_delivery_state",
            ),
        ),
    ]
