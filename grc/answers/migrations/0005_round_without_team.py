# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A round waits for turns now, no longer for one team. The column comes back empty of meaning."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("answers", "0004_carry_rounds")]

    operations = [
        migrations.RemoveConstraint(
            model_name='round',
            name='answers_round_same_town_team',
        ),
        migrations.RemoveIndex(
            model_name='round',
            name='round_awaiting',
        ),
        migrations.RemoveField(
            model_name='round',
            name='team',
        ),
    ]
