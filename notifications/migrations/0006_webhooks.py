# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Messages go on being written while the index is made."""

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('notifications', '0005_enclosures'),
        migrations.swappable_dependency(settings.MUNICIPALITY_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='delivery',
            name='transport',
            field=models.CharField(choices=[('email', 'e-mail'), ('webhook', 'call to another system')], default='email', max_length=16),
        ),
        AddIndexConcurrently(
            model_name='delivery',
            index=models.Index(condition=models.Q(('transport', 'webhook')), fields=['municipality', 'address', 'id'], name='notifications_delivery_calls'),
        ),
    ]
