# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2

import invariants.triggers
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
        migrations.swappable_dependency(settings.MUNICIPALITY_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="delivery",
            constraint=invariants.triggers.Frozen(
                free=(),
                frozen_when="OLD.state IN ('sent', 'failed', 'withheld')",
                name="notifications_delivery_final",
            ),
        ),
    ]
